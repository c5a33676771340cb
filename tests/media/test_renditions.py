"""What the world sees of an upload: right sizes, right colours, our packet, and nothing private."""

import io
import re

import blurhash
import numpy as np
import pytest
from PIL import Image, ImageCms

from fediart.media import icc, renditions
from fediart.media.errors import BadImage
from fediart.media.facts import Limits, Recipe
from fediart.media.metadata import read_metadata
from fediart.media.renditions import fit, prepare, prepare_avatar, prepare_header, web_sizes
from tests.pixels import idat_bytes, scan_bytes

# Our originals hold a multi-picture index that leads nowhere, which Pillow tells us when we compare with them.
pytestmark = pytest.mark.filterwarnings("ignore:Image appears to be a malformed MPO")
SMALL = Recipe(widths=(16, 32, 48), federated_pixels=3000, federated_side=80)


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def originals(draw):
    image, exif = draw.photo(96, 64), draw.private_exif()
    alpha = image.convert("RGBA")
    alpha.putalpha(Image.linear_gradient("L").resize(image.size))
    options = {"exif": exif, "xmp": b"<x:xmpmeta>SECRET</x:xmpmeta>"}
    return {
        "jpeg": draw.private_jpeg(image),
        "turned jpeg": draw.private_jpeg(image, orientation=6),
        "cmyk jpeg": draw.private_jpeg(image.convert("CMYK")),
        "png": draw.private_png(image),
        "palette": draw.private_png(image.quantize(16)),
        "alpha": draw.private_png(alpha),
        "webp": draw.encoded(image, "WEBP", **options),
        "avif": draw.encoded(image, "AVIF", **options),
        "heic": draw.heic(image, exif=exif, xmp=options["xmp"]),
        "gif": draw.encoded(image, "GIF", comment=b"SECRET"),
        "tiff": draw.encoded(image, "TIFF", exif=exif, description="SECRET"),
        "deep png": draw.png16(60, 40, 2, [0, 30000, 65535] * 2400),
    }


def opened(rendition):
    return Image.open(io.BytesIO(rendition.path.read_bytes()))


@pytest.mark.parametrize("recipe", [SMALL, Recipe()], ids=["shrunk", "fits"])
def test_no_output_of_any_input_holds_anything_private(draw, put, out, recipe):
    for name, data in originals(draw).items():
        if not name.startswith(("deep", "heic")):
            assert b"SECRET" in data, name
        for made in prepare(put(data), out, draw.packet, Limits(), recipe).renditions:
            written = made.path.read_bytes()
            assert b"SECRET" not in written and b"Exif" not in written, (name, made)
            said = read_metadata(made.path)
            assert said.xmp == (draw.packet,), (name, made)
            assert not (said.exif or said.gps or said.text or said.iptc or said.segments or said.jumbf), (name, made)
            with opened(made) as image:
                assert (image.format, image.size) == (made.format, (made.width, made.height))
                assert made.bytes == len(written)
                assert made.untouched or image.info["icc_profile"]


def test_sizes_are_ours_and_nothing_is_enlarged(draw, put, out):
    made = prepare(put(draw.encoded(draw.noise(40, 30), "PNG")), out, draw.packet, Limits(), SMALL)
    assert (made.width, made.height) == (40, 30)
    webs = [(file.media_type, file.width, file.height) for file in made.renditions if file.role == "web"]
    assert sorted(webs) == [
        ("image/jpeg", 16, 12),
        ("image/jpeg", 32, 24),
        ("image/jpeg", 40, 30),
        ("image/webp", 16, 12),
        ("image/webp", 32, 24),
        ("image/webp", 40, 30),
    ]


def test_web_sizes_of_common_pictures():
    def widths(width, height):
        return [size[0] for size in web_sizes((width, height), Recipe())]

    assert widths(4000, 3000) == [320, 480, 640, 960, 1440, 2048]
    assert widths(1000, 1000) == [320, 480, 640, 1000]
    assert widths(1200, 900) == [320, 480, 640, 960, 1200]
    assert widths(200, 9000) == [200]
    for width, height in web_sizes((2000, 20_000), Recipe()):
        assert height <= 16_000 and width * height <= 12_000_000


