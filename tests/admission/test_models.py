"""What a detector may be: whole pictures or crops, whole numbers or fractions, heads per fold, several that vote."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto

from fediart.admission.crops import choose_crops, shrink
from fediart.admission.detector import UNLIKE, judge_pixels, load_detector
from fediart.admission.findings import Band, Score, Vote, band_of
from fediart.admission.judge import judge_file
from fediart.admission.manifest import ModelError, load_manifest
from fediart.admission.manifest_writing import manifest_text
from fediart.admission.voting import logit, sigmoid, together
from tests.admission import made, onnx_models
from tests.admission.onnx_models import MEASURED, put


@pytest.fixture
def picture() -> np.ndarray:
    return np.asarray(made.drawing(400, 300))


def fed(crops: np.ndarray) -> np.ndarray:
    return ((crops / 255 - 0.5) / 0.25).mean(axis=(1, 2, 3))


def test_crops_keep_their_place_in_the_original(tmp_path: Path, picture: np.ndarray) -> None:
    large = picture.repeat(2, axis=0).repeat(2, axis=1)
    folder = put(tmp_path, onnx_models.brightness(), rest=f"[crops]\ncount = 5\nshort_side = 300\n{MEASURED}")
    score = judge_pixels(load_detector(folder), large)
    assert len(score.crops) == 5
    for crop in score.crops:
        assert crop.side == 128
        assert 0 <= crop.x <= 800 - 128 and 0 <= crop.y <= 600 - 128
        own = shrink(large, 300)[crop.y // 2 : crop.y // 2 + 64, crop.x // 2 : crop.x // 2 + 64]
        assert crop.probability == pytest.approx(sigmoid(float(fed(own[None])[0])), abs=2e-4)


def test_only_the_higher_half_may_count(tmp_path: Path, picture: np.ndarray) -> None:
    folder = put(tmp_path, onnx_models.brightness(), rest=f'[crops]\ncount = 5\npool = "top-half"\n{MEASURED}')
    expected = np.sort(fed(choose_crops(picture, 64, 5).astype(float)))[2:].mean()
    assert judge_pixels(load_detector(folder), picture).probability == pytest.approx(sigmoid(expected), abs=1e-4)


@pytest.mark.parametrize("shape", [("n", 3, 64, 64), (2, 3, 64, 64), (1, 3, 64, 64), ("n", 3, "h", "w")])
def test_fixed_and_free_sizes_and_numbers_of_crops_give_the_same(
    tmp_path: Path, picture: np.ndarray, shape: tuple[str | int, ...]
) -> None:
    score = judge_pixels(load_detector(put(tmp_path, onnx_models.brightness(shape=shape), rest=MEASURED)), picture)
    expected = fed(choose_crops(picture, 64, 5).astype(float)).mean()
    assert score.probability == pytest.approx(sigmoid(expected), abs=1e-4)
    assert len(score.crops) == 5


def test_a_model_of_whole_numbers_gets_the_channels_as_they_are(tmp_path: Path, picture: np.ndarray) -> None:
    calibration = '[calibration]\nkind = "platt"\nslope = 0.02\noffset = -2.5\n'
    folder = put(tmp_path, onnx_models.brightness(TensorProto.UINT8), rest=calibration + MEASURED)
    means = np.minimum(choose_crops(picture, 64, 5).astype(float).mean(axis=(1, 2, 3)), 30.0)
    score = judge_pixels(load_detector(folder), picture)
    assert score.probability == pytest.approx(sigmoid(0.02 * means.mean() - 2.5), abs=1e-3)


def test_the_whole_picture_can_be_looked_at(tmp_path: Path) -> None:
    pixels = np.asarray(made.drawing(400, 300)).copy()
    pixels[:, :100] //= 4  # outside the centre
    whole = put(tmp_path / "a", onnx_models.brightness(), rest='[crops]\nstrategy = "whole"\n' + MEASURED)
    centre = put(tmp_path / "b", onnx_models.brightness(), rest='[crops]\nstrategy = "whole"\nedge = 64\n' + MEASURED)
    seen, cut = (judge_pixels(load_detector(folder), pixels) for folder in (whole, centre))
    assert seen.crops == cut.crops == ()
    assert seen.probability == pytest.approx(sigmoid(float(fed(pixels[None])[0])), abs=0.01)
    assert cut.probability == pytest.approx(sigmoid(float(fed(pixels[None, :, 50:350])[0])), abs=0.01)


def test_a_fold_is_judged_by_its_own_head(tmp_path: Path, picture: np.ndarray) -> None:
    folder = put(tmp_path, onnx_models.with_heads([1.0, -3.0], distance=2.0), rest=MEASURED + "[folds]\nhu_a = 1\n")
    detector = load_detector(folder)
    assert detector.manifest.folds == {"hu_a": 1}
    plain, first, second = (judge_pixels(detector, picture, fold).probability for fold in (None, 0, 1))
    assert plain and first and second
    assert logit(first) == pytest.approx(logit(plain) + 1, abs=1e-4)
    assert logit(second) == pytest.approx(logit(plain) - 3, abs=1e-4)
    with pytest.raises(ModelError, match="no head of fold 2"):
        judge_pixels(detector, picture, 2)


@pytest.mark.parametrize(("limit", "abstains"), [(1.9, True), (2.1, False)])
def test_what_is_unlike_the_training_data_cannot_be_told(
    tmp_path: Path, picture: np.ndarray, limit: float, abstains: bool
) -> None:
    rest = f"{MEASURED}[abstain]\ndistance = {limit}\n"
    score = judge_pixels(load_detector(put(tmp_path, onnx_models.with_heads([0.0], 2.0), rest=rest)), picture)
    assert score.abstained is abstains
    assert (score.band is Band.CANNOT_TELL) is abstains
    assert (score.why == UNLIKE) is abstains


def test_without_measured_thresholds_no_band_is_known(tmp_path: Path, picture: np.ndarray) -> None:
    score = judge_pixels(load_detector(put(tmp_path, onnx_models.brightness())), picture)
    assert score.probability is not None and not score.abstained
    assert score.band is Band.CANNOT_TELL
    assert "unmeasured" in score.votes[0].why


def test_a_manifest_written_is_the_manifest_read(tmp_path: Path) -> None:
    rest = f'{MEASURED}[folds]\n"hu \\"b\\" é" = 3\n[abstain]\ndistance = 2.5\n[measured]\nnote = "a\\nb"\nauc = 0.5\n'
    before = load_manifest(put(tmp_path, onnx_models.brightness(), rest=rest))
    (tmp_path / "manifest.toml").write_text(manifest_text(before))
    assert load_manifest(tmp_path) == before


def vote(probability: float | None, band: Band = Band.CANNOT_TELL) -> Score:
    known = Vote("m", probability, probability is None, band, "" if probability else "it is nearly flat")
    return Score(probability, probability is None, known.why, votes=(known,))


def test_several_vote_by_the_mean_of_their_logits_and_the_middle_band() -> None:
    one = together([vote(0.9, Band.HIGH), vote(0.6, Band.LOW), vote(0.8, Band.DOUBTFUL)])
    assert one.probability is not None
    assert logit(one.probability) == pytest.approx((logit(0.9) + logit(0.6) + logit(0.8)) / 3)
    assert one.band is Band.DOUBTFUL
    assert [each.probability for each in one.votes] == [0.9, 0.6, 0.8]


def test_between_two_the_milder_band_counts() -> None:
    assert together([vote(0.99, Band.HIGH), vote(0.2, Band.LOW)]).band is Band.LOW


def test_a_vote_that_nobody_measured_is_shown_and_does_not_count() -> None:
    one = together([vote(0.999999), vote(0.2, Band.LOW)])
    assert one.probability == pytest.approx(0.2)
    assert (one.band, len(one.votes)) == (Band.LOW, 2)


def test_those_that_can_tell_decide_unless_most_cannot() -> None:
    assert together([vote(None), vote(0.95, Band.HIGH)]).band is Band.HIGH
    most = together([vote(None), vote(None), vote(0.95, Band.HIGH)])
    assert (most.abstained, most.probability, most.why) == (True, None, "it is nearly flat")
    assert len(most.votes) == 3


@pytest.mark.parametrize(
    ("probability", "band"), [(0.49, Band.LOW), (0.5, Band.DOUBTFUL), (0.9, Band.HIGH), (None, Band.CANNOT_TELL)]
)
def test_bands_begin_at_the_measured_thresholds(probability: float | None, band: Band) -> None:
    assert band_of(Score(probability, probability is None, thresholds={"1%": 0.5, "0.1%": 0.9})) is band


def test_every_vote_is_told(tmp_path: Path) -> None:
    path = made.png(tmp_path / "a.png")
    folders = [
        put(tmp_path / "a", onnx_models.brightness(), name="a", rest=MEASURED),
        put(tmp_path / "b", onnx_models.with_heads([0.0], 9.0), name="b", rest=MEASURED + "[abstain]\ndistance = 1\n"),
    ]
    found = judge_file(path, folders)
    assert found.model == "a 1 + b 1"
    told = found.as_json()
    assert [(each["model"], each["abstained"]) for each in told["votes"]] == [("a 1", False), ("b 1", True)]
    assert told["band"] == found.score.band.value
    assert math.isclose(found.probability or 0, found.score.votes[0].probability or 1, abs_tol=1e-9)


def test_one_broken_model_of_two_is_told(tmp_path: Path) -> None:
    folder = put(tmp_path / "a", onnx_models.brightness(), rest=MEASURED)
    found = judge_file(made.png(tmp_path / "a.png"), [folder, tmp_path / "gone"])
    assert found.model == "made 1" and found.error is not None and "gone" in found.error
