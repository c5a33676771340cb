"""The table an admission policy is: what was found, how high the score is, whose work it is, and what follows.

Only the words and the shape; `presets.py` holds tables to start from, `policy.py` reads and writes the JSON form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from fediart.admission.findings import Band, Claim, Finding, Grade
from fediart.errors import Problem


class Action(StrEnum):
    """What may be done with a picture, mildest first; the order is the order of strictness."""

    PUBLISH = "publish"
    LABEL_ASSISTED = "label-assisted"
    LABEL_GENERATED = "label-generated"
    HOLD = "hold"
    REFUSE = "refuse"


class EvidenceRow(StrEnum):
    """What was found in a file, strongest first. The first four are for marks that say "generated"."""

    PROVEN = "proven"
    SIGNED = "signed"
    DECLARED = "declared"
    WATERMARK = "watermark"
    ASSISTED = "assisted"  # a mark of any grade says that AI was used for a part
    UNCLEAR = "unclear"  # a mark of any grade may mean AI, or not
    NONE = "none"  # no mark: that proves nothing, in either direction


class ArtistState(StrEnum):
    """Whether an artist has earned that a doubt counts for them."""

    NEW = "new"
    TRUSTED = "trusted"


STRICTNESS = {action: rank for rank, action in enumerate(Action)}

Cell = tuple[EvidenceRow, Band, ArtistState]


class PolicyError(Problem):
    """A policy that cannot be used; `field` names the wrong entry, the message says what it may hold."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}", field=field)


@dataclass(frozen=True, slots=True)
class Trust:
    """How artists earn trust: so many accepted works, or vouches of so many members. 0 closes that way."""

    accepted_works: int = 5
    vouches: int = 2


@dataclass(frozen=True, slots=True)
class Policy:
    """What an instance does. `version` is kept with every verdict; each edit raises it.

    `copies` is the action for a picture that matches another artist's. `score_may_refuse` is an admin's explicit
    leave to refuse where nothing but a score speaks. The time limits are days: for an artist to answer a question,
    for moderators to decide, for an artist to appeal.
    """

    name: str
    version: int
    cells: Mapping[Cell, Action]
    detector: bool = True
    score_may_refuse: bool = False
    copies: Action = Action.HOLD
    trust: Trust = field(default_factory=Trust)
    two_persons: bool = False
    answer_days: int = 14
    decide_days: int = 7
    appeal_days: int = 30

    def action(self, row: EvidenceRow, band: Band, state: ArtistState) -> Action:
        """What one cell of the table says."""
        return self.cells[row, band, state]


def row_of(item: Finding) -> EvidenceRow | None:
    """The row a finding belongs to; None for hints and for claims of human making, which are never acted upon."""
    if item.grade is Grade.NONE or item.claim is Claim.HUMAN:
        return None
    if item.claim is Claim.GENERATED:
        return EvidenceRow(item.grade.value)
    return EvidenceRow.ASSISTED if item.claim is Claim.ASSISTED else EvidenceRow.UNCLEAR


def rows_of(findings: Iterable[Finding]) -> tuple[EvidenceRow, ...]:
    """Every row that findings belong to, once each; the row `none` where there is nothing to act upon."""
    rows = tuple(dict.fromkeys(row for item in findings if (row := row_of(item)) is not None))
    return rows or (EvidenceRow.NONE,)


def strictest(actions: Iterable[Action]) -> Action:
    """The strictest of several actions."""
    return max(actions, key=STRICTNESS.__getitem__)