def test_the_federated_bounds_hold_for_every_shape():
    for size in [(8000, 6000), (20_000, 300), (300, 20_000), (2880, 2880), (3841, 2160), (1, 20_000), (6000, 1382)]:
        width, height = fit(size, 8_294_400, 5000)
        assert width * height <= 8_294_400 and max(width, height) <= 5000
        assert width <= size[0] and height <= size[1]
    assert fit((3840, 2160), 8_294_400, 5000) == (3840, 2160)


def federated(made):
    [found] = [file for file in made.renditions if file.role == "federated"]
    return found


def test_a_jpeg_that_fits_is_federated_untouched(draw, put, out):
    original = draw.private_jpeg(draw.noise(), quality=90, progressive=True)
    found = federated(prepare(put(original), out, draw.packet))
    assert found.untouched and found.media_type == "image/jpeg"
    assert scan_bytes(found.path.read_bytes()) == scan_bytes(original)
    with opened(found) as after, Image.open(io.BytesIO(original)) as before:
        assert after.tobytes() == before.tobytes()


def test_a_png_that_fits_is_federated_untouched(draw, put, out):
    original = draw.private_png(draw.noise())
    found = federated(prepare(put(original), out, draw.packet))
    assert found.untouched and found.media_type == "image/png"
    assert idat_bytes(found.path.read_bytes()) == idat_bytes(original)


def test_what_does_not_fit_is_encoded_anew(draw, put, out):
    turned, small = draw.private_jpeg(draw.photo(), orientation=6), draw.private_jpeg(draw.photo())
    cmyk = draw.encoded(draw.photo().convert("CMYK"), "JPEG")
    cases = [
        (turned, Recipe()),
        (cmyk, Recipe()),
        (draw.encoded(draw.photo(), "WEBP"), Recipe()),
        (small, Recipe(federated_pixels=6143)),
        (small, Recipe(federated_side=95)),
        (small, Recipe(federated_bytes=999)),
    ]
    for data, recipe in cases:
        found = federated(prepare(put(data), out, draw.packet, Limits(), recipe))
        assert not found.untouched
        assert max(found.width, found.height) <= recipe.federated_side
        assert found.width * found.height <= recipe.federated_pixels


@pytest.mark.parametrize("recipe", [SMALL, Recipe()], ids=["shrunk", "fits"])
def test_a_turned_photo_is_upright_in_every_rendition(draw, put, out, recipe):
    upright = draw.photo(96, 64)
    made = prepare(
        put(draw.private_jpeg(upright.transpose(Image.Transpose.ROTATE_90), orientation=6, quality=95)),
        out,
        draw.packet,
        Limits(),
        recipe,
    )
    assert (made.width, made.height) == (96, 64)
    for file in made.renditions:
        assert file.width > file.height
        with opened(file) as image:
            seen = np.asarray(image.convert("RGB")).astype(int)
        assert seen[1, 1, 0] > 190 and seen[1, 1, 2] < 70
        assert seen[-2, -2, 2] > 190 and seen[-2, -2, 0] < 70


def test_wide_gamut_red_is_srgb_red_in_renditions(draw, put, out):
    wide = icc.matrix_profile("P3", icc.DISPLAY_P3)
    data = draw.encoded(Image.new("RGB", (64, 64), (234, 51, 35)), "TIFF", icc_profile=wide)
    for file in prepare(put(data), out, draw.packet).renditions:
        with opened(file) as image:
            seen = image.convert("RGB").getpixel((30, 30))
            profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
        # (234, 51, 35) is what Display P3 calls sRGB's own red.
        assert max(abs(a - b) for a, b in zip(seen, (255, 0, 0), strict=True)) <= 3, file
        assert "sRGB" in profile.profile.profile_description


def test_sixteen_bit_gradients_keep_their_levels_in_png(draw, put, out):
    data = draw.png16(256, 256, 0, list(range(65536)))
    found = federated(prepare(put(data), out, draw.packet, Limits(), Recipe(federated_side=255)))
    with opened(found) as image:
        assert len(np.unique(np.asarray(image.convert("L")))) >= 250


