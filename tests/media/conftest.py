"""Pictures that the tests draw themselves, in every format that artists upload."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pillow_heif
import pytest
from PIL import Image, ImageDraw, PngImagePlugin

PACKET = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>Not for AI training</rdf:RDF></x:xmpmeta>'


def photo(width: int = 96, height: int = 64) -> Image.Image:
    """Soft colours, a red corner top left, blue bottom right: orientation mistakes show."""
    image = Image.new("RGB", (width, height))
    image.putdata([(x * 255 // width, y * 255 // height, 128) for y in range(height) for x in range(width)])
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, width // 4, height // 4), "#ff0000")
    pen.rectangle((width * 3 // 4, height * 3 // 4, width, height), "#0000ff")
    return image


def noise(width: int = 120, height: int = 90, seed: int = 1) -> Image.Image:
    """Grain on every pixel, as a protective filter leaves it."""
    return Image.frombytes("RGB", (width, height), random.Random(seed).randbytes(width * height * 3))


def private_exif(orientation: int = 1) -> bytes:
    """GPS, a serial number, a maker note and a thumbnail, each with the word SECRET."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = "SECRET artist"
    camera = exif.get_ifd(0x8769)
    camera[0xA431] = "SECRET-SN-1234"
    camera[0x927C] = b"SECRET maker note"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (52.0, 31.0, 12.0)
    return exif.tobytes() + encoded(photo(16, 12), "JPEG") + b"SECRET thumbnail"


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def private_jpeg(image: Image.Image, orientation: int = 1, **options: object) -> bytes:
    """A JPEG that carries private data in every place that cameras and programs know."""
    plain = encoded(image, "JPEG", exif=private_exif(orientation), **options)
    iptc = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\x0b\x1c\x02\x6e\0\x06SECRET"
    extra = b"".join(
        (
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SECRET</x:xmpmeta>"),
            segment(0xED, iptc),
            segment(0xFE, b"SECRET comment"),
            segment(0xE2, b"MPF\0SECRET"),
            segment(0xEB, b"JP\0\x01\0\0\0\x01SECRET jumbf"),
            segment(0xE5, b"SECRET app"),
        )
    )
    return plain[:2] + extra + plain[2:] + b"SECRET after the end"


def png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def private_png(image: Image.Image, **options: object) -> bytes:
    """A PNG with text in all three kinds, EXIF, a date, C2PA, unknown chunks and data after its end."""
    info = PngImagePlugin.PngInfo()
    info.add_text("parameters", "SECRET prompt\nSteps: 20")
    info.add_text("packed", "SECRET " * 9, zip=True)
    info.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>SECRET</x:xmpmeta>")
    plain = encoded(image, "PNG", pnginfo=info, exif=private_exif(), **options)
    extra = png_chunk(b"tIME", b"\x07\xe8\1\1\1\1\1") + png_chunk(b"caBX", b"SECRET c2pa")
    extra += png_chunk(b"prVt", b"SECRET")
    return plain[:33] + extra + plain[33:] + b"SECRET after the end"


def png16(width: int, height: int, colour: int, samples: list[int]) -> bytes:
    """A 16-bit PNG; `colour` 0 is grey, 2 RGB."""
    across = width * (1 if colour == 0 else 3)
    rows = b"".join(
        b"\0" + struct.pack(f">{across}H", *samples[row * across : (row + 1) * across]) for row in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 16, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zlib.compress(rows))
        + png_chunk(b"IEND", b"")
    )


def tiff16(width: int, height: int, samples: list[int]) -> bytes:
    """An uncompressed little-endian 16-bit RGB TIFF."""
    data = struct.pack(f"<{len(samples)}H", *samples)
    at = 8 + 2 + 10 * 12 + 4
    entries = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, 3, at),
        (259, 3, 1, 1),
        (262, 3, 1, 2),
        (273, 4, 1, at + 6),
        (277, 3, 1, 3),
        (278, 4, 1, height),
        (279, 4, 1, len(data)),
        (284, 3, 1, 1),
    ]
    table = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", 10) + table + bytes(4) + struct.pack("<3H", 16, 16, 16) + data


def heic(image: Image.Image, **options: object) -> bytes:
    if "x265" not in pillow_heif.libheif_info()["encoders"]:
        pytest.skip("this build of libheif cannot encode HEIC")
    out = io.BytesIO()
    pillow_heif.from_pillow(image).save(out, quality=90, **options)
    return out.getvalue()


@pytest.fixture(scope="session")
def draw() -> SimpleNamespace:
    """Everything above by name, for tests that draw."""
    return SimpleNamespace(
        photo=photo,
        noise=noise,
        private_exif=private_exif,
        encoded=encoded,
        private_jpeg=private_jpeg,
        heic=heic,
        private_png=private_png,
        png16=png16,
        png_chunk=png_chunk,
        tiff16=tiff16,
        segment=segment,
        packet=PACKET,
    )


@pytest.fixture
def put(tmp_path: Path) -> Callable[[bytes], Path]:
    """Writes bytes to a new file whose name says nothing."""
    count = iter(range(1000))

    def write(data: bytes) -> Path:
        path = tmp_path / f"upload-{next(count)}"
        path.write_bytes(data)
        return path

    return write
