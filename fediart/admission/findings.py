"""The words of admission: what a file was found to say of itself, and what the detector made of its pixels.

The grades follow the verdict grades of the reference table of generator markers: a marker can be stripped or
forged, so each finding carries how far it may be trusted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fediart.media.facts import Span

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
    """One thing the file says of itself: `where` and `quote` let a person check it with their own tools.

    `offset` and `length` are the bytes of the original file that hold it and `sha256` theirs; what is hidden in the
    pixels stands at no offset, and there `sha256` is of the hidden bytes.
    """

    grade: Grade
    claim: Claim
    code: str
    where: str
    quote: str
    offset: int | None = None
    length: int | None = None
    sha256: str = ""

    def as_json(self) -> dict[str, Any]:
        """The form kept in verdict rows and printed by the command line. Older rows lack the last three keys."""
        return {
            "grade": self.grade.value,
            "claim": self.claim.value,
            "code": self.code,
            "where": self.where,
            "quote": self.quote,
            "offset": self.offset,
            "length": self.length,
            "sha256": self.sha256,
        }


def finding(
    grade: Grade, claim: Claim, code: str, where: str, quote: str, span: Span | None = None, digest: str = ""
) -> Finding:
    """A finding whose quote is cut to `QUOTE_LIMIT` characters and freed of control characters.

    `span` is its place in the file; `digest` the SHA-256 of what has none, being hidden in the pixels.
    """
    printable = "".join(letter if letter.isprintable() else " " for letter in quote[: 2 * QUOTE_LIMIT])
    said = " ".join(printable.split())[:QUOTE_LIMIT]
    if span is None:
        return Finding(grade, claim, code, where, said, sha256=digest)
    return Finding(grade, claim, code, where, said, span.offset, span.length, span.sha256)


def finding_from(raw: Mapping[str, Any]) -> Finding:
    """A finding as `as_json` wrote it down, also before findings had a place."""
    place = (raw.get("offset"), raw.get("length"), str(raw.get("sha256") or ""))
    return Finding(
        Grade(raw["grade"]), Claim(raw["claim"]), str(raw["code"]), str(raw["where"]), str(raw["quote"]), *place
    )


class Band(StrEnum):
    """What a score means, by measured false alarm rates and never by 0.5; mildest first."""

    LOW = "low"
    DOUBTFUL = "doubtful"  # at least the probability that one human picture in a hundred reaches
    HIGH = "high"  # at least the one that one in a thousand reaches
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True)
class Crop:
    """A square the detector looked at, in pixels of the original picture as it is shown, and what it made of it."""

    x: int
    y: int
    side: int
    probability: float


@dataclass(frozen=True, slots=True)
class Vote:
    """One model's own opinion. `why` says why it abstained, or why its band is not known."""

    model: str
    probability: float | None
    abstained: bool
    band: Band = Band.CANNOT_TELL
    why: str = ""

    def as_json(self) -> dict[str, object]:
        """The form kept in measurements and printed by the command line."""
        return {
            "model": self.model,
            "probability": None if self.probability is None else round(self.probability, 4),
            "abstained": self.abstained,
            "band": self.band.value,
            "why": self.why,
        }


def vote_from(raw: Mapping[str, Any]) -> Vote:
    """A vote as `as_json` wrote it down."""
    return Vote(str(raw["model"]), raw["probability"], bool(raw["abstained"]), Band(raw["band"]), str(raw["why"]))


@dataclass(frozen=True, slots=True)
class Score:
    """The opinion of one detector or of several: a calibrated probability (0 to 1) of generation, or an abstention.

    `thresholds` are the model's own probabilities by measured false alarm rate: {"1%": 0.9, "0.1%": 0.98}; they are
    empty where nobody measured them, and where several models voted, each with its own.
    """

    probability: float | None
    abstained: bool
    why: str = ""
    per_crop: tuple[float, ...] = ()
    thresholds: Mapping[str, float] = field(default_factory=dict)
    crops: tuple[Crop, ...] = ()
    votes: tuple[Vote, ...] = ()

    @property
    def band(self) -> Band:
        return band_of(self)


def band_of(score: Score | None) -> Band:
    """The band of a score; of several votes, the middle one of those that can tell, the milder of two in the middle."""
    if score is None or score.abstained or score.probability is None:
        return Band.CANNOT_TELL
    if not score.votes:
        return band_at(score.probability, score.thresholds)
    order = list(Band)
    told = sorted((vote.band for vote in score.votes if vote.band is not Band.CANNOT_TELL), key=order.index)
    return told[(len(told) - 1) // 2] if told else Band.CANNOT_TELL


def band_at(probability: float, thresholds: Mapping[str, float]) -> Band:
    """Where a probability lies among a model's measured thresholds; without them nobody can tell."""
    doubtful, high = thresholds.get("1%"), thresholds.get("0.1%")
    if doubtful is None or high is None:
        return Band.CANNOT_TELL
    if probability >= high:
        return Band.HIGH
    return Band.DOUBTFUL if probability >= doubtful else Band.LOW
