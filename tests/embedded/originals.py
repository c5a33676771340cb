"""One picture in every format artists upload, each with a place, a serial number, a thumbnail and a maker note."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tests.embedded.exiftool import exiftool
from tests.media.conftest import encoded, heic, noise, photo, private_exif

SIZE = (460, 330)  # two widths: the lesser without AVIF, the greater with it
MARKS = (
    "-GPSLatitude=52.52", "-GPSLatitudeRef=N", "-GPSLongitude=13.37", "-GPSLongitudeRef=E",
    "-SerialNumber=SECRET-1", "-LensSerialNumber=SECRET-2", "-OwnerName=SECRET owner", "-Artist=SECRET artist",
    "-XMP-exif:GPSLatitude=52.52", "-XMP-iptcCore:Location=SECRET street", "-XMP-xmpMM:InstanceID=SECRET-id",
    "-XMP-plus:DataMining#=http://ns.useplus.org/ldf/vocab/DMI-ALLOWED",
)  # fmt: skip


def colours() -> Image.Image:
    """Patches of every colour that run into each other: an AVIF of them is worth having."""
    return noise(SIZE[0] // 8, SIZE[1] // 8).resize(SIZE, Image.Resampling.BICUBIC)


def with_alpha() -> Image.Image:
    """A picture that fades out towards the bottom."""
    image = colours().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(SIZE))
    return image


def draw_all(folder: Path) -> dict[str, Path]:
    """By format, the originals with everything private that the format can hold."""
    folder.mkdir()
    picture, exif = colours(), private_exif()
    drawn = {
        "jpg": encoded(picture, "JPEG", quality=90, exif=exif),
        "png": encoded(picture, "PNG", exif=exif),
        "webp": encoded(picture, "WEBP", exif=exif),
        "avif": encoded(picture, "AVIF", exif=exif),
        "heic": heic(picture, exif=exif),
        "tif": encoded(picture, "TIFF", compression="tiff_lzw"),
        "gif": encoded(picture.quantize(64), "GIF", comment=b"SECRET comment"),
        "alpha.png": encoded(with_alpha(), "PNG", exif=exif),
    }
    paths = {name: folder / f"original.{name}" for name in drawn}
    for name, data in drawn.items():
        paths[name].write_bytes(data)
    thumbnail = folder / "thumbnail.bin"
    thumbnail.write_bytes(encoded(photo(64, 48), "JPEG"))
    exiftool("-q", "-q", "-m", "-overwrite_original", *MARKS, f"-ThumbnailImage<={thumbnail}", *paths.values())
    return paths
