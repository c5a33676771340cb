"""Headers tell what a file is before any decoder sees it; what is too large or not ours is refused with a reason."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fediart.media.errors import BadImage
from fediart.media.facts import Limits
from fediart.media.probe import examine, probe


def test_every_format_is_known_by_its_content(draw, put):
    image = draw.photo(50, 40)
    alpha = image.convert("RGBA")
    alpha.putalpha(128)
    files = {
        "JPEG": draw.encoded(image, "JPEG"),
        "PNG": draw.encoded(image, "PNG"),
        "WEBP": draw.encoded(image, "WEBP"),
        "AVIF": draw.encoded(image, "AVIF"),
        "GIF": draw.encoded(image, "GIF"),
        "TIFF": draw.encoded(image, "TIFF"),
        "HEIC": draw.heic(image),
    }
    for kind, data in files.items():
        found = probe(put(data))
        assert (found.format, found.width, found.height, found.frames) == (kind, 50, 40, 1), kind
        assert found.bytes == len(data)
    for kind in ("PNG", "WEBP", "AVIF", "TIFF"):
        assert probe(put(draw.encoded(alpha, kind))).has_alpha, kind
        assert not probe(put(files[kind])).has_alpha, kind
    assert probe(put(draw.encoded(alpha, "WEBP", lossless=True))).has_alpha


def test_depth_channels_and_orientation(draw, put):
    deep = probe(put(draw.png16(2, 1, 2, [0] * 6)))
    assert (deep.bits, deep.channels) == (16, 3)
    assert probe(put(draw.tiff16(2, 1, [0] * 6))).bits == 16
    assert probe(put(draw.encoded(draw.photo().convert("CMYK"), "JPEG"))).channels == 4
    turned = probe(put(draw.private_jpeg(draw.photo(30, 20), orientation=6)))
    assert (turned.orientation, turned.width, turned.height, turned.upright) == (6, 30, 20, (20, 30))


def test_frames_are_counted(draw, put):
    frames = [draw.photo(20, 20), draw.noise(20, 20), draw.photo(20, 20).rotate(90)]
    for kind in ("GIF", "WEBP", "PNG"):
        data = draw.encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
        assert probe(put(data)).frames == 3, kind


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        b"BM" + bytes(60),
        b"\0\0\1\0\1\0",
        b"push graphic-context",
        b"8BPS\0\1",
        b"RIFF\0\0\0\0AVI ",
        b"\0\0\0\x18ftypmp42" + bytes(12),
        b"II+\0" + bytes(12),
        b"P6 1 1 255 abc",
        b"\x00\x00\x00\x0cjP  \r\n\x87\n",
    ],
)
def test_anything_else_is_refused_with_the_way_out(data, put):
    with pytest.raises(BadImage, match=r"save it as|choose it again"):
        probe(put(data))


def test_a_bomb_is_refused_from_its_header(draw, put):
    header = struct.pack(">IIBBBBB", 19_999, 19_999, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + draw.png_chunk(b"IHDR", header)
        + draw.png_chunk(b"IDAT", zlib.compress(bytes(1000)))
        + draw.png_chunk(b"IEND", b"")
    )
    with pytest.raises(BadImage, match="400 megapixels"):
        probe(put(bomb))
    long = bomb.replace(header, struct.pack(">IIBBBBB", 20_001, 1, 8, 2, 0, 0, 0))
    with pytest.raises(BadImage, match="20000 pixels per side"):
        probe(put(long))


def test_limits_are_those_given(draw, put):
    path = put(draw.encoded(draw.photo(100, 100), "PNG"))
    for limits in (Limits(pixels=9999), Limits(side=99), Limits(file_bytes=100)):
        with pytest.raises(BadImage):
            probe(path, limits)
    assert probe(path, Limits(pixels=10_000, side=100)).width == 100


def test_a_long_animation_is_refused(draw, put):
    frames = [draw.noise(40, 40, seed) for seed in range(10)]
    data = draw.encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(BadImage, match="still picture"):
        probe(put(data), Limits(animation_pixels=15_999))
    assert probe(put(data), Limits(animation_pixels=16_000)).frames == 10


def test_a_jpeg_of_endless_scans_is_refused(draw, put):
    data = draw.encoded(draw.photo(), "JPEG", progressive=True)
    probe(put(data))
    with pytest.raises(BadImage, match="too many scans"):
        probe(put(data), Limits(jpeg_scans=3))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF"])
@given(data=st.data())
def test_damaged_headers_are_bad_images_and_nothing_else(kind, data):
    raw = bytearray(_SAMPLES[kind])
    for _ in range(data.draw(st.integers(0, 12))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(raw[: data.draw(st.integers(0, len(raw)))])
    try:
        examine(cut, Limits())
    except BadImage as reason:
        assert str(reason)


def _samples():
    import io

    found = {}
    for kind in ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF"):
        out = io.BytesIO()
        exif = Image.Exif()
        exif[0x0112] = 3
        Image.linear_gradient("L").resize((24, 16)).convert("RGB").save(out, kind, exif=exif)
        found[kind] = out.getvalue()
    return found


_SAMPLES = _samples()
