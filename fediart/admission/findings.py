"""The words of admission: what a file was found to say of itself, and what the detector made of its pixels.

The grades follow the verdict grades of the reference table of generator markers: a marker can be stripped or
forged, so each finding carries how far it may be trusted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

QUOTE_LIMIT = 200


class Grade(StrEnum):
    """How far a finding may be trusted, strongest first. Absence of markers proves nothing."""

    PROVEN = "proven"  # a C2PA manifest whose signer is on a trust list
    SIGNED = "signed"  # a C2PA container that names an AI source, signer not checked
    DECLARED = "declared"  # plain metadata: anyone can write it, hardly anyone writes it falsely
    WATERMARK = "watermark"  # hidden in the pixels
    NONE = "none"  # worth telling a moderator, never acted upon


class Claim(StrEnum):
    """What a finding says about the making of the picture. `HUMAN` is a claim and never a proof."""

    GENERATED = "generated"
    ASSISTED = "assisted"
    HUMAN = "human"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the file says of itself: `where` and `quote` let a person check it with their own tools."""

    grade: Grade
    claim: Claim
    code: str
    where: str
    quote: str

    def as_json(self) -> dict[str, str]:
        """The form kept in verdict rows and printed by the command line."""
        return {
            "grade": self.grade.value,
            "claim": self.claim.value,
            "code": self.code,
            "where": self.where,
            "quote": self.quote,
        }


def finding(grade: Grade, claim: Claim, code: str, where: str, quote: str) -> Finding:
    """A finding whose quote is cut to `QUOTE_LIMIT` characters and freed of control characters."""
    printable = "".join(letter if letter.isprintable() else " " for letter in quote[: 2 * QUOTE_LIMIT])
    return Finding(grade, claim, code, where, " ".join(printable.split())[:QUOTE_LIMIT])


@dataclass(frozen=True, slots=True)
class Score:
    """The detector's opinion: a calibrated probability (0 to 1) of generation, or an abstention.

    `thresholds` are the model's own probabilities by measured false alarm rate: {"1%": 0.9, "0.1%": 0.98}.
    """

    probability: float | None
    abstained: bool
    why: str = ""
    per_crop: tuple[float, ...] = ()
    thresholds: Mapping[str, float] = field(default_factory=dict)
