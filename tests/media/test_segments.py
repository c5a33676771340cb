"""Metadata surgery changes metadata and nothing else: the artist's pixels stay the artist's pixels."""

import io
import zlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from fediart.media import gamut, icc, jpeg, png, segments
from fediart.media.errors import BadImage
from fediart.media.metadata import read_metadata
from tests.pixels import PIXELS

# Our originals hold a multi-picture index that leads nowhere, which Pillow tells us when we compare with them.
pytestmark = pytest.mark.filterwarnings("ignore:Image appears to be a malformed MPO")
WIDE = icc.matrix_profile("P3", icc.DISPLAY_P3)


def shown(data):
    with Image.open(io.BytesIO(data)) as image:
        return image.mode, image.size, image.convert("RGBA").tobytes(), image.info.get("icc_profile")


def originals(draw):
    alpha = draw.noise().convert("RGBA")
    alpha.putalpha(Image.linear_gradient("L").resize(alpha.size))
    return {
        "JPEG": [
            draw.private_jpeg(draw.noise(), icc_profile=WIDE, quality=93),
            draw.private_jpeg(draw.photo(), progressive=True),
            draw.private_jpeg(draw.photo().convert("L"), subsampling=0),
            draw.private_jpeg(draw.photo(), restart_marker_blocks=3),
            draw.private_jpeg(draw.photo(), icc_profile=gamut.SRGB + bytes(200_000)),
        ],
        "PNG": [
            draw.private_png(draw.noise(), icc_profile=WIDE),
            draw.private_png(alpha, dpi=(300, 300)),
            draw.private_png(draw.photo().quantize(9), transparency=2),
        ],
        "WEBP": [
            draw.encoded(draw.noise(), "WEBP", exif=draw.private_exif(), xmp=b"SECRET", icc_profile=WIDE),
            draw.encoded(alpha, "WEBP", lossless=True, exact=True),
            draw.encoded(alpha, "WEBP", quality=60),
            draw.encoded(draw.photo(), "WEBP"),
        ],
    }


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pixels_and_their_bytes_stay_and_private_data_goes(draw, put, kind):
    for original in originals(draw)[kind]:
        out = segments.rewrite(original, kind, draw.packet)
        assert PIXELS[kind](out) == PIXELS[kind](original)
        assert shown(out) == shown(original)
        assert b"SECRET" not in out and b"Exif" not in out and b"MPF" not in out
        said = read_metadata(put(out))
        assert said.xmp == (draw.packet,)
        assert not (said.exif or said.gps or said.text or said.iptc or said.segments or said.jumbf)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_packet_can_be_replaced_and_taken_out_again(draw, kind):
    for original in originals(draw)[kind]:
        once = segments.rewrite(original, kind, draw.packet)
        other = segments.rewrite(once, kind, b"<x:xmpmeta>other</x:xmpmeta>")
        assert draw.packet not in other and b"other" in other
        assert segments.rewrite(other, kind, draw.packet) == once
        bare = segments.rewrite(once, kind, None)
        assert b"xmpmeta" not in bare and shown(bare) == shown(once)


def test_jpeg_tables_and_frame_stay_byte_for_byte(draw):
    original = draw.private_jpeg(draw.noise(), progressive=True)
    out = segments.rewrite(original, "JPEG", draw.packet)
    kept = {0xC0, 0xC2, 0xC4, 0xDA, 0xDB}

    def picture(data):
        return [data[piece.start : piece.end] for piece in jpeg.walk(data) if piece.marker in kept]

    assert picture(out) == picture(original)
    assert out.endswith(b"\xff\xd9") and out.count(b"\xff\xd8\xff") == 1


def test_colour_chunks_of_png_stay(draw):
    plain = draw.encoded(draw.photo(), "PNG")
    kept = [
        draw.png_chunk(b"gAMA", b"\0\0\xb1\x8f"),
        draw.png_chunk(b"cICP", b"\x0c\x0d\0\1"),
        draw.png_chunk(b"sBIT", b"\x08\x08\x08"),
        draw.png_chunk(b"pHYs", bytes(8) + b"\1"),
    ]
    out = segments.rewrite(plain[:33] + b"".join(kept) + plain[33:], "PNG", draw.packet)
    assert all(chunk in out for chunk in kept)


def test_an_animated_webp_keeps_its_frames_and_an_animated_png_only_its_still(draw):
    frames = [draw.noise(20, 20, seed) for seed in range(3)]
    moving = draw.encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], exif=draw.private_exif())
    out = segments.rewrite(moving, "WEBP", draw.packet)
    with Image.open(io.BytesIO(out)) as image:
        assert image.n_frames == 3
    still = segments.rewrite(draw.encoded(frames[0], "PNG", save_all=True, append_images=frames[1:]), "PNG", None)
    assert b"acTL" not in still and b"fdAT" not in still
    assert shown(still)[2] == frames[0].convert("RGBA").tobytes()


def test_a_screens_serial_number_leaves_the_profile_and_colours_stay(draw):
    tags = [(b"mmod", b"mmod SECRET-SERIAL-99"), (b"meta", b"dict SECRET EDID")]
    profile = _with_tags(WIDE, tags)
    for kind in ("JPEG", "PNG", "WEBP"):
        out = segments.rewrite(draw.encoded(draw.photo(), kind, icc_profile=profile), kind, None)
        kept = shown(out)[3]
        assert b"SECRET" not in kept and b"mmod" not in kept
        red = Image.new("RGB", (1, 1), (10, 200, 90))
        assert _through(kept, red) == _through(WIDE, red)


