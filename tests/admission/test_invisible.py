"""Invisible watermarks are read back from an encoder written to the description, and from nobody's own pictures."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fediart.admission.findings import Claim, Grade
from fediart.admission.invisible import MESSAGES, Message, watermark_findings
from tests.admission import made
from tests.admission.watermarks import mark

PIXELS = np.asarray(made.drawing(400, 416, seed=8))
IDS = [f"{message.name}, {len(message.bits)} bits" for message in MESSAGES]


@pytest.mark.parametrize("message", MESSAGES, ids=IDS)
@pytest.mark.parametrize("middle", [128.0, 0.5])
@pytest.mark.parametrize("swapped", [False, True])
def test_every_known_mark_is_read_however_it_was_written(message: Message, middle: float, swapped: bool) -> None:
    order = [2, 1, 0] if swapped else [0, 1, 2]
    marked = mark(PIXELS[:, :, order], message.bits, middle=middle)[:, :, order]
    found = list(watermark_findings(marked))
    assert {(one.grade, one.claim, one.code) for one in found} == {
        (Grade.WATERMARK, Claim.GENERATED, "invisible-watermark")
    }
    assert any(f"the mark of {message.name}, {len(message.bits)} bits" in one.quote for one in found)
    assert not list(watermark_findings(PIXELS))


def test_a_mark_is_gone_once_the_size_changed_which_says_nothing() -> None:
    marked = Image.fromarray(mark(PIXELS, MESSAGES[2].bits))
    assert list(watermark_findings(np.asarray(marked.resize((380, 396))))) == []


def test_another_message_and_small_pictures_are_left_alone() -> None:
    assert list(watermark_findings(mark(PIXELS, [1, 0, 0, 1, 1, 0, 1] * 5))) == []
    assert list(watermark_findings(mark(PIXELS, MESSAGES[2].bits)[:200, :200])) == []


@pytest.mark.parametrize("shape", [(65536, 1), (7, 10_000), (8, 9000), (300, 7), (257, 263), (1024, 64)])
def test_odd_shapes_are_read_or_left(shape: tuple[int, int]) -> None:
    assert list(watermark_findings(np.zeros((*shape, 3), np.uint8))) == []


def test_twelve_megapixels_take_little_time() -> None:
    large = np.tile(np.asarray(made.drawing(400, 300)), (10, 10, 1))
    quickest = 9.0
    for _ in range(3):
        begun = time.process_time()
        list(watermark_findings(large))
        quickest = min(quickest, time.process_time() - begun)
    assert quickest < 0.3


@pytest.mark.shared
def test_no_picture_of_a_human_carries_one(shared: Path) -> None:
    with (shared / "aiart" / "manifest.csv").open(newline="") as file:
        paths = [row["path"] for row in csv.DictReader(file) if row["label"] == "human"]
    for path in paths[::20]:
        with Image.open(shared / "aiart" / path) as image:
            assert list(watermark_findings(np.asarray(image.convert("RGB")))) == [], path
