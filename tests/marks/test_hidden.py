"""The invisible identifier: it outlives what pictures go through, leaves flat areas alone, and is never made up."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from fediart.media.hidden import find, hide
from fediart.media.hidden_code import CODED, coded, decoded
from tests.copies.art import drawn
from tests.marks.conftest import painting

KEY = b"the key of one instance"
NUMBER = 0x0123_4567_89AB_CDEF


@pytest.fixture(scope="module")
def marked() -> Image.Image:
    made = hide(painting(), NUMBER, KEY)
    assert made is not None
    return made


def saved(image: Image.Image, kind: str, quality: int) -> Image.Image:
    out = io.BytesIO()
    image.save(out, kind, quality=quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def half(image: Image.Image) -> Image.Image:
    return image.resize((image.width // 2, image.height // 2), Image.Resampling.BICUBIC)


@pytest.mark.parametrize(
    "change",
    [
        lambda image: image,
        lambda image: saved(image, "JPEG", 70),
        lambda image: saved(half(image), "JPEG", 70),
        lambda image: saved(image, "WEBP", 70),
        lambda image: image.resize((901, 677), Image.Resampling.LANCZOS),
        lambda image: image.point([min(255, round(level * 1.05)) for level in range(256)] * 3),
    ],
    ids=["as it is", "JPEG 70", "half size, JPEG 70", "WebP 70", "enlarged", "brighter"],
)
def test_it_outlives_what_pictures_go_through(
    marked: Image.Image, change: Callable[[Image.Image], Image.Image]
) -> None:
    found = find(change(marked), KEY)
    assert found is not None and found.number == NUMBER and not found.mirrored


def test_a_mirrored_copy_is_read_as_such(marked: Image.Image) -> None:
    found = find(marked.transpose(Image.Transpose.FLIP_LEFT_RIGHT), KEY)
    assert found is not None and found.number == NUMBER and found.mirrored


def test_nobody_reads_it_with_another_key(marked: Image.Image) -> None:
    assert find(marked, b"the key of another instance") is None


def test_it_is_not_seen(marked: Image.Image) -> None:
    before, after = (np.asarray(one, dtype=float) for one in (painting(), marked))
    assert 10 * np.log10(255**2 / ((after - before) ** 2).mean()) > 42
    assert np.abs(after - before).max() <= 10


def test_flat_colour_stays_as_it_is_to_the_last_bit() -> None:
    """A poster: half of it flat paper, half brushwork."""
    poster = Image.new("RGB", (900, 600), (250, 240, 220))
    poster.paste(drawn(9).resize((450, 600)), (450, 0))
    made = hide(poster, NUMBER, KEY)
    assert made is not None
    before, after = (np.asarray(one, dtype=int) for one in (poster, made))
    assert np.array_equal(before[:, :440], after[:, :440]) and not np.array_equal(before, after)


def test_a_flat_drawing_is_left_alone_and_said_to_be() -> None:
    drawing = Image.new("RGB", (800, 600), "white")
    ImageDraw.Draw(drawing).ellipse((200, 100, 600, 500), fill=(30, 90, 160))
    assert hide(drawing, NUMBER, KEY) is None
    assert hide(Image.new("RGB", (100, 100)), NUMBER, KEY) is None


def test_transparency_is_kept_and_what_cannot_be_seen_is_not_touched() -> None:
    picture = painting().convert("RGBA")
    alpha = Image.new("L", picture.size, 255)
    ImageDraw.Draw(alpha).rectangle((0, 0, 200, picture.height), fill=0)
    picture.putalpha(alpha)
    made = hide(picture, NUMBER, KEY)
    assert made is not None and np.array_equal(np.asarray(made)[..., 3], np.asarray(alpha))
    assert np.array_equal(np.asarray(made)[:, :196], np.asarray(picture)[:, :196])
    found = find(made, KEY)
    assert found is not None and found.number == NUMBER


def test_the_code_corrects_one_wrong_bit_in_ten_and_takes_no_other_number() -> None:
    rng = np.random.default_rng(1)
    signs = coded(NUMBER, KEY).astype(float)
    assert signs.shape == (CODED,)
    worn = signs * np.where(rng.random(CODED) < 0.08, -1, 1)
    assert decoded(worn, KEY) == NUMBER
    assert decoded(worn, b"another") is None
    assert all(decoded(rng.normal(size=CODED), KEY) is None for _ in range(30))