def test_transparency_and_flat_graphics_get_png_and_photos_jpeg(draw, put, out):
    alpha = draw.noise().convert("RGBA")
    alpha.putalpha(Image.linear_gradient("L").resize(alpha.size))
    flat = draw.photo().quantize(8)

    def kinds(data):
        made = prepare(put(data), out, draw.packet, Limits(), SMALL)
        return {file.format for file in made.renditions}

    assert kinds(draw.encoded(alpha, "PNG")) == {"PNG", "WEBP"}
    assert kinds(draw.encoded(flat, "PNG")) == {"PNG", "WEBP"}
    assert kinds(draw.encoded(draw.noise(), "PNG")) == {"JPEG", "WEBP"}


def test_a_federated_png_that_is_too_heavy_becomes_a_jpeg_on_white(draw, put, out):
    alpha = draw.noise().convert("RGBA")
    alpha.putpixel((0, 0), (0, 0, 0, 0))
    alpha.paste((0, 0, 0, 0), (0, 0, 16, 16))
    recipe = Recipe(federated_bytes=15_000)
    found = federated(prepare(put(draw.encoded(alpha, "PNG")), out, draw.packet, Limits(), recipe))
    assert found.format == "JPEG" and found.bytes <= 15_000
    with opened(found) as image:
        assert min(image.getpixel((3, 3))) > 235


def test_blurhash_and_colour_are_those_of_the_picture(draw, put, out):
    blue = Image.new("RGB", (90, 60), (30, 60, 200))
    blue.paste((250, 250, 250), (0, 0, 20, 20))
    made = prepare(put(draw.encoded(blue, "PNG")), out, draw.packet)
    assert re.fullmatch(r"#[0-9a-f]{6}", made.colour)
    assert [int(made.colour[at : at + 2], 16) for at in (1, 3, 5)] == pytest.approx([30, 60, 200], abs=3)
    assert blurhash.components(made.blurhash) == (4, 4) and 6 <= len(made.blurhash) <= 164
    middle = blurhash.decode(made.blurhash, 9, 6)[4][6]
    assert middle[2] > 150 and middle[0] < 90


def test_avatar_is_square_and_header_wide_and_both_are_clean(draw, put, out):
    photo = put(draw.private_jpeg(draw.noise(900, 600), orientation=6))
    avatar = prepare_avatar(photo, out, draw.packet)
    header = prepare_header(photo, out, draw.packet)
    assert (avatar.role, avatar.width, avatar.height) == ("avatar", 400, 400)
    assert (header.role, header.width, header.height) == ("header", 600, 200)
    small = prepare_avatar(put(draw.encoded(draw.photo(60, 40), "PNG")), out, draw.packet)
    assert (small.width, small.height) == (40, 40)
    for file in (avatar, header, small):
        assert b"SECRET" not in file.path.read_bytes()
        assert read_metadata(file.path).xmp == (draw.packet,)


def test_the_same_upload_gives_the_same_bytes(draw, put, out, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    path = put(draw.private_png(draw.noise()))
    first, second = prepare(path, out, draw.packet), prepare(path, other, draw.packet)
    assert [a.path.read_bytes() for a in first.renditions] == [b.path.read_bytes() for b in second.renditions]


def test_refused_files_leave_nothing_behind(draw, put, out):
    for data in (b"<svg/>", draw.encoded(draw.noise(), "JPEG")[:900], draw.encoded(draw.noise(), "WEBP")[:-50]):
        with pytest.raises(BadImage):
            prepare(put(data), out, draw.packet)
        assert list(out.iterdir()) == []


def test_one_pixel_is_a_picture_too(draw, put, out):
    made = prepare(put(draw.encoded(Image.new("RGB", (1, 1), "red"), "PNG")), out, draw.packet)
    assert {(file.width, file.height) for file in made.renditions} == {(1, 1)}
    assert renditions.web_sizes((1, 1), Recipe()) == ((1, 1),)
