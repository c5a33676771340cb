"""A folder of everything that may lie in a folder of pictures to stop whoever looks at all of them."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path

from PIL import Image

from tests.admission import made

ODD_NAME = b"odd \n\x1b[2J\x9b31m=\xff.png"


def folder_of_harm(folder: Path) -> dict[str, str]:
    """Makes the files; what each is, by name, and a part of the sentence that has to be told about it."""
    told: dict[str, str] = {}
    for name, (data, sentence) in _files().items():
        (folder / name).write_bytes(data)
        told[name] = sentence
    return told | _strange(folder)


def _files() -> dict[str, tuple[bytes, str]]:
    whole = made.encoded(made.drawing(), "PNG")
    return {
        "bomb.png": (_png_of(60_000, 60_000, 9), "at most 20000 pixels per side"),
        "clever-bomb.png": (_png_of(12_000, 9_900, 9_900), "memory"),
        "cut.png": (whole[: len(whole) // 2], "damaged"),
        "cut.jpg": (made.encoded(made.drawing(), "JPEG")[:700], "damaged"),
        "deep-boxes.png": (_with_chunk(whole, b"caBX", _nested_boxes(20_000)), ""),
        "deep-xmp.png": (_with_chunk(whole, b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + b"<x>" * 200_000), ""),
        "empty.gif": (b"", "empty"),
        "endless.gif": (_frames(101_000), "too many frames"),
        "lying.png": (whole[:33] + struct.pack(">I", 1 << 30) + b"tEXtprompt\0" + whole[33:], "damaged"),
        "text.jpg": (b"I am a picture", "not a picture"),
        "texts.png": (_with_chunk(whole, b"zTXt", b"a\0\0" + zlib.compress(bytes(64 << 20))), ""),
        "whole.png": (whole, ""),
    }


def _strange(folder: Path) -> dict[str, str]:
    with (folder / "huge.png").open("wb") as huge:
        huge.truncate(1 << 30)
    os.mkfifo(folder / "pipe.png")
    (folder / "nowhere.png").symlink_to(folder / "absent.png")
    (folder / "itself.png").symlink_to(folder / "itself.png")
    (folder / "up").symlink_to(folder, target_is_directory=True)
    Path(os.fsdecode(os.fsencode(folder) + b"/" + ODD_NAME)).write_bytes(made.encoded(made.drawing(), "PNG"))
    return {
        "huge.png": "1074 MB",
        "pipe.png": "no file but a pipe",
        "nowhere.png": "cannot be opened",
        "itself.png": "cannot be opened",
        os.fsdecode(ODD_NAME): "",
    }


def _png_of(width: int, height: int, rows: int) -> bytes:
    """Grey of one tone: a hundred kilobytes for a hundred megapixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes((1 + width) * rows), 1)
    return made.SIGNATURE + made.chunk(b"IHDR", head) + made.chunk(b"IDAT", body) + made.chunk(b"IEND", b"")


def _with_chunk(png: bytes, name: bytes, body: bytes) -> bytes:
    return png[:33] + made.chunk(name, body) + png[33:]


def _nested_boxes(depth: int) -> bytes:
    """JUMBF boxes in boxes, each with a description as C2PA has it."""
    described = struct.pack(">I4s", 30, b"jumd") + bytes.fromhex("6332706100110010800000aa00389b71") + b"\3c2pa\0"
    whole = len(described) + 8
    heads = (struct.pack(">I4s", whole * (depth - at), b"jumb") + described for at in range(depth))
    return b"".join(heads)


def _frames(count: int) -> bytes:
    out = made.encoded(Image.new("P", (1, 1)), "GIF")
    at = out.index(b"\x2c")
    return out[:at] + out[at:-1] * count + b";"
