"""FEP-ee3a: what a camera says of a picture, as `exifData` of an attachment, in both directions.

Only how the picture was made is written and read: places, serial numbers and names of owners are not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from federation.lenient import each, text
from federation.objects import Raw

# The names of the Exif specification that are understood, in the order in which they are told.
FIELDS = (
    "Make", "Model", "LensMake", "LensModel", "FocalLength", "FocalLengthIn35mmFilm", "FNumber", "ExposureTime",
    "PhotographicSensitivity", "DateTime",
)  # fmt: skip
# https://schema.org, under the prefix that the context of a post of ours has already.
CONTEXT = {"exifData": "sdo:exifData", "PropertyValue": "sdo:PropertyValue", "value": "sdo:value"}
_MAX_FIELDS = 60
_MAX_VALUE = 100


def exif_of(raw: Raw) -> tuple[tuple[str, str], ...]:
    """`(name, value)` of the fields that are understood, each once, of an attachment as it came."""
    found: dict[str, str] = {}
    for one in each(raw.get("exifData"))[:_MAX_FIELDS]:
        if not isinstance(one, dict):
            continue
        name, value = (text(one.get("name"), _MAX_VALUE) or "").strip(), _value(one.get("value"))
        if name in FIELDS and value:
            found.setdefault(name, value)
    return tuple((name, found[name]) for name in FIELDS if name in found)


def _value(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:g}"
    return " ".join((text(value, _MAX_VALUE) or "").split())


def exif_data(facts: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """The value of `exifData`."""
    return [{"@type": "PropertyValue", "name": name, "value": value} for name, value in facts]
