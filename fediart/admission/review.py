"""Verdicts beside the machine's own: what the artist declared, and what was written down and is read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fediart.admission.findings import Band, Claim, Finding, Grade, finding
from fediart.admission.policy import ArtistState, Policy
from fediart.admission.verdict import ADVICE, SAID, Decision, Label, Reason, Verdict, decide
from fediart.rights.model import DigitalSource

_DECLARED = {
    DigitalSource.AI_GENERATED: Claim.GENERATED,
    DigitalSource.COMPOSITE_WITH_AI: Claim.ASSISTED,
}
UNREADABLE = "unreadable"


def said_of(source: DigitalSource | None) -> tuple[Finding, ...]:
    """The artist's own word on how the work was made, as evidence; nothing where it says nothing of AI."""
    if source not in _DECLARED:
        return ()
    return (finding(Grade.DECLARED, _DECLARED[source], SAID, "the submission", source.value),)


def declared_verdict(
    policy: Policy, source: DigitalSource | None, state: ArtistState = ArtistState.NEW
) -> Verdict | None:
    """What the policy makes of the artist's own word alone; None where it says nothing of AI."""
    said = said_of(source)
    return decide(policy, said, None, state, band=Band.LOW) if said else None


def unreadable(problem: str) -> Verdict:
    """For a file that passed the first look and cannot be decoded after all."""
    return Verdict(Decision.REFUSE, Label.NONE, (Reason(UNREADABLE, problem),))


def reasons_to_json(verdict: Verdict) -> tuple[dict[str, str], ...]:
    return tuple({"code": one.code, "text": one.text} for one in verdict.reasons)


def verdict_from_json(decision: str, label: str, reasons: Iterable[Mapping[str, str]]) -> Verdict:
    """A verdict as it was written down."""
    told = tuple(Reason(one["code"], one["text"]) for one in reasons)
    return Verdict(Decision(decision), Label(label or Label.NONE), told)


def public_label(verdict: Verdict) -> str:
    """The label as the artwork's row keeps it: empty for none."""
    return verdict.label.value if verdict.decision is Decision.LABEL else ""


def main_reasons(reasons: Iterable[Mapping[str, str]]) -> str:
    """The grounds in one line, without the advice: for notifications."""
    return " ".join(one["text"] for one in reasons if one["code"] != ADVICE)
