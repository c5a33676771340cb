"""Decides about a work as it was measured: no file is opened, so a new policy can be tried on everything at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fediart.admission.findings import Band, Finding, Score
from fediart.admission.policy import Action, ArtistState, Policy
from fediart.admission.review import declared_verdict, said_of
from fediart.admission.verdict import Decision, Label, Reason, Verdict, combine, decide, outcome_of
from fediart.rights.model import DigitalSource

COPY: Final = "copy-of-another"
"""The code of the reason that a picture matches another artist's work."""
NOT_ACCEPTED: Final = "not-accepted"
"""The code of the reason that a picture is on the list of what may never be uploaded."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One picture as it was measured. `band` is given where the score does not say it itself."""

    picture_id: int
    sha256: str
    evidence: Sequence[Finding]
    score: Score | None
    band: Band | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a work besides its pictures: the artist's word, and reasons that no measurement repeats.

    `refused` is one that holds under any policy: a file that cannot be read, a picture that may never be uploaded.
    """

    source: DigitalSource | None = None
    copy: Reason | None = None
    refused: Reason | None = None


def decide_work(policy: Policy, pictures: Sequence[Seen], known: Known, state: ArtistState) -> Verdict:
    """The verdict on a work of these pictures: the strictest one of all."""
    if known.refused is not None:
        return Verdict(Decision.REFUSE, Label.NONE, (known.refused,))
    verdicts = [decide_picture(policy, seen, known, state) for seen in pictures]
    declared = declared_verdict(policy, known.source, state)
    if declared is not None:
        verdicts.append(declared)
    if known.copy is not None and policy.copies is not Action.PUBLISH:
        verdicts.append(outcome_of(policy.copies, known.copy))
    return combine(verdicts)


def decide_picture(policy: Policy, seen: Seen, known: Known, state: ArtistState) -> Verdict:
    """The verdict on one picture, of which its artist's word is a part."""
    findings = (*said_of(known.source), *seen.evidence)
    return decide(policy, findings, seen.score, state, band=seen.band)
