"""Any ONNX model with a manifest can judge; wrong manifests name their fault; some pictures are not judged at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from fediart.admission.crops import choose_crops, shrink, unfit
from fediart.admission.detector import judge_pixels, load_detector
from fediart.admission.manifest import ModelError, load_manifest
from tests.admission import made

Folder = Callable[..., Path]

MANIFEST = """
name = "redness"
version = "1"
file = "model.onnx"
sha256 = "{sha256}"
licence = "CC0-1.0"
[input]
size = 64
layout = "{layout}"
channels = "{channels}"
mean = [0.5, 0.5, 0.5]
deviation = [0.25, 0.25, 0.25]
[crops]
count = 5
short_side = {short_side}
batch = 2
[output]
meaning = "{meaning}"
[calibration]
{calibration}
[thresholds]
"1%" = 0.9
"0.1%" = 0.99
[measured]
auc = 0.5
"""


def red_model(layout: str, meaning: str) -> bytes:
    """The mean of the first channel as a logit, in whichever form of answer."""
    shape = ["n", 3, 64, 64] if layout == "NCHW" else ["n", 64, 64, 3]
    axes = [2, 3] if layout == "NCHW" else [1, 2]
    nodes = [
        helper.make_node("ReduceMean", ["crops"], ["means"], axes=axes, keepdims=0),
        helper.make_node("Slice", ["means", "zero", "one", "one"], ["red"]),
    ]
    out = "red"
    if meaning == "sigmoid":
        nodes.append(helper.make_node("Sigmoid", ["red"], ["out"]))
        out = "out"
    if meaning in ("two-logits", "softmax"):
        nodes.append(helper.make_node("Sub", ["red", "red"], ["nothing"]))
        nodes.append(helper.make_node("Concat", ["nothing", "red"], ["pair"], axis=1))
        out = "pair"
    if meaning == "softmax":
        nodes.append(helper.make_node("Softmax", ["pair"], ["out"], axis=1))
        out = "out"
    answers = 2 if meaning in ("two-logits", "softmax") else 1
    numbers = [helper.make_tensor(n, TensorProto.INT64, [1], [v]) for n, v in (("zero", 0), ("one", 1))]
    graph = helper.make_graph(
        nodes, "redness",
        [helper.make_tensor_value_info("crops", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(out, TensorProto.FLOAT, ["n", answers])],
        numbers,
    )  # fmt: skip
    # Slice reads axes as its fourth input: axis 1, the channels.
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model.SerializeToString()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    def build(
        layout: str = "NCHW", channels: str = "RGB", meaning: str = "logit", short_side: int = 0,
        calibration: str = 'kind = "none"', change: Callable[[str], str] = str,
    ) -> Path:  # fmt: skip
        weights = red_model(layout, meaning)
        (tmp_path / "model.onnx").write_bytes(weights)
        text = MANIFEST.format(
            sha256=hashlib.sha256(weights).hexdigest(), layout=layout, channels=channels, meaning=meaning,
            short_side=short_side, calibration=calibration,
        )  # fmt: skip
        (tmp_path / "manifest.toml").write_text(change(text))
        return tmp_path

    return build


@pytest.fixture
def picture() -> np.ndarray:
    return np.asarray(made.drawing())


def red_of(pixels: np.ndarray, channel: int = 0) -> float:
    crops = choose_crops(pixels, 64, 5).astype(float)
    logit = ((crops[..., channel] / 255 - 0.5) / 0.25).mean()
    return float(1 / (1 + np.exp(-logit)))


@pytest.mark.parametrize("meaning", ["logit", "two-logits", "sigmoid", "softmax"])
@pytest.mark.parametrize("layout", ["NCHW", "NHWC"])
def test_every_form_of_input_and_answer_gives_the_same_score(
    folder: Folder, picture: np.ndarray, layout: str, meaning: str
) -> None:
    score = judge_pixels(load_detector(folder(layout=layout, meaning=meaning)), picture)
    assert score.probability == pytest.approx(red_of(picture), abs=1e-4)
    assert not score.abstained
    assert len(score.per_crop) == 5
    assert score.thresholds == {"1%": 0.9, "0.1%": 0.99}


def test_channels_may_come_in_the_other_order(folder: Folder, picture: np.ndarray) -> None:
    score = judge_pixels(load_detector(folder(channels="BGR")), picture)
    assert score.probability == pytest.approx(red_of(picture, channel=2), abs=1e-4)


def test_calibration_is_applied_to_the_mean_logit(folder: Folder, picture: np.ndarray) -> None:
    plain = judge_pixels(load_detector(folder()), picture).probability
    assert plain is not None
    logit = np.log(plain / (1 - plain))
    platt = load_detector(folder(calibration='kind = "platt"\nslope = 2.0\noffset = -0.5'))
    assert judge_pixels(platt, picture).probability == pytest.approx(1 / (1 + np.exp(-(2 * logit - 0.5))), abs=1e-4)


def test_temperature_divides_the_logit(folder: Folder) -> None:
    manifest = load_manifest(folder(calibration='kind = "temperature"\ntemperature = 4'))
    assert (manifest.slope, manifest.offset) == (0.25, 0.0)


def test_the_same_picture_gets_the_same_score(folder: Folder, picture: np.ndarray) -> None:
    detector = load_detector(folder(short_side=100))
    assert judge_pixels(detector, picture) == judge_pixels(detector, picture.copy())


def test_a_model_is_loaded_once_until_its_manifest_changes(folder: Folder) -> None:
    path = folder()
    first = load_detector(path)
    assert load_detector(path) is first
    os.utime(path / "manifest.toml", ns=(1, 1))
    assert load_detector(path) is not first


BROKEN = {
    "wrong hash": (lambda t: t.replace('sha256 = "', 'sha256 = "00'), "is not the file its manifest describes"),
    "no name": (lambda t: t.replace('name = "redness"', ""), "'name' must be a text"),
    "no such file": (lambda t: t.replace("model.onnx", "other.onnx"), "other.onnx is missing"),
    "a file elsewhere": (lambda t: t.replace("model.onnx", "../model.onnx"), "'file' must be the name of a file"),
    "size": (lambda t: t.replace("size = 64", "size = 0"), "'input.size' must be a whole number from 16 to 4096"),
    "layout": (lambda t: t.replace("NCHW", "CHWN"), "'input.layout' must be one of NCHW, NHWC"),
    "crops": (lambda t: t.replace("count = 5", ""), "'crops.count' must be a whole number"),
    "meaning": (lambda t: t.replace('"logit"', '"yes"'), "'output.meaning' must be one of logit"),
    "deviation": (lambda t: t.replace("[0.25, 0.25, 0.25]", "[0.25, 0, 1]"), "'input.deviation' must be three"),
    "mean": (lambda t: t.replace("[0.5, 0.5, 0.5]", "[0.5]"), "'input.mean' must be three"),
    "calibration": (lambda t: t.replace('kind = "none"', 'kind = "platt"'), "'calibration.slope' must be a number"),
    "thresholds": (lambda t: t.replace('"0.1%" = 0.99', ""), "'thresholds.0.1%' must be the probability"),
    "not TOML": (lambda t: t + "\n[[", "cannot be read"),
}


@pytest.mark.parametrize("change, message", BROKEN.values(), ids=BROKEN)
def test_a_wrong_model_folder_is_explained(folder: Folder, change: Callable[[str], str], message: str) -> None:
    with pytest.raises(ModelError) as caught:
        load_detector(folder(change=change))
    assert message in str(caught.value)


def test_a_folder_without_a_manifest_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="a model folder holds a manifest"):
        load_detector(tmp_path)


def test_weights_that_are_no_model_are_explained(folder: Folder) -> None:
    junk = b"not onnx"
    path = folder(change=lambda t: t.replace(t.split('sha256 = "')[1][:64], hashlib.sha256(junk).hexdigest()))
    (path / "model.onnx").write_bytes(junk)
    with pytest.raises(ModelError, match="is no usable ONNX model"):
        load_detector(path)


def test_a_model_fed_the_wrong_size_is_explained(folder: Folder, picture: np.ndarray) -> None:
    detector = load_detector(folder(change=lambda t: t.replace("size = 64", "size = 32")))
    with pytest.raises(ModelError, match="cannot take crops as its manifest says"):
        judge_pixels(detector, picture)


def test_a_model_that_answers_otherwise_than_it_says_is_explained(folder: Folder, picture: np.ndarray) -> None:
    detector = load_detector(folder(change=lambda t: t.replace('"logit"', '"softmax"')))
    with pytest.raises(ModelError, match="answered with shape"):
        judge_pixels(detector, picture)


def flat() -> np.ndarray:
    pixels = np.full((400, 400, 3), 240, np.uint8)
    pixels[100:200, 100:200] = (200, 30, 30)
    return pixels


def pixel_art() -> np.ndarray:
    small = np.random.default_rng(3).integers(0, 16, (80, 80))
    palette = np.random.default_rng(4).integers(0, 255, (16, 3), dtype=np.uint8)
    return palette[small].repeat(3, axis=0).repeat(3, axis=1)


@pytest.mark.parametrize(
    "pixels, why",
    [
        (np.asarray(made.drawing(400, 127)), "smaller than 128"),
        (flat(), "nearly flat"),
        (pixel_art(), "few colours"),
    ],
)
def test_it_abstains_where_there_is_nothing_to_see(folder: Folder, pixels: np.ndarray, why: str) -> None:
    score = judge_pixels(load_detector(folder()), pixels)
    assert (score.abstained, score.probability, score.per_crop) == (True, None, ())
    assert why in score.why


def test_a_drawing_is_fit_to_be_judged(picture: np.ndarray) -> None:
    assert unfit(picture) == ""


def test_shrinking_keeps_the_shape_and_the_mean(picture: np.ndarray) -> None:
    large = picture.repeat(4, axis=0).repeat(4, axis=1)
    small = shrink(large, 100)
    assert small.shape == (100, 120, 3)
    assert small.mean() == pytest.approx(picture.mean(), abs=0.5)
    assert shrink(picture, 512) is picture
    assert shrink(picture, 0) is picture


def test_shrinking_does_not_alias() -> None:
    stripes = np.zeros((1000, 1000, 3), np.uint8)
    stripes[:, ::2] = 255
    assert np.ptp(shrink(stripes, 130)[5:-5, 5:-5].astype(int)) <= 3


def test_crops_are_the_most_textured_squares_and_overlap_by_half_at_most() -> None:
    pixels = np.full((300, 600, 3), 128, np.uint8)
    pixels[100:228, 400:528] = np.random.default_rng(1).integers(0, 255, (128, 128, 3), dtype=np.uint8)
    crops = choose_crops(pixels, 64, 4)
    assert crops.shape == (4, 64, 64, 3)
    assert min(crop.std() for crop in crops) > 20


def test_a_small_picture_is_continued_by_reflection(picture: np.ndarray) -> None:
    (crop,) = choose_crops(picture[:40, :50], 64, 4)
    assert crop.shape == (64, 64, 3)
    assert (crop[40:, :50] == picture[:40, :50][::-1][:24]).all()
