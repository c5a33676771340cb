"""Content Credentials in plain words: what a signer says a file went through, and how far that can be believed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from fediart.admission.told import Step, Told
from fediart.language import N_, _
from fediart.media.sealing import Kept
from fediart.web.choices import Choice

STATES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "trusted": (
            N_("Signed and unchanged"),
            N_("The signature fits the file, and this server trusts who signed it."),
        ),
        "valid": (
            N_("Signed and unchanged"),
            N_("The signature fits the file. Who signed it, nobody here can vouch for."),
        ),
        "invalid": (N_("Does not fit the file"), N_("The file was changed after it was signed, or wrongly signed.")),
        "unchecked": (
            N_("Not checked"),
            N_("There are Content Credentials in the file, which this server cannot read."),
        ),
    }
)
KEEPING: Final[tuple[Choice, ...]] = (
    (
        Kept.TRIMMED.value,
        N_("Keep them, without what is private"),
        N_(
            "Who signed, the program, its steps and file names stay. People’s names, places, camera data and small "
            "pictures are blacked out."
        ),
    ),
    (
        Kept.WHOLE.value,
        N_("Keep all of them"),
        N_("Everything as it was signed, people’s names, places and small pictures included. Anybody can read it."),
    ),
    (Kept.NONE.value, N_("Leave them out"), N_("Nothing of them goes into the public files.")),
)
_ACTIONS: Final = MappingProxyType(
    {
        "created": N_("made"),
        "opened": N_("opened"),
        "placed": N_("other pictures placed in it"),
        "edited": N_("edited"),
        "drawing": N_("drawn on"),
        "cropped": N_("cropped"),
        "resized": N_("resized"),
        "color_adjustments": N_("colours adjusted"),
        "adjustedColor": N_("colours adjusted"),
        "filtered": N_("filtered"),
        "orientation": N_("turned"),
        "converted": N_("converted"),
        "transcoded": N_("saved anew"),
        "published": N_("published"),
        "removed": N_("parts removed"),
        "added_text": N_("text added"),
        "watermarked": N_("watermarked"),
        "redacted": N_("parts blacked out"),
        "edited.metadata": N_("its notes edited"),
        "enhanced": N_("enhanced"),
        "repackaged": N_("repacked"),
    }
)
_SOURCES: Final = MappingProxyType(
    {
        "trainedAlgorithmicMedia": N_("made by an AI generator"),
        "compositeWithTrainedAlgorithmicMedia": N_("made with parts from an AI generator"),
        "compositeSynthetic": N_("made with synthetic parts"),
        "algorithmicMedia": N_("made by code, without AI models"),
        "digitalCreation": N_("drawn or painted digitally, by a person"),
        "digitalArt": N_("drawn or painted digitally, by a person"),
        "digitalCapture": N_("taken with a camera"),
        "computationalCapture": N_("taken with a camera that computes the picture"),
        "humanEdits": N_("edited by a person"),
        "minorHumanEdits": N_("edited a little by a person"),
        "composite": N_("put together from several pictures"),
        "compositeCapture": N_("put together from several photographs"),
        "screenCapture": N_("a picture of a screen"),
        "negativeFilm": N_("scanned from film"),
        "positiveFilm": N_("scanned from film"),
        "print": N_("scanned from paper"),
        "virtualRecording": N_("recorded in a virtual world"),
        "empty": N_("begun from an empty page"),
    }
)
_PRIVATE: Final = MappingProxyType(
    {
        "pictures": N_("small pictures"),
        "names": N_("names of people"),
        "camera": N_("camera and place data"),
        "other": N_("other notes"),
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
        private=", ".join(str(_PRIVATE.get(one, one)) for one in told.private),
        trimmable=told.trimmable,
    )


def _step(one: Step) -> SaidStep:
    done = list(dict.fromkeys(_ACTIONS.get(action, action) for action in one.actions))
    more = len(done) - MOST_ACTIONS
    words = ", ".join(str(one) for one in done[:MOST_ACTIONS])
    if more > 0:
        words = _("%(actions)s and %(count)s more", actions=words, count=more)
    return SaidStep(one.signer or _("an unnamed signer"), one.tool, one.time[:10], words, _sources(one.sources))


def _sources(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_SOURCES.get(code, code) for code in codes))
