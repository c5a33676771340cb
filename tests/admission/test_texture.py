"""The model that ships: intact, quick, and as good on a fixed sample of pictures as it was when it was made."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import numpy as np
import pytest

from fediart.admission.detector import UNLIKE, judge_pixels, load_detector
from fediart.admission.evidence import Claim, Grade, read_evidence
from fediart.admission.judgement import MODELS
from fediart.admission.manifest import check_weights, load_manifest
from fediart.media.images import pixels
from fediart.media.metadata import read_metadata
from tests.admission import made
from training.evaluate import auc

TEXTURE = MODELS / "texture"


def test_it_is_small_and_intact_and_says_how_often_it_errs() -> None:
    manifest = load_manifest(TEXTURE)
    check_weights(manifest)
    assert manifest.weights.stat().st_size < 20_000_000
    assert manifest.licence.startswith("AGPL-3.0-or-later")
    assert 0 < manifest.thresholds["1%"] <= manifest.thresholds["0.1%"] <= 1
    assert {"auc", "found_at_1", "false_alarms_at_1"} <= set(manifest.measured)
    assert "never shown" in (TEXTURE / "README.md").read_text()


def test_a_12_megapixel_picture_is_judged_in_well_under_a_second() -> None:
    large = np.asarray(made.drawing(4000, 3000))
    detector = load_detector(TEXTURE)
    judge_pixels(detector, large[:600, :600])
    begun = time.process_time()
    score = judge_pixels(detector, large)
    assert score.why in ("", UNLIKE)  # looked at in full either way
    assert time.process_time() - begun < 1.5  # 0.2 s on an idle core


def _rows(shared: Path) -> list[dict[str, str]]:
    with (shared / "aiart" / "manifest.csv").open(newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.shared
def test_no_human_picture_carries_a_mark_that_is_acted_upon(shared: Path) -> None:
    human = [row for row in _rows(shared) if row["label"] == "human"]
    assert len(human) > 900
    alarms = [
        (row["path"], found)
        for row in human
        for found in read_evidence(read_metadata(shared / "aiart" / row["path"]))
        if found.grade is not Grade.NONE and found.claim is not Claim.HUMAN
    ]
    assert alarms == []


@pytest.mark.shared
def test_a_fixed_sample_is_told_apart_as_measured_by_heads_that_never_saw_its_sources(shared: Path) -> None:
    detector = load_detector(TEXTURE)
    sample = sorted(_rows(shared), key=lambda row: row["sha256"])[::36]
    scores = [
        judge_pixels(detector, pixels(shared / "aiart" / row["path"]), detector.manifest.folds[row["group"]])
        for row in sample
    ]
    known = [(s.probability, row["label"] == "ai") for s, row in zip(scores, sample, strict=True) if s.probability]
    assert len(known) > 0.85 * len(sample)
    values, labels = (np.array(column) for column in zip(*known, strict=True))
    chance = 0.5 / min(labels.sum(), (~labels).sum()) ** 0.5  # what so small a sample may err by
    assert detector.manifest.measured["auc_low"] - chance <= auc(values, labels)
    assert not (values[~labels] >= detector.manifest.thresholds["0.1%"]).any()
