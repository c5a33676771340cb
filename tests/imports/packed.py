"""Archives that tests bring along: ZIP files of pictures, made here."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from PIL import Image

WHEN = (2019, 3, 12, 16, 5, 0)


@cache
def picture(number: int, side: int = 24) -> bytes:
    """A small JPEG that is no other one's copy."""
    drawn = hashlib.sha512(number.to_bytes(8, "big")).digest()
    image = Image.frombytes("RGB", (4, 4), drawn[:48])
    out = io.BytesIO()
    image.resize((side, side), Image.Resampling.NEAREST).save(out, "JPEG", quality=85)
    return out.getvalue()


def zipped(path: Path, files: Mapping[str, bytes | str], *, when: tuple[int, int, int, int, int, int] = WHEN) -> Path:
    """A ZIP with these files, all of that date."""
    with zipfile.ZipFile(path, "w") as pack:
        for name, content in files.items():
            pack.writestr(zipfile.ZipInfo(name, when), content)
    return path
