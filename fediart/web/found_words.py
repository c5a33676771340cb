"""What was found of the AI policy, in words: for artists about their works, for admins about runs of the audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fediart.language import N_
from fediart.rights.model import AXES, Axis
from fediart.rights.report import Place, Report

_USES: Final[Mapping[Axis, str]] = {
    "train_gen": N_("training AI that makes pictures or texts"),
    "train_other": N_("training any other AI"),
    "ai_input": N_("use in AI answers and tools"),
    "search": N_("search engines"),
}
_WORDS: Final[Mapping[str, str]] = {
    "exact": N_("as it should be"),
    "present": N_("there"),
    "missing": N_("missing"),
    "contradictory": N_("says otherwise"),
    "unreadable": N_("cannot be read"),
}
# What a place is for, by the beginning of its name.
_ABOUT: Final = (
    (
        N_("The page of the work"),
        N_("What people and collectors see: its headers, its head, and data for search engines."),
    ),
    (N_("What other servers fetch"), N_("The work as an ActivityPub object, and each picture of it.")),
    (N_("What was sent"), N_("The message in which the work, or its last edit, went to other servers.")),
    (N_("Your profile"), N_("The default of all your works, which other servers keep with your name.")),
    (
        N_("The picture"),
        N_("The headers it is sent with, and what is written in the file itself and stays with every copy."),
    ),
    ("Picture ", N_("The headers it is sent with, and what is written in the file itself and stays with every copy.")),
    ("robots.txt", N_("The file that crawlers read before anything else; it also keeps AI crawlers out by name.")),
    ("tdmrep.json", N_("The reservation that European law on text and data mining asks for, for the whole site.")),
    ("ai.txt", N_("A small file that some collectors of training pictures look for.")),
    ("license.xml", N_("The terms in RSL, a language for machines that read licences.")),
    ("trust.txt", N_("It can say yes or no for the whole site only, so it says what holds for most of it.")),
    (N_("Atom feed"), N_("What feed readers get.")),
    ("RSS feed", N_("What feed readers get.")),
    ("JSON feed", N_("What feed readers get.")),
    ("oEmbed", N_("What sites are told that show the work in a card.")),
    (N_("Policy document"), N_("Your choice as a document for machines, which the other places point to.")),
)


@dataclass(frozen=True, slots=True)
class ShownSignal:
    """`status` is the machine's word, `words` the one for people."""

    name: str
    value: str
    status: str
    words: str


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """`refuses` and `permits` are the uses it answers about; `whole` where that is all the report answers. `mark` is
    well, trouble or absent; `of_file` is true of the work's picture files, of which there are many."""

    name: str
    about: str
    path: str
    mark: str
    problem: str
    apart: bool
    whole: bool
    refuses: tuple[str, ...]
    permits: tuple[str, ...]
    signals: tuple[ShownSignal, ...]
    troubles: tuple[ShownSignal, ...]
    of_file: bool = False


@dataclass(frozen=True, slots=True)
class ShownReport:
    """`places` speak about the work alone, `beside` for more than it; `well` of `all` are as they should be."""

    refuses: tuple[str, ...]
    permits: tuple[str, ...]
    places: tuple[ShownPlace, ...]
    beside: tuple[ShownPlace, ...]
    well: int
    all: int
    signals: int
    advice: tuple[str, ...]


def shown_report(found: Report, origin: str) -> ShownReport:
    """A report with addresses of this site made short."""
    there = [place for place in found.places if not (place.optional and place.problem)]
    shown = [_place(place, origin, whole=place.decision == found.decision) for place in there]
    return ShownReport(
        refuses=_uses(found.decision, "deny"),
        permits=_uses(found.decision, "allow"),
        places=tuple(one for one in shown if not one.apart),
        beside=tuple(one for one in shown if one.apart),
        well=sum(one.mark == "well" for one in shown),
        all=len(shown),
        signals=sum(len(one.signals) for one in shown),
        advice=found.advice,
    )


def _place(place: Place, origin: str, *, whole: bool) -> ShownPlace:
    signals = tuple(ShownSignal(one.signal, one.value, one.status, _WORDS[one.status]) for one in place.signals)
    bad = {one.signal for one in place.troubles}
    return ShownPlace(
        name=place.name,
        about=next((words for beginning, words in _ABOUT if place.name.startswith(beginning)), ""),
        path=place.url.removeprefix(origin),
        mark="well" if place.is_well else "absent" if place.problem else "trouble",
        problem=place.problem,
        apart=place.apart,
        whole=whole,
        refuses=_uses(place.decision, "deny"),
        permits=_uses(place.decision, "allow"),
        signals=signals,
        troubles=tuple(one for one in signals if one.status not in ("exact", "present") and one.name in bad),
        of_file=place.name.startswith(("The picture", "Picture ")),
    )


def _uses(decision: Mapping[Axis, str], answer: str) -> tuple[str, ...]:
    return tuple(_together(axis for axis in AXES if decision.get(axis) == answer))


def _together(axes: Iterable[Axis]) -> list[str]:
    """Both kinds of training in one word where the answer is the same."""
    found = list(axes)
    if "train_gen" in found and "train_other" in found:
        return ["training AI", *(_USES[axis] for axis in found if axis not in ("train_gen", "train_other"))]
    return [_USES[axis] for axis in found]
