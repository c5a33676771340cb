"""Content Credentials in plain words: what a signer says a file went through, and how far that can be believed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from fediart.admission.told import Step, Told
from fediart.media.sealing import Kept
from fediart.web.choices import Choice

STATES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "trusted": ("Signed and unchanged", "The signature fits the file, and this server trusts who signed it."),
        "valid": ("Signed and unchanged", "The signature fits the file. Who signed it, nobody here can vouch for."),
        "invalid": ("Does not fit the file", "The file was changed after it was signed, or wrongly signed."),
        "unchecked": ("Not checked", "There are Content Credentials in the file, which this server cannot read."),
    }
)
KEEPING: Final[tuple[Choice, ...]] = (
    (
        Kept.TRIMMED.value,
        "Keep them, without what is private",
        "Who signed, the program, its steps and file names stay. People’s names, places, camera data and small "
        "pictures are blacked out.",
    ),
    (
        Kept.WHOLE.value,
        "Keep all of them",
        "Everything as it was signed, people’s names, places and small pictures included. Anybody can read it.",
    ),
    (Kept.NONE.value, "Leave them out", "Nothing of them goes into the public files."),
)
_ACTIONS: Final = MappingProxyType(
    {
        "created": "made", "opened": "opened", "placed": "other pictures placed in it", "edited": "edited",
        "drawing": "drawn on", "cropped": "cropped", "resized": "resized", "color_adjustments": "colours adjusted",
        "adjustedColor": "colours adjusted", "filtered": "filtered", "orientation": "turned",
        "converted": "converted", "transcoded": "saved anew", "published": "published", "removed": "parts removed",
        "added_text": "text added", "watermarked": "watermarked", "redacted": "parts blacked out",
        "edited.metadata": "its notes edited", "enhanced": "enhanced", "repackaged": "repacked",
    }
)  # fmt: skip
_SOURCES: Final = MappingProxyType(
    {
        "trainedAlgorithmicMedia": "made by an AI generator",
        "compositeWithTrainedAlgorithmicMedia": "made with parts from an AI generator",
        "compositeSynthetic": "made with synthetic parts",
        "algorithmicMedia": "made by code, without AI models",
        "digitalCreation": "drawn or painted digitally, by a person",
        "digitalArt": "drawn or painted digitally, by a person",
        "digitalCapture": "taken with a camera",
        "computationalCapture": "taken with a camera that computes the picture",
        "humanEdits": "edited by a person",
        "minorHumanEdits": "edited a little by a person",
        "composite": "put together from several pictures",
        "compositeCapture": "put together from several photographs",
        "screenCapture": "a picture of a screen",
        "negativeFilm": "scanned from film",
        "positiveFilm": "scanned from film",
        "print": "scanned from paper",
        "virtualRecording": "recorded in a virtual world",
        "empty": "begun from an empty page",
    }
)
_PRIVATE: Final = MappingProxyType(
    {
        "pictures": "small pictures",
        "names": "names of people",
        "camera": "camera and place data",
        "other": "other notes",
    }
)
MOST_ACTIONS: Final = 8


@dataclass(frozen=True, slots=True)
class SaidStep:
    """One signature: by whom, with what, and what it says was done."""

    signer: str
    tool: str
    time: str
    done: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Credentials:
    """`good` is False where the signature does not fit. `names` are empty unless the artist shows all of it."""

    heading: str
    title: str
    sentence: str
    good: bool
    steps: tuple[SaidStep, ...]
    names: tuple[str, ...]
    files: tuple[str, ...]
    private: str
    trimmable: bool


def in_words(told: Told, *, heading: str = "", whole: bool) -> Credentials:
    """What one picture's file says; `whole` with the names of people in it."""
    title, sentence = STATES[told.state if told.state in STATES else "unchecked"]
    return Credentials(
        heading=heading,
        title=title,
        sentence=sentence,
        good=told.state in ("trusted", "valid"),
        steps=tuple(_step(one) for one in told.steps),
        names=told.names if whole else (),
        files=told.files,
        private=", ".join(_PRIVATE.get(one, one) for one in told.private),
        trimmable=told.trimmable,
    )


def _step(one: Step) -> SaidStep:
    done = list(dict.fromkeys(_ACTIONS.get(action, action) for action in one.actions))
    more = len(done) - MOST_ACTIONS
    words = ", ".join(done[:MOST_ACTIONS]) + (f" and {more} more" if more > 0 else "")
    return SaidStep(one.signer or "an unnamed signer", one.tool, one.time[:10], words, _sources(one.sources))


def _sources(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_SOURCES.get(code, code) for code in codes))
