"""Pixels come out upright, in sRGB, with every level that 8 bits can hold."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from fediart.media import decode, gamut, icc
from fediart.media.errors import BadImage
from fediart.media.facts import Limits
from fediart.media.images import pixels, views
from fediart.media.probe import probe

P3 = icc.matrix_profile("P3", icc.DISPLAY_P3)
# Linear Display P3 to linear sRGB, both D65 (CSS Color 4, section 18).
P3_TO_SRGB = np.array(
    [
        [1.2249401762805598, -0.22494017628055996, 0.0],
        [-0.042056954709688163, 1.0420569547096881, 0.0],
        [-0.019637554590334432, -0.078636045550631889, 1.0982736001409663],
    ]
)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_every_orientation_comes_out_upright(draw, put, kind, orientation):
    """The eight ways to lie: each stored picture is made so that its EXIF turns it back."""
    upright = draw.photo(64, 48)
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(undo[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"quality": 95} if kind != "TIFF" else {}
    out = pixels(put(draw.encoded(stored, kind, exif=exif, **options)))
    assert out.shape == (48, 64, 3)
    assert out[3, 3, 0] > 220 and out[3, 3, 2] < 40
    assert out[44, 60, 2] > 220 and out[44, 60, 0] < 40
    assert np.abs(out.astype(int) - np.asarray(upright)).mean() < 8


def test_a_turned_heic_comes_out_upright(draw, put):
    stored = draw.photo(64, 48).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    out = pixels(put(draw.heic(stored, exif=exif.tobytes())))
    assert out.shape == (48, 64, 3)
    assert out[3, 3, 0] > 200 and out[44, 60, 2] > 200


def test_display_p3_becomes_the_right_srgb(draw, put):
    image = Image.new("RGB", (4, 1))
    colours = [(255, 0, 0), (200, 120, 90), (90, 130, 160), (128, 128, 128)]
    image.putdata(colours)
    out = pixels(put(draw.encoded(image, "PNG", icc_profile=P3)))
    assert tuple(out[0, 0]) == (255, 0, 0)
    for at, colour in enumerate(colours[1:], 1):
        assert np.abs(out[0, at].astype(int) - _p3(colour)).max() <= 1, colour
    assert tuple(out[0, 1]) != colours[1]


def _p3(colour):
    value = np.array(colour) / 255
    light = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    mixed = np.clip(P3_TO_SRGB @ light, 0, 1)
    return np.round(255 * np.where(mixed <= 0.0031308, mixed * 12.92, 1.055 * mixed ** (1 / 2.4) - 0.055))


def test_primaries_named_by_number_count_where_no_profile_is(draw, put):
    plain = draw.encoded(Image.new("RGB", (4, 4), (200, 120, 90)), "PNG")
    named = plain[:33] + draw.png_chunk(b"cICP", b"\x0c\x0d\0\1") + plain[33:]
    assert np.abs(pixels(put(named))[0, 0].astype(int) - _p3((200, 120, 90))).max() <= 1
    still = draw.encoded(Image.new("RGB", (16, 16), (200, 120, 90)), "AVIF", quality=100, subsampling="4:4:4")
    at = still.index(b"colrnclx") + 8
    wide = still[:at] + b"\0\x0c" + still[at + 2 :]
    assert np.abs(pixels(put(wide))[8, 8].astype(int) - _p3((200, 120, 90))).max() <= 3


def test_srgb_by_any_name_changes_no_pixel(draw, put):
    image = draw.noise()
    for profile in (gamut.SRGB, ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), b"broken"):
        assert np.array_equal(pixels(put(draw.encoded(image, "PNG", icc_profile=profile))), np.asarray(image))


def test_sixteen_bit_grey_keeps_all_levels(draw, put):
    out = pixels(put(draw.png16(256, 256, 0, list(range(65536)))))
    assert len(np.unique(out)) == 256
    assert out[0, 0, 0] == 0 and out[-1, -1, 0] == 255
    assert np.abs(out[..., 0].astype(float).ravel() - np.arange(65536) / 257).max() <= 0.51


def test_sixteen_bit_rgb_keeps_all_levels(draw, put):
    samples = [value for level in range(0, 65536, 64) for value in (level, 65535 - level, 32768)]
    for data in (draw.png16(1024, 1, 2, samples), draw.tiff16(1024, 1, samples)):
        out = pixels(put(data))
        assert len(np.unique(out[..., 0])) == 256
        assert np.abs(out[0, :, 0].astype(float) - np.arange(0, 65536, 64) / 257).max() <= 1


def test_sixteen_bit_tiff_grey_keeps_all_levels(draw, put):
    image = Image.frombytes("I;16", (256, 256), np.arange(65536, dtype="<u2").tobytes())
    assert len(np.unique(pixels(put(draw.encoded(image, "TIFF"))))) == 256


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "LAB"])
def test_every_colour_model_comes_out_as_rgb(draw, put, mode):
    image = draw.photo()
    image = (
        image.convert(mode)
        if mode != "LAB"
        else ImageCms.profileToProfile(
            image, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
        )
    )
    out = pixels(put(draw.encoded(image, "TIFF")))
    assert out.shape == (64, 96, 3)
    if mode in ("RGB", "RGBA", "LAB", "CMYK"):
        assert out[2, 2, 0] > 220 and out[2, 2, 2] < 40


def test_palette_transparency_survives(draw, put):
    image = draw.photo().convert("P", palette=Image.Palette.ADAPTIVE, colors=16)
    path = put(draw.encoded(image, "PNG", transparency=image.getpixel((0, 0))))
    found = probe(path)
    with decode.opened(path, found) as opened:
        picture = decode.load(opened, found, path).image
    assert picture.mode == "RGBA" and picture.getpixel((0, 0))[3] == 0


def test_alpha_that_hides_nothing_is_dropped(draw, put):
    path = put(draw.encoded(draw.photo().convert("RGBA"), "PNG"))
    found = probe(path)
    with decode.opened(path, found) as opened:
        assert decode.load(opened, found, path).image.mode == "RGB"


def test_of_an_animation_the_first_frame_is_taken(draw, put):
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("#ff0000", "#00ff00", "#0000ff")]
    for kind in ("GIF", "WEBP", "PNG"):
        data = draw.encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)
        out = pixels(put(data))
        assert out[10, 10, 0] > 240 and out[10, 10, 1:].max() < 15, kind


def test_stored_pixels_are_exactly_what_the_file_holds(draw, put):
    hidden = np.random.default_rng(1).integers(0, 256, (20, 30, 4), dtype=np.uint8)
    image = Image.frombytes("RGBA", (30, 20), hidden.tobytes())
    assert np.array_equal(views(put(draw.encoded(image, "PNG", icc_profile=P3))).stored, hidden)
    assert views(put(draw.encoded(draw.photo(), "JPEG"))).stored is None, "a JPEG keeps no lowest bits"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF"])
def test_files_cut_short_are_bad_images(draw, put, kind):
    data = draw.encoded(draw.noise(), kind)
    with pytest.raises(BadImage, match="export it again"):
        pixels(put(data[: len(data) * 2 // 3]))


def test_more_pixels_than_the_header_promised_are_refused(draw, put):
    path = put(draw.encoded(draw.photo(96, 64), "JPEG"))
    small = probe(put(draw.encoded(draw.photo(20, 20), "JPEG")), Limits())
    with pytest.raises(BadImage), decode.opened(path, small):
        pass


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF"])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_damaged_files_decode_or_are_bad_images(kind, data, tmp_path_factory):
    raw = bytearray(_SEEDS[kind])
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(12, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(raw)
    try:
        assert pixels(path, Limits(pixels=1_000_000)).dtype == np.uint8
    except BadImage as reason:
        assert str(reason)


def _seed(kind):
    out = io.BytesIO()
    Image.linear_gradient("L").resize((24, 16)).convert("RGB").save(out, kind, icc_profile=P3)
    return out.getvalue()


_SEEDS = {kind: _seed(kind) for kind in ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF")}
