"""From file to pixels: one of seven decoders, upright, 8 bits per channel, in sRGB. The door to Pillow.

Of an animated GIF, WebP, AVIF or APNG the first frame is taken: what is published is a still image.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageFile
from PIL.AvifImagePlugin import AvifImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pillow_heif import HeifImageFile

from fediart.media import exif, icc, isobmff, png
from fediart.media.errors import BadImage
from fediart.media.facts import Format, Probe
from fediart.media.gamut import DISPLAY_P3, to_srgb, widened

# The whole list of decoders: classes are called directly, so no other plugin can be reached by any file.
_DECODERS: Final[Mapping[Format, Callable[[Path | io.BytesIO], ImageFile.ImageFile]]] = {
    "JPEG": JpegImageFile,
    "PNG": PngImageFile,
    "WEBP": WebPImageFile,
    "GIF": GifImageFile,
    "TIFF": TiffImageFile,
    "AVIF": AvifImageFile,
    "HEIC": HeifImageFile,
}
_LOSSLESS: Final = frozenset({"PNG", "GIF", "TIFF"})
_TURNS: Final[Mapping[int, Image.Transpose]] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_CODED: Final = {9: icc.matrix_profile("Rec. 2020", icc.REC_2020), 12: DISPLAY_P3}
_GRAPHIC_COLOURS: Final = 256
_DAMAGED: Final = "This picture cannot be decoded, it seems damaged; open it in an image program and export it again."


@dataclass(frozen=True, slots=True)
class Picture:
    """Upright sRGB pixels ('RGB', or 'RGBA' if any pixel is not opaque); `graphic` means few flat colours.

    `wide` are the same pixels in Display P3, if they were asked for and some colours are none of sRGB.
    """

    image: Image.Image
    graphic: bool
    wide: Image.Image | None = None


@contextmanager
def opened(path: Path, found: Probe) -> Iterator[ImageFile.ImageFile]:
    """The file in its decoder, pixels not read yet. BadImage if it is larger than its header promised."""
    with decoding(), _open(path, found) as image:
        if image.width * image.height > found.width * found.height:
            raise BadImage(_DAMAGED)
        yield image


@contextmanager
def decoding() -> Iterator[None]:
    """Decoders fail in many ways on damaged files; all of them become one sentence for the artist."""
    try:
        with warnings.catch_warnings():
            # Sizes were checked against our own limits before; broken metadata is not read at all.
            warnings.simplefilter("ignore")
            yield
    except (BadImage, MemoryError):
        raise
    except OSError as error:
        if error.errno is not None:
            raise
        raise BadImage(_DAMAGED) from error
    except Exception as error:
        raise BadImage(_DAMAGED) from error


def turn(image: ImageFile.ImageFile, found: Probe) -> int:
    """The orientation left to apply, 1 to 8. HEIC and TIFF come out upright; AVIF's turn is known to its decoder."""
    if found.format == "AVIF":
        return exif.orientation(image.info.get("exif", b""))
    return 1 if found.format in ("HEIC", "TIFF") else found.orientation


def upright_size(image: ImageFile.ImageFile, found: Probe) -> tuple[int, int]:
    return (image.height, image.width) if turn(image, found) >= 5 else (image.width, image.height)


def profile_of(image: ImageFile.ImageFile, found: Probe, path: Path) -> bytes | None:
    """The colour profile in the file, or one for the primaries that it names; None where it says nothing."""
    return image.info.get("icc_profile") or _coded_profile(path, found)


def load(
    image: ImageFile.ImageFile,
    found: Probe,
    path: Path,
    within: tuple[int, int] | None = None,
    *,
    wide: bool = False,
) -> Picture:
    """Decode, shrunk to exactly `within` (upright width and height) if given, then convert and turn.

    A large JPEG is decoded at half or a quarter where that is still no smaller than asked.
    """
    direction = turn(image, found)
    native = within is None or within == upright_size(image, found)
    target = (within[1], within[0]) if within and direction >= 5 else within
    if target and not native:
        image.draft(None, target)
    profile = profile_of(image, found, path)
    flat = _eight_bits(image)
    graphic = found.format in _LOSSLESS and flat.getcolors(_GRAPHIC_COLOURS) is not None
    if target and flat.size != target:
        flat = flat.resize(target, Image.Resampling.LANCZOS, reducing_gap=3.0)
    broad = widened(flat, profile) if wide else None
    return Picture(_upright(to_srgb(flat, profile), direction), graphic, _upright(broad, direction) if broad else None)


def _upright(image: Image.Image, direction: int) -> Image.Image:
    image.info = {}  # comments, EXIF and the like would be written by some encoders
    return image.transpose(_TURNS[direction]) if direction != 1 else image


def over_white(picture: Image.Image) -> Image.Image:
    """Opaque RGB; transparent parts show white paper."""
    if picture.mode != "RGBA":
        return picture
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _open(path: Path, found: Probe) -> ImageFile.ImageFile:
    """PNG goes in without its text chunks, so that none of them, compressed or lying, is ever unpacked."""
    if found.format == "PNG":
        return PngImageFile(io.BytesIO(png.rewrite(path.read_bytes(), None)))
    return _DECODERS[found.format](path)


def _eight_bits(image: ImageFile.ImageFile) -> Image.Image:
    """One of L, LA, RGB, RGBA, CMYK, LAB, keeping every level that 8 bits can hold."""
    image.load()
    if image.mode.startswith("I"):
        return _from_sixteen(image)
    if image.mode == "F":
        return _from_float(image)
    if image.mode in ("P", "PA", "RGB", "L", "1") and "transparency" in image.info:
        return _with_transparency(image)
    if image.mode in ("1", "P", "PA"):
        return image.convert({"1": "L", "P": "RGB", "PA": "RGBA"}[image.mode])
    if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK", "LAB"):
        return image
    return image.convert("RGBA" if image.mode in ("RGBa", "La") else "RGB")


def _from_sixteen(image: Image.Image) -> Image.Image:
    """65,536 greys to 256 by rounding; Pillow's own conversion would clip everything above 255 to white."""
    wide = image.convert("I")
    grey = wide.point([(value * 255 + 32767) // 65535 for value in range(65536)], "L")
    clear = image.info.get("transparency")
    if not isinstance(clear, int):
        return grey
    mask = wide.point([0 if value == clear else 255 for value in range(65536)], "L")
    return Image.merge("LA", (grey, mask))


def _from_float(image: Image.Image) -> Image.Image:
    """Floating-point greys from 0 to 1, the usual range."""
    low, high = image.getextrema()
    if not isinstance(low, float) or not isinstance(high, float) or low < 0 or high > 1:
        raise BadImage("This floating-point picture has values outside 0 to 1; export it with 8 or 16 bits.")
    return image.point(lambda value: value * 255 + 0.5).convert("L")


def _with_transparency(image: Image.Image) -> Image.Image:
    clear = image.info["transparency"]
    if image.mode == "RGB" and isinstance(clear, tuple) and max(clear) > 255:
        image.info["transparency"] = tuple(value >> 8 for value in clear)
    return image.convert("RGBA")


def _coded_profile(path: Path, found: Probe) -> bytes | None:
    """PNG, AVIF and HEIC without a profile may name their primaries by number instead (ITU-T H.273)."""
    if found.format in ("AVIF", "HEIC"):
        return _CODED.get(isobmff.picture(path.read_bytes()).primaries)
    return _CODED.get(png.primaries(path.read_bytes())) if found.format == "PNG" else None
