"""What keeps the training's figures honest: whole sources per fold, thresholds that hold, both labels treated alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.admission import made
from training.data import CONDITIONS, CROP, NEVER_TRAINED, Picture, crops_of, load, read_manifest, view
from training.evaluate import auc, figures, platt, rounded_up, threshold
from training.folds import assign, weights


def pictures() -> list[Picture]:
    rng = np.random.default_rng(2)
    sizes = {f"g{number}": int(rng.integers(1, 40)) for number in range(30)}
    return [
        Picture(
            Path(f"{group}/{index}.png"), f"{group}-{index}", int(group[1:]) % 2 == 0, group, "", "CC0", "somewhere"
        )
        for group, size in sizes.items()
        for index in range(size)
    ]


def test_no_source_is_on_both_sides_of_a_split() -> None:
    some = pictures()
    folds = assign(some, 5, seed=1)
    for group in {picture.group for picture in some}:
        assert len({fold for picture, fold in zip(some, folds, strict=True) if picture.group == group}) == 1
    assert set(folds) == set(range(5))
    assert (folds == assign(some, 5, seed=1)).all()


def test_both_labels_weigh_alike_and_large_sources_less_per_picture() -> None:
    some = pictures()
    given = weights(some)
    labels = np.array([picture.generated for picture in some])
    assert given[labels].mean() == pytest.approx(given[~labels].mean())
    sizes = np.array([sum(other.group == picture.group for other in some) for picture in some])
    assert given[labels][np.argmax(sizes[labels])] < given[labels][np.argmin(sizes[labels])]


def test_auc_by_hand() -> None:
    labels = np.array([True, True, False, False])
    assert auc(np.array([3.0, 1.0, 2.0, 0.0]), labels) == 0.75
    assert auc(np.array([1.0, 1.0, 1.0, 1.0]), labels) == 0.5


@pytest.mark.parametrize("rate, reached", [(0.01, 10), (0.001, 1), (0.0001, 0)])
def test_a_threshold_is_reached_by_no_more_than_its_rate(rate: float, reached: int) -> None:
    human = np.random.default_rng(1).normal(size=1000)
    assert (human >= threshold(human, rate)).sum() == reached


@pytest.mark.parametrize("sureness", [0.1, 1.0, 10.0, 100.0])
def test_platt_finds_the_curve_the_labels_were_drawn_from(sureness: float) -> None:
    rng = np.random.default_rng(3)
    scores = rng.normal(size=20_000) * 2
    labels = rng.random(20_000) < 1 / (1 + np.exp(-1.7 * scores))
    slope, offset = platt(scores * sureness, labels)
    assert slope * sureness == pytest.approx(1.7, abs=0.1)
    assert offset == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize("chance", [0.0, 0.5, 0.995961, 0.9999997, 1 - 1e-12, 1.0])
def test_a_threshold_is_never_below_its_picture_and_never_out_of_reach(chance: float) -> None:
    assert min(chance, 1 - 1e-15) <= rounded_up(chance) < 1
    assert rounded_up(chance) == pytest.approx(chance, abs=1e-6)


def test_figures_count_abstentions_as_not_found_and_use_the_other_folds_threshold() -> None:
    labels = np.array([True] * 100 + [False] * 400)
    groups, folds = np.array([f"g{number // 20}" for number in range(500)]), np.arange(500) % 2
    scores = np.where(labels, 5.0, 0.0) + np.linspace(0, 1, 500)
    scores[:10] = np.nan
    judged = figures(scores, labels, groups, folds)
    assert (judged.auc.value, judged.met_found, judged.found_at_1.value) == (1.0, 0.9, 0.9)
    assert (judged.abstained_generated, judged.abstained_human) == (10, 0)
    assert judged.met_alarms <= 0.02 and judged.found_at_1.low <= 0.9 <= judged.found_at_1.high


def test_a_view_is_reproducible_whatever_the_condition() -> None:
    picture, image = pictures()[0], made.drawing(300, 260)
    for name in (*CONDITIONS, "train 0", "train 1"):
        assert (view(picture, image, name) == view(picture, image, name)).all()
    assert not np.array_equal(view(picture, image, "train 0"), view(picture, image, "train 1"))


def test_the_manifest_is_read_without_grids_and_pictures_without_their_corner(tmp_path: Path) -> None:
    made.png(tmp_path / "a.png", image=made.drawing(300, 300).convert("RGBA"))
    (tmp_path / "manifest.csv").write_text(
        "path,sha256,label,group,generator_or_artist,licence,source_repo,note\n"
        "a.png,00,ai,ai_x,sdxl,CC0,x/y,\nb.png,01,human,hu_x,Ann,CC0,x/z,grid of 4\n"
    )
    (only,) = read_manifest(tmp_path)
    assert (only.generated, only.group, only.generator) == (True, "ai_x", "sdxl")
    assert load(only.path).size == (300, 276)
    assert crops_of(np.asarray(load(only.path))).shape[1:] == (CROP, CROP, 3)


def test_the_non_commercial_source_is_never_learnt_from() -> None:
    assert "hu_bsds500" in NEVER_TRAINED
