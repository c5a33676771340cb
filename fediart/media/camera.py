"""What a camera wrote into a file about the making of the picture; places, serial numbers and owners are not read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from fediart.media.facts import Metadata, Value
from fediart.media.metadata import read_metadata

_MAKE, _MODEL, _DATE = 0x010F, 0x0110, 0x0132
_EXPOSURE, _F_NUMBER, _ISO, _TAKEN = 0x829A, 0x829D, 0x8827, 0x9003
_FOCAL, _FOCAL_35, _LENS_MAKE, _LENS = 0x920A, 0xA405, 0xA433, 0xA434
_LONGEST: Final = 100


def read_camera(path: Path) -> dict[str, str]:
    """Field names and values as FEP-ee3a writes them; empty for what no camera made. BadImage for no image."""
    return camera_facts(read_metadata(path))


def camera_facts(metadata: Metadata) -> dict[str, str]:
    """The same, from metadata that was read already. Exif names of the fields; what makes no sense is left out."""
    main, more = metadata.exif, metadata.exif_ifd
    found = {
        "Make": _text(main.get(_MAKE)),
        "Model": _text(main.get(_MODEL)),
        "LensMake": _text(more.get(_LENS_MAKE)),
        "LensModel": _text(more.get(_LENS)),
        "ExposureTime": _seconds(more.get(_EXPOSURE)),
        "FNumber": _measured(more.get(_F_NUMBER), "f/{:g}", 1000),
        "PhotographicSensitivity": _measured(_first(more.get(_ISO)), "{:.0f}", 10_000_000),
        "FocalLength": _measured(more.get(_FOCAL), "{:g} mm", 100_000),
        "FocalLengthIn35mmFilm": _measured(more.get(_FOCAL_35), "{:g} mm", 100_000),
        "DateTime": _moment(more.get(_TAKEN)) or _moment(main.get(_DATE)),
    }
    camera = any(found[name] for name in ("Make", "Model", "LensModel", "ExposureTime", "FNumber"))
    return {name: value for name, value in found.items() if value} if camera else {}


def _text(value: Value | None) -> str:
    if not isinstance(value, str):
        return ""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in value).split())[:_LONGEST]


def _first(value: Value | None) -> Value | None:
    return value[0] if isinstance(value, tuple) and value else value


def _measured(value: Value | None, form: str, most: float) -> str:
    """Numbers beyond what a camera can mean are nothing."""
    if not isinstance(value, int | float) or not 0 < value <= most:
        return ""
    return form.format(round(value, 2))


def _seconds(value: Value | None) -> str:
    """`1/250`, or `4` and `0.5` where there is no such fraction."""
    if not isinstance(value, int | float) or not 0 < value <= 1_000_000:
        return ""
    below = round(1 / value) if value < 1 else 1
    return f"1/{below}" if value < 0.3 and abs(1 / below - value) < value / 20 else f"{round(value, 2):g}"


def _moment(value: Value | None) -> str:
    """`2026:11:22 07:00:00`, by the camera's own clock."""
    text = _text(value)
    digits: Mapping[int, str] = {4: ":", 7: ":", 10: " ", 13: ":", 16: ":"}
    fits = len(text) == 19 and all(
        mark == digits[place] if place in digits else mark.isdigit() for place, mark in enumerate(text)
    )
    return text if fits and not text.startswith("0000") else ""
