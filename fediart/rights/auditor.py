"""Judges signals: what they decide together on each axis, and which of them are exact or contradict others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

from fediart.rights.meaning import meaning
from fediart.rights.model import AXES, Axis, Policy
from fediart.rights.signal import Signal, Surface

Answer = Literal["allow", "deny", "unknown"]
Decision = dict[Axis, Answer]

# TDMRep: a later carrier supersedes an earlier one (file, header, page, metadata). Our own ActivityPub term
# is in no such order, so it is heard besides.
_TDM_ORDER: tuple[Surface, ...] = ("tdmrep.json", "http", "html", "image")
_TDM = ("tdm-reservation", "tdm:reservation")

# These can only refuse, so nobody misses them where nothing is refused.
_ONLY_REFUSE = ("X-Robots-Tag", "robots", "xRobotsTag")

# Who is found by searching is for the artist and for each post to say, too: these may refuse it where the policy
# does not.
_FINDING = ("searchableBy", "indexable", "robots")


@dataclass(frozen=True, slots=True)
class Audit:
    """The judged signals, and the answer on each axis."""

    signals: tuple[Signal, ...]
    decision: Decision

    def as_json(self) -> dict[str, object]:
        """The shape `fediart policy check --json` prints."""
        return {"signals": [asdict(signal) for signal in self.signals], "decision": dict(self.decision)}


def audit(signals: Iterable[Signal], policy: Policy | None = None) -> Audit:
    """Judge what the readers found in one place or in several places that belong together.

    Where `policy` is known to hold, whatever says otherwise is contradictory; else both sides of a contradiction are.
    """
    found = tuple(signals)
    decision = decide(found)
    return Audit(tuple(one for one in judged(found, decision, policy) if one is not None), decision)


def judged(found: Sequence[Signal], decision: Decision, policy: Policy | None = None) -> list[Signal | None]:
    """Each signal with its status, in order; None for one that is missing and that nobody misses."""
    in_force = _in_force(found)
    split = frozenset(axis for axis, answers in _said(in_force).items() if len(answers) == 2)
    marked = (_judged(signal, in_force, split, policy) for signal in found)
    return [None if _needless(signal, decision) else signal for signal in marked]


def decide(signals: Iterable[Signal]) -> Decision:
    """The answer on each axis: one refusal is enough, then one permission, else unknown.

    That is AIPREF's rule across its own statements, and what careful collectors do across all systems.
    Within TDMRep only the carrier of the highest order speaks.
    """
    return {axis: _answer(answers) for axis, answers in _said(_in_force(signals)).items()}


def _answer(said: set[bool]) -> Answer:
    if False in said:
        return "deny"
    return "allow" if said else "unknown"


def _in_force(signals: Iterable[Signal]) -> Sequence[Signal]:
    """The signals that are there and that no higher TDMRep carrier supersedes."""
    there = [s for s in signals if s.status not in ("missing", "unreadable")]
    set_tdm = [s for s in there if s.signal in _TDM and meaning(s.signal, s.value) is not None]
    top = max((_TDM_ORDER.index(s.surface) for s in set_tdm if s.surface in _TDM_ORDER), default=-1)
    return [s for s in there if s.signal not in _TDM or (s in set_tdm and _TDM_ORDER.index(s.surface) == top)]


def _said(signals: Iterable[Signal]) -> dict[Axis, set[bool]]:
    """Every answer given on each axis."""
    said: dict[Axis, set[bool]] = {axis: set() for axis in AXES}
    for signal in signals:
        for axis, permitted in (meaning(signal.signal, signal.value) or {}).items():
            said[axis].add(permitted)
    return said


def _judged(signal: Signal, in_force: Sequence[Signal], split: frozenset[Axis], policy: Policy | None) -> Signal:
    if signal.status != "present":
        return signal
    says = meaning(signal.signal, signal.value)
    if says is None:
        return replace(signal, status="unreadable")
    if not says:
        return signal
    if policy is None:
        contradicts = any(axis in split for axis in says) and signal in in_force
    else:
        contradicts = any(_against(policy, signal, axis, permitted) for axis, permitted in says.items())
    return replace(signal, status="contradictory" if contradicts else "exact")


def _against(policy: Policy, signal: Signal, axis: Axis, permitted: bool) -> bool:
    if axis == "search" and not permitted and signal.signal in _FINDING:
        return False
    return permitted is not getattr(policy, axis)


def _needless(signal: Signal, decision: Decision) -> bool:
    return signal.status == "missing" and signal.signal in _ONLY_REFUSE and decision["train_gen"] == "allow"
