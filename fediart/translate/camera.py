"""What the artist shows of a camera's notes: the parts there are, and words for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from federation.exif import FIELDS
from fediart.language import N_

# Each part of the form with its label and the fields it shows.
PARTS: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "camera": (N_("Camera"), ("Make", "Model")),
        "lens": (N_("Lens"), ("LensMake", "LensModel")),
        "focal": (N_("Focal length"), ("FocalLength", "FocalLengthIn35mmFilm")),
        "aperture": (N_("Aperture"), ("FNumber",)),
        "exposure": (N_("Exposure time"), ("ExposureTime",)),
        "iso": ("ISO", ("PhotographicSensitivity",)),
        "date": (N_("Day and time it was taken"), ("DateTime",)),
    }
)
Pairs = tuple[tuple[str, str], ...]


def chosen(parts: Iterable[str], facts: Mapping[str, str]) -> Pairs:
    """`(field, value)` of what these parts show, in the usual order."""
    wanted = {name for part in parts if part in PARTS for name in PARTS[part][1]}
    return tuple((name, facts[name]) for name in FIELDS if name in wanted and facts.get(name))


def in_words(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """`(label, words)` for people: maker and model in one, the date as a date."""
    said = dict(pairs)
    lines = {
        N_("Camera"): _together(said.get("Make", ""), said.get("Model", "")),
        N_("Lens"): _together(said.get("LensMake", ""), said.get("LensModel", "")),
        N_("Focal length"): _focal(said),
        N_("Aperture"): said.get("FNumber", ""),
        N_("Exposure"): f"{said['ExposureTime'].removesuffix(' s')} s" if "ExposureTime" in said else "",
        "ISO": said.get("PhotographicSensitivity", ""),
        N_("Taken"): _taken(said.get("DateTime", "")),
    }
    return tuple((label, words) for label, words in lines.items() if words)


def _together(make: str, model: str) -> str:
    """Most models say their maker once more."""
    return model if model.lower().startswith(make.lower()) else f"{make} {model}".strip()


def _focal(said: Mapping[str, str]) -> str:
    real, film = said.get("FocalLength", ""), said.get("FocalLengthIn35mmFilm", "")
    if real and film and real != film:
        return f"{real} (as {film} on 35 mm film)"
    return real or film


def _taken(text: str) -> str:
    day, _, time = text.partition(" ")
    return f"{day.replace(':', '-')} {time[:5]}".strip()
