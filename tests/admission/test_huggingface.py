"""Published classifiers are read as the library that wrote them feeds them; what is not clear is asked, not guessed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fediart.admission.detector import judge_pixels, load_detector
from fediart.admission.huggingface import manifest_from, means_generated, weights_of
from fediart.admission.installing import prepare
from fediart.admission.manifest import Manifest, ModelError
from fediart.admission.voting import logit
from tests.admission import made, onnx_models

VIT = {"size": {"height": 224, "width": 224}, "image_mean": [0.5] * 3, "image_std": [0.5] * 3, "resample": 2}

EDGE_224 = {"size": {"shortest_edge": 224}}


def published(folder: Path, config: dict[str, Any], how: dict[str, Any], weights: str = "model.onnx") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "preprocessor_config.json").write_text(json.dumps(how))
    (folder / weights).parent.mkdir(exist_ok=True)
    (folder / weights).write_bytes(onnx_models.pair())
    return folder


def labels(*names: str) -> dict[str, Any]:
    return {"id2label": {str(number): name for number, name in enumerate(names)}}


def read(folder: Path, config: dict[str, Any], how: dict[str, Any], chosen: str = "") -> Manifest:
    published(folder, config, how)
    return manifest_from(folder, name="p", file="model.onnx", sha256="0", generated_label=chosen)


@pytest.mark.parametrize(
    ("label", "generated"),
    [
        ("ai", True), ("AI-generated", True), ("artificial", True), ("Fake", True), ("synthetic image", True),
        ("AiArt", True), ("hum", False), ("human", False), ("Real", False), ("not_ai", False), ("non-AI", False),
        ("not real", True), ("LABEL_0", None), ("landscape", None), ("real or fake", None), ("painting", None),
    ],
)  # fmt: skip
def test_names_of_answers_are_understood(label: str, generated: bool | None) -> None:
    assert means_generated(label) is generated


def test_the_order_of_answers_does_not_matter(tmp_path: Path) -> None:
    assert read(tmp_path, labels("artificial", "human"), VIT).generated_index == 0
    assert read(tmp_path, labels("human", "ai"), VIT).generated_index == 1
    assert read(tmp_path, {"label2id": {"real": 0, "fake": 1}}, VIT).generated_index == 1


def test_unclear_names_are_asked_about(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="--generated-label"):
        read(tmp_path, labels("LABEL_0", "LABEL_1"), VIT)
    assert read(tmp_path, labels("LABEL_0", "LABEL_1"), VIT, "label_1").generated_index == 1
    with pytest.raises(ModelError, match="has no answer 'ai'"):
        read(tmp_path, labels("LABEL_0", "LABEL_1"), VIT, "ai")
    with pytest.raises(ModelError, match="a detector has one or two"):
        read(tmp_path, labels("cat", "dog", "ai"), VIT)


def test_a_single_answer_may_speak_for_either_side(tmp_path: Path) -> None:
    fake, real = (read(tmp_path, labels(name), VIT) for name in ("fake", "real"))
    assert (fake.meaning, fake.inverted) == ("logit", False)
    assert (real.meaning, real.inverted) == ("logit", True)


@pytest.mark.parametrize(
    ("how", "fit"),
    [
        (VIT, (224, 0, False)),
        ({"size": 384}, (384, 0, False)),
        ({**EDGE_224, "crop_size": {"height": 224, "width": 224}, "do_center_crop": True}, (224, 224, False)),
        ({"size": {"shortest_edge": 256}, "crop_size": 224, "do_center_crop": True}, (224, 256, False)),
        ({"size": {"height": 256, "width": 256}, "crop_size": 224, "do_center_crop": True}, (224, 256, True)),
        ({"size": {"shortest_edge": 224}, "crop_pct": 0.875}, (224, 256, False)),
        ({"size": {"shortest_edge": 384}, "crop_pct": 1.0}, (384, 0, False)),
    ],
)  # fmt: skip
def test_every_form_of_size_is_understood(tmp_path: Path, how: dict[str, Any], fit: tuple[int, int, bool]) -> None:
    found = read(tmp_path, labels("ai", "human"), how)
    assert (found.size, found.edge, found.pressed) == fit
    assert found.strategy == "whole"


def test_values_are_fed_as_the_preprocessor_says(tmp_path: Path) -> None:
    plain = read(tmp_path, labels("ai", "human"), {"do_normalize": False, "do_rescale": False})
    assert (plain.divisor, plain.mean, plain.deviation) == (1.0, (0.0,) * 3, (1.0,) * 3)
    odd = read(tmp_path, labels("ai", "human"), {**VIT, "rescale_factor": 1 / 127.5, "image_std": 0.25, "resample": 3})
    assert odd.divisor == pytest.approx(127.5)
    assert (odd.deviation, odd.resample) == ((0.25,) * 3, "bicubic")


@pytest.mark.parametrize(
    "how",
    [{"size": {"height": 224, "width": 192}}, {"size": 7}, {"image_std": [0, 1, 1]}, {"resample": 9},
     {"rescale_factor": 0}, {"image_mean": "x"}],
)  # fmt: skip
def test_what_cannot_be_fed_is_told(tmp_path: Path, how: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match="preprocessor_config"):
        read(tmp_path, labels("ai", "human"), {**VIT, **how})


def test_the_most_exact_weights_are_taken(tmp_path: Path) -> None:
    folder = published(tmp_path, labels("ai", "human"), VIT, "onnx/model_quantized.onnx")
    assert weights_of(folder) == folder / "onnx" / "model_quantized.onnx"
    (folder / "onnx" / "model.onnx").write_bytes(b"")
    assert weights_of(folder) == folder / "onnx" / "model.onnx"
    with pytest.raises(ModelError, match="--file"):
        weights_of(folder, "absent.onnx")


def test_a_published_folder_judges_once_it_is_prepared(tmp_path: Path) -> None:
    """The model answers [mean, -mean]: the generated logit is twice the mean of what is fed, or its opposite."""
    (tmp_path / "to").mkdir()
    source = published(tmp_path / "from", labels("ai", "human"), VIT, "onnx/model.onnx")
    (source / "README.md").write_text("---\nlicense: apache-2.0\ntags: [art]\n---\n")
    manifest = prepare(source, tmp_path / "to", name="p")
    assert (manifest.licence, manifest.thresholds) == ("apache-2.0", {})
    pixels = np.asarray(made.drawing(400, 300))
    score = judge_pixels(load_detector(tmp_path / "to"), pixels)
    mean = ((pixels / 255 - 0.5) / 0.5).mean()
    assert logit(score.probability or 0) == pytest.approx(2 * mean, abs=0.02)
    assert sorted(path.name for path in (tmp_path / "to").iterdir()) == ["README.md", "manifest.toml", "model.onnx"]
