"""The visible signature: where it stands, what it covers, and what cannot be written with our font."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fediart.media.errors import BadImage
from fediart.media.facts import Limits
from fediart.media.marking import keep_signature, missing_letters
from fediart.media.marks import PLACES, Visible
from fediart.media.visible import sign
from tests.marks.conftest import encoded, signature_png

GREY = Image.new("RGB", (600, 500), (90, 90, 90))


def changed(image: Image.Image, mark: Visible) -> tuple[int, int, int, int]:
    """The box of what the mark has changed."""
    moved = np.asarray(sign(image, mark), dtype=int) != np.asarray(image, dtype=int)
    rows, columns = np.flatnonzero(moved.any(axis=(1, 2))), np.flatnonzero(moved.any(axis=(0, 2)))
    return int(columns[0]), int(rows[0]), int(columns[-1]), int(rows[-1])


@pytest.mark.parametrize("place", [place for place in PLACES if place != "tiled"])
def test_it_stands_where_it_is_wanted_and_within_the_margins(place: str) -> None:
    left, top, right, bottom = changed(GREY, Visible("© Jané Łódź", place=place, width=30))
    assert left >= 10 and top >= 10 and right < 590 and bottom < 490
    across, down = (left + right) / 2, (top + bottom) / 2
    assert (across < 200) == ("left" in place) and (across > 400) == ("right" in place)
    assert (down < 167) == ("top" in place) and (down > 333) == ("bottom" in place)
    assert 170 <= right - left <= 182


def test_tiled_it_is_everywhere() -> None:
    moved = np.asarray(sign(GREY, Visible("jane", place="tiled", width=20)), dtype=int) != 90
    thirds = [
        moved[down : down + 160, across : across + 200].any() for down in (0, 160, 320) for across in (0, 200, 400)
    ]
    assert all(thirds) and moved.any(axis=2).mean() < 0.5


def test_opacity_and_what_stands_out() -> None:
    strong = np.asarray(sign(GREY, Visible("jane", opacity=100, width=40)))
    weak = np.asarray(sign(GREY, Visible("jane", opacity=20, width=40)))
    assert strong.max() == 255 and 115 < weak.max() < 130
    light = Image.new("RGB", (600, 500), (230, 230, 230))
    assert np.asarray(sign(light, Visible("jane", opacity=100, width=40))).min() == 16


def test_small_copies_stay_without() -> None:
    small = Image.new("RGB", (320, 240))
    assert sign(small, Visible("jane")) is small


def test_on_nothing_it_can_be_seen_too() -> None:
    empty = Image.new("RGBA", (600, 500), (0, 0, 0, 0))
    assert sign(empty, Visible("jane", opacity=50)).getchannel("A").getextrema() == (0, 128)


def test_a_drawn_signature_keeps_its_colours(tmp_path: Path) -> None:
    (tmp_path / "uploaded").write_bytes(signature_png())
    keep_signature(tmp_path / "uploaded", tmp_path / "kept.png", Limits())
    with Image.open(tmp_path / "kept.png") as kept:
        assert kept.size == (100, 20)
    out = np.asarray(
        sign(GREY, Visible(image=tmp_path / "kept.png", opacity=100, width=25, place="top-left")), dtype=int
    )
    assert out[20, 80].tolist() == [255, 0, 0]


@pytest.mark.parametrize(
    ("image", "words"),
    [(Image.new("RGB", (90, 40)), "transparent background"), (Image.new("RGBA", (90, 4), (1, 1, 1, 9)), "too small")],
)
def test_a_signature_that_would_cover_the_picture_is_refused(tmp_path: Path, image: Image.Image, words: str) -> None:
    (tmp_path / "uploaded").write_bytes(encoded(image))
    with pytest.raises(BadImage, match=words):
        keep_signature(tmp_path / "uploaded", tmp_path / "kept.png", Limits())


def test_letters_that_our_font_lacks_are_named() -> None:
    assert missing_letters("© Jané Łódź 2026 @jane@art.example") == ""
    assert missing_letters("Jane 漢字漢 \u202e") == "漢字\u202e"
