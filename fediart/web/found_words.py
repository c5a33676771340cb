"""What was found of the AI policy, in words: for artists about their works, for admins about runs of the audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fediart.rights.model import AXES, Axis
from fediart.rights.report import Place, Report

_USES: Final[Mapping[Axis, str]] = {
    "train_gen": "training AI that makes pictures or texts",
    "train_other": "training any other AI",
    "ai_input": "use in AI answers and tools",
    "search": "search engines",
}
_WORDS: Final[Mapping[str, str]] = {
    "exact": "as it should be",
    "present": "there",
    "missing": "missing",
    "contradictory": "says otherwise",
    "unreadable": "cannot be read",
}
# What a place is for, by the beginning of its name.
_ABOUT: Final = (
    (
        "The page of the work",
        "What people and collectors see: its headers, its head, and data for search engines.",
    ),
    ("What other servers fetch", "The work as an ActivityPub object, and each picture of it."),
    ("What was sent", "The message in which the work, or its last edit, went to other servers."),
    ("Your profile", "The default of all your works, which other servers keep with your name."),
    ("The picture", "The headers it is sent with, and what is written in the file itself and stays with every copy."),
    ("Picture ", "The headers it is sent with, and what is written in the file itself and stays with every copy."),
    ("robots.txt", "The file that crawlers read before anything else; it also keeps AI crawlers out by name."),
    ("tdmrep.json", "The reservation that European law on text and data mining asks for, for the whole site."),
    ("ai.txt", "A small file that some collectors of training pictures look for."),
    ("license.xml", "The terms in RSL, a language for machines that read licences."),
    ("trust.txt", "It can say yes or no for the whole site only, so it says what holds for most of it."),
    ("Atom feed", "What feed readers get."),
    ("RSS feed", "What feed readers get."),
    ("JSON feed", "What feed readers get."),
    ("oEmbed", "What sites are told that show the work in a card."),
    ("Policy document", "Your choice as a document for machines, which the other places point to."),
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
