"""What was found in all the places that speak about one work, judged together, with what there is to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fediart.rights.advice import advice_for
from fediart.rights.auditor import Decision, audit, decide, judged
from fediart.rights.model import Policy
from fediart.rights.signal import Signal

TROUBLE = ("missing", "contradictory", "unreadable")


@dataclass(frozen=True, slots=True)
class Found:
    """What was read in one place; `problem` says why nothing was.

    `apart` where it speaks for more than the work (a whole site, a whole feed) and is judged by itself, against
    `policy` if one is known to hold there. `optional` where nobody misses it.
    """

    name: str
    url: str
    signals: tuple[Signal, ...] = ()
    problem: str = ""
    apart: bool = False
    policy: Policy | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place with its judged signals, and what it decides by itself."""

    name: str
    url: str
    signals: tuple[Signal, ...]
    problem: str
    apart: bool
    optional: bool
    decision: Decision

    @property
    def troubles(self) -> tuple[Signal, ...]:
        """What is not as it should be."""
        return tuple(one for one in self.signals if one.status in TROUBLE)

    @property
    def is_well(self) -> bool:
        """Whether it could be read and all in it is right."""
        return not self.troubles and (self.optional or not self.problem)


@dataclass(frozen=True, slots=True)
class Report:
    """`about` is what was asked for; `decision` what all places together answer."""

    about: str
    places: tuple[Place, ...]
    decision: Decision
    advice: tuple[str, ...]

    @property
    def troubled(self) -> tuple[Place, ...]:
        """The places in which something is wrong."""
        return tuple(place for place in self.places if not place.is_well)

    @property
    def worst(self) -> str:
        """`contradictory` (or unreadable), `missing` (or out of reach), or nothing."""
        statuses = {one.status for place in self.places for one in place.signals}
        if statuses & {"contradictory", "unreadable"}:
            return "contradictory"
        return "missing" if self.troubled else ""

    def as_json(self) -> dict[str, Any]:
        """The shape `fediart policy check --json` prints."""
        return {
            "about": self.about,
            "decision": dict(self.decision),
            "places": [asdict(place) for place in self.places],
            "advice": list(self.advice),
        }


def report(about: str, found: Iterable[Found], policy: Policy | None = None) -> Report:
    """Judge all places together. `policy` is what holds for the work, where that is known."""
    places = tuple(found)
    together = [signal for place in places if not place.apart for signal in place.signals]
    decision = decide(together)
    marks = iter(judged(together, decision, policy))
    shown = tuple(
        _apart(place) if place.apart else _with(place, [next(marks) for _ in place.signals]) for place in places
    )
    return Report(about, shown, decision, tuple(_advice(shown)))


def _apart(place: Found) -> Place:
    return _with(place, audit(place.signals, place.policy).signals)


def _with(place: Found, signals: Iterable[Signal | None]) -> Place:
    kept = tuple(one for one in signals if one is not None)
    own = decide(place.signals)
    return Place(place.name, place.url, kept, place.problem, place.apart, place.optional, own)


def _advice(places: Sequence[Place]) -> list[str]:
    """Each piece once, in the order of the places."""
    said = [advice_for(one) for place in places for one in place.signals]
    said += [
        f"{place.name} could not be read: {place.problem}." for place in places if place.problem and not place.is_well
    ]
    return [one for one in dict.fromkeys(said) if one]


def from_json(said: Mapping[str, Any]) -> Report:
    """What `as_json` made, read back."""
    places = tuple(
        Place(**(place | {"signals": tuple(Signal(**one) for one in place["signals"])})) for place in said["places"]
    )
    return Report(said["about"], places, said["decision"], tuple(said["advice"]))
