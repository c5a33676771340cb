"""Colours that sRGB lacks stay where browsers look, and become sRGB where others read. Measured by lcms, in delta E."""

from __future__ import annotations

import io
import math
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageStat

from fediart.media import gamut, icc
from fediart.media.facts import Limits, Recipe, Rendition
from fediart.media.renditions import prepare
from tests.pictures.conftest import ADOBE, PROPHOTO, patches, saved

RECIPE = Recipe(widths=(96, 192), avif=True, avif_widths=(90, 400), avif_share=9.0)
# CIE76 of the mean of a patch. A trained eye sees 1 to 2 in flat colours side by side; encoders and 8 bits take theirs.
CLOSE = 1.5
P3 = icc.matrix_profile("Display P3", icc.DISPLAY_P3)


def files_of(data: bytes, folder: Path) -> dict[tuple[str, str], Rendition]:
    """The widest of each role and format."""
    (folder / "upload").write_bytes(data)
    (folder / "out").mkdir()
    made = prepare(folder / "upload", folder / "out", b"<x/>", Limits(), RECIPE).renditions
    return {(one.role, one.format): one for one in sorted(made, key=lambda one: one.width)}


def labs(image: Image.Image, profile: bytes) -> list[tuple[float, ...]]:
    """CIE Lab of the middle of each patch, by lcms alone."""
    to_lab = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        ImageCms.createProfile("LAB"),
        "RGB",
        "LAB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )
    wide, high = image.width // 3, image.height // 2
    found: list[tuple[float, ...]] = []
    for at in range(6):
        left, top = at % 3 * wide + wide // 4, at // 3 * high + high // 4
        lab = ImageCms.applyTransform(image.convert("RGB").crop((left, top, left + wide // 2, top + high // 2)), to_lab)
        assert lab is not None
        light, a, b = (ImageStat.Stat(band).mean[0] for band in lab.split())
        found.append((light / 2.55, a - 128, b - 128))
    return found


def read_back(one: Rendition) -> tuple[list[tuple[float, ...]], bytes]:
    with Image.open(io.BytesIO(one.path.read_bytes())) as image:
        profile = image.info["icc_profile"]
        return labs(image, profile), profile


def farthest(one: list[tuple[float, ...]], other: list[tuple[float, ...]]) -> float:
    return max(math.dist(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_display_p3_stays_display_p3_for_browsers(kind: str, tmp_path: Path) -> None:
    image = patches()
    options = {"quality": 97, "subsampling": 0} if kind == "JPEG" else {}
    files = files_of(saved(image, kind, icc_profile=P3, **options), tmp_path)
    asked = labs(image, P3)
    for modern in ("AVIF", "WEBP"):
        seen, profile = read_back(files["web", modern])
        assert profile == gamut.DISPLAY_P3
        assert farthest(seen, asked) <= CLOSE, modern
    in_srgb = ImageCms.profileToProfile(
        image, ImageCms.ImageCmsProfile(io.BytesIO(P3)), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    assert in_srgb is not None
    nearest = labs(in_srgb, gamut.SRGB)
    assert farthest(nearest, asked) > 8, "sRGB has these colours, too: the test shows nothing"
    for role, fallback in (("web", "JPEG"), ("federated", "PNG" if kind == "PNG" else "JPEG")):
        seen, profile = read_back(files[role, fallback])
        assert profile == gamut.SRGB
        assert farthest(seen, nearest) <= CLOSE, (role, fallback)


@pytest.mark.parametrize("profile", [ADOBE, PROPHOTO], ids=["adobe", "prophoto"])
def test_wider_profiles_become_display_p3(profile: bytes, tmp_path: Path) -> None:
    # Colours that P3 has, as the wider profile writes them.
    there = ImageCms.profileToProfile(
        patches(),
        ImageCms.ImageCmsProfile(io.BytesIO(P3)),
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        outputMode="RGB",
    )
    assert there is not None
    files = files_of(saved(there, "TIFF", icc_profile=profile), tmp_path)
    seen, found = read_back(files["web", "AVIF"])
    assert found == gamut.DISPLAY_P3
    assert farthest(seen, labs(there, profile)) <= CLOSE
    assert read_back(files["federated", "JPEG"])[1] == gamut.SRGB


def test_mild_colours_in_a_wide_profile_are_srgb(tmp_path: Path) -> None:
    mild = patches().point([100 + level // 4 for level in range(256)] * 3)
    files = files_of(saved(mild, "TIFF", icc_profile=P3), tmp_path)
    for one in files.values():
        seen, profile = read_back(one)
        assert profile == gamut.SRGB
        assert farthest(seen, labs(mild, P3)) <= CLOSE, one


def test_srgb_goes_to_other_servers_as_it_is_and_wider_colours_do_not(tmp_path: Path) -> None:
    plain, wide = tmp_path / "plain", tmp_path / "wide"
    plain.mkdir()
    wide.mkdir()
    assert files_of(saved(patches(), "PNG", icc_profile=gamut.SRGB), plain)["federated", "PNG"].untouched
    assert not files_of(saved(patches(), "PNG", icc_profile=P3), wide)["federated", "PNG"].untouched


def test_transparent_colours_count_for_nothing() -> None:
    vivid = patches()
    vivid.putalpha(0)
    assert gamut.widened(vivid, P3) is None
    vivid.putalpha(255)
    assert gamut.widened(vivid, P3) is not None


def test_what_reads_as_srgb() -> None:
    assert gamut.reads_as_srgb(None, "RGB") and gamut.reads_as_srgb(gamut.SRGB, "RGBA")
    assert not gamut.reads_as_srgb(P3, "RGB") and not gamut.reads_as_srgb(ADOBE, "RGB")
    assert gamut.reads_as_srgb(b"broken", "RGB")