def _with_tags(profile, tags):
    """`profile` with more tags at its end."""
    count = int.from_bytes(profile[128:132], "big")
    shift, table, body = 12 * len(tags), b"", b""
    for at in range(count):
        entry = profile[132 + 12 * at : 144 + 12 * at]
        table += entry[:4] + (int.from_bytes(entry[4:8], "big") + shift).to_bytes(4, "big") + entry[8:]
    for key, data in tags:
        table += key + (len(profile) + shift + len(body)).to_bytes(4, "big") + len(data).to_bytes(4, "big")
        body += data
    out = profile[:128] + (count + len(tags)).to_bytes(4, "big") + table + profile[132 + 12 * count :] + body
    return len(out).to_bytes(4, "big") + out[4:]


def _through(profile, image):
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB")).getpixel((0, 0))


def test_a_packet_too_long_for_jpeg_says_so(draw):
    plain = draw.encoded(draw.photo(), "JPEG")
    assert segments.rewrite(plain, "JPEG", bytes(jpeg.XMP_LIMIT))
    with pytest.raises(ValueError, match="65504"):
        segments.rewrite(plain, "JPEG", bytes(jpeg.XMP_LIMIT + 1))


def test_other_formats_say_what_to_do(draw):
    with pytest.raises(BadImage, match="convert"):
        segments.rewrite(draw.encoded(draw.photo(), "GIF"), "GIF", None)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xe1\xff\xff",
        b"\xff\xd8\xff\xe1\0\1",
        b"\xff\xd8" + b"\xff" * 99,
        b"\xff\xd8" + b"\xff\xfe\0\2" * 20_001 + b"\xff\xd9",
    ],
)
def test_broken_jpegs_are_bad_images(data):
    with pytest.raises(BadImage):
        segments.rewrite(data, "JPEG", b"x")


def test_broken_pngs_are_bad_images(draw):
    good = draw.encoded(draw.noise(), "PNG")
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 1
    many = good[:33] + draw.png_chunk(b"teXt", b"") * 100_001 + good[33:]
    split = good[:-12] + draw.png_chunk(b"tIME", bytes(7)) + draw.png_chunk(b"pHYs", bytes(9))
    split += draw.png_chunk(b"IDAT", b"") + good[-12:]
    lying = good[:33] + b"\x7f\xff\xff\xfftEXt" + good[33:]
    for data in (good[:-12], bytes(flipped), many, split, lying, good[:20], good[:8] + good[33:]):
        with pytest.raises(BadImage):
            segments.rewrite(data, "PNG", b"x")


def test_broken_webps_are_bad_images(draw):
    good = draw.encoded(draw.noise(), "WEBP")
    for data in (good[:-9], good[:12], good[:16] + b"\xff\xff\xff\x7f" + good[20:], b"RIFF\4\0\0\0WEBP"):
        with pytest.raises(BadImage):
            segments.rewrite(data, "WEBP", b"x")


def _seed(kind):
    out = io.BytesIO()
    image = Image.linear_gradient("L").resize((16, 16)).convert("RGB")
    exif = Image.Exif()
    exif[0x013B] = "someone"
    image.save(out, kind, exif=exif, icc_profile=WIDE)
    return out.getvalue()


_SEEDS = {kind: _seed(kind) for kind in PIXELS}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_hostile_bytes_give_a_clean_picture_or_a_bad_image(kind, data):
    """Changed, cut and inserted bytes: either refused, or a file that rewrites to itself."""
    raw = bytearray(_SEEDS[kind])
    for _ in range(data.draw(st.integers(0, 8))):
        at = data.draw(st.integers(0, len(raw)))
        raw[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=6))
    if kind == "PNG" and data.draw(st.booleans()):
        raw = bytearray(_sealed(bytes(raw)))
    try:
        out = segments.rewrite(bytes(raw), kind, b"packet")
    except BadImage:
        return
    assert segments.rewrite(out, kind, b"packet") == out


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@given(noise=st.binary(max_size=300))
def test_noise_after_a_good_start_is_a_bad_image_or_clean(kind, noise):
    start = {"JPEG": b"\xff\xd8", "PNG": png.SIGNATURE, "WEBP": b"RIFF\xff\0\0\0WEBP"}[kind]
    with pytest.raises(BadImage):
        segments.rewrite(start + noise, kind, None)


def _sealed(data):
    """A damaged PNG with right checksums again, so that damage reaches further in."""
    out, at = bytearray(data), 8
    while at + 12 <= len(data):
        end = at + 8 + int.from_bytes(data[at : at + 4], "big")
        if end + 4 > len(data):
            break
        out[end : end + 4] = zlib.crc32(data[at + 4 : end]).to_bytes(4, "big")
        at = end + 4
    return bytes(out)


def test_a_rewritten_file_is_written_beside_or_over_the_old(draw, put):
    path = put(draw.private_jpeg(draw.photo()))
    before = np.asarray(Image.open(io.BytesIO(path.read_bytes())))
    size = segments.rewrite_file(path, path, "JPEG", draw.packet)
    assert path.stat().st_size == size
    assert np.array_equal(before, np.asarray(Image.open(io.BytesIO(path.read_bytes()))))
