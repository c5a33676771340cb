"""AVIF files: their metadata is written anew without touching a coded byte, and they exist only
where they are worth it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from fediart.media import avif, isobmff
from fediart.media.errors import BadImage
from fediart.media.facts import Limits, Prepared, Recipe
from fediart.media.metadata import metadata_of
from fediart.media.renditions import prepare
from tests.pictures.conftest import patches, saved, texture

PACKET = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>one</rdf:RDF></x:xmpmeta>'
OTHER = PACKET.replace(b"one", b"another, and longer")
EXIF = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x3b\x01\x02\0\x07\0\0\0\x1a\0\0\0\0\0\0\0SECRET\0"
SMALL = Recipe(widths=(48, 96, 192), avif=True, avif_widths=(90, 400))


def with_alpha() -> Image.Image:
    image = patches()
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    return image


def coded(data: bytes) -> list[bytes]:
    """What the coded pictures are, whatever stands around them."""
    return [one.tobytes() for one in (Image.open(io.BytesIO(data)),)]


@pytest.mark.parametrize("image", [patches(), with_alpha()], ids=["opaque", "transparent"])
def test_a_new_packet_replaces_the_old_and_no_pixel_changes(image: Image.Image) -> None:
    drawn = saved(image, "AVIF", quality=70, speed=9, exif=EXIF, xmp=b"<rdf:RDF>SECRET</rdf:RDF>")
    first = avif.rewrite(drawn, PACKET)
    assert b"SECRET" in drawn and b"SECRET" not in first and b"Exif" not in first
    assert metadata_of(first).xmp == (PACKET,)
    second = avif.rewrite(first, OTHER)
    assert metadata_of(second).xmp == (OTHER,) and PACKET not in second
    assert avif.rewrite(second, PACKET) == first
    assert metadata_of(avif.rewrite(first, None)).xmp == ()
    for data in (first, second):
        assert coded(data) == coded(drawn)
        with Image.open(io.BytesIO(data)) as opened:
            assert opened.mode == image.mode and opened.info["xmp"] in (PACKET, OTHER)


def test_a_sealed_file_is_laid_out_anew_without_its_seal() -> None:
    """Seals stand in a box before the tables, and move everything that those point at."""
    plain = avif.rewrite(saved(patches(), "AVIF", speed=9), PACKET)
    box = (24 + 500).to_bytes(4, "big") + b"uuid" + bytes.fromhex("d8fec3d61b0e483c92975828877ec481") + bytes(500)
    head = int.from_bytes(plain[:4], "big")
    moved = bytearray(plain[:head] + box + plain[head:])
    table = moved.index(b"iloc") + 12
    for at in range(2):
        place = table + 14 * at + 6
        moved[place : place + 4] = (int.from_bytes(moved[place : place + 4], "big") + len(box)).to_bytes(4, "big")
    assert metadata_of(bytes(moved)).xmp == (PACKET,) and metadata_of(bytes(moved)).jumbf
    assert avif.rewrite(bytes(moved), PACKET) == plain


def test_broken_and_foreign_files_are_refused() -> None:
    whole = saved(patches(96, 64), "AVIF", speed=9)
    for end in range(0, len(whole), 23):
        with pytest.raises(BadImage):
            avif.rewrite(whole[:end], PACKET)
    for at in range(0, len(whole), 3):
        hurt = bytearray(whole)
        hurt[at] ^= 0xFF
        try:
            avif.rewrite(bytes(hurt), PACKET)
        except BadImage as error:
            assert str(error)
    frames = saved(patches(96, 64), "AVIF", speed=9, save_all=True, append_images=[texture(96, 64)])
    with pytest.raises(BadImage, match="more than one"):
        avif.rewrite(frames, PACKET)


def made_of(data: bytes, folder: Path, recipe: Recipe = SMALL) -> Prepared:
    (folder / "upload").write_bytes(data)
    (folder / "out").mkdir(exist_ok=True)
    return prepare(folder / "upload", folder / "out", PACKET, Limits(), recipe)


def test_widths_that_are_worth_it_get_one_and_it_is_smaller(tmp_path: Path) -> None:
    made = made_of(saved(texture(384, 256), "PNG"), tmp_path)
    by_kind = {(one.format, one.width): one for one in made.renditions if one.role == "web"}
    assert {width for kind, width in by_kind if kind == "AVIF"} == {96, 192}
    for (kind, width), one in by_kind.items():
        data = one.path.read_bytes()
        assert metadata_of(data).xmp == (PACKET,)
        if kind == "AVIF":
            assert one.media_type == "image/avif" and one.bytes < by_kind["WEBP", width].bytes
            assert isobmff.picture(data).width == width
            with Image.open(io.BytesIO(data)) as image:
                assert image.info["icc_profile"]
    assert "AVIF" not in {one.format for one in made.renditions if one.role == "federated"}


def test_flat_graphics_and_what_is_too_large_get_none(tmp_path: Path) -> None:
    flat = saved(texture(384, 256).quantize(8), "PNG")
    assert "AVIF" not in {one.format for one in made_of(flat, tmp_path).renditions}
    drawn = saved(texture(384, 256), "PNG")
    few = Recipe(widths=(192,), avif=True, avif_widths=(90, 400), avif_pixels=20_000)
    assert "AVIF" not in {one.format for one in made_of(drawn, tmp_path, few).renditions}
    assert "AVIF" not in {one.format for one in made_of(drawn, tmp_path, Recipe(widths=(192,))).renditions}


def test_transparency_stays(tmp_path: Path) -> None:
    image = texture(384, 256)
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    made = made_of(saved(image, "PNG"), tmp_path)
    found = [one for one in made.renditions if one.format == "AVIF" and one.width == 192]
    with Image.open(io.BytesIO(found[0].path.read_bytes())) as opened:
        seen, asked = opened.getchannel("A"), image.resize(opened.size, Image.Resampling.LANCZOS).getchannel("A")
    assert max(abs(a - b) for a, b in zip(seen.tobytes(), asked.tobytes(), strict=True)) <= 8
