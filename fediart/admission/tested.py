"""What measuring a detector on labelled pictures brings to light. Plain facts that cross from worker processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Labelled:
    """A picture whose making is known; `group` is its source, the unit that figures are drawn by."""

    path: Path
    generated: bool
    group: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one picture: a probability, an abstention, or a `problem` for a file that cannot be read.

    `band` is that of the model's own thresholds.
    """

    generated: bool
    group: str
    probability: float | None
    band: str
    why: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Conditions:
    """How pictures are made alike before they are judged: 0 for neither.

    `short_side` in pixels is what larger pictures are reduced to; `equalise` gives each a JPEG quality from 75 to 95
    that hangs on its name alone.
    """

    short_side: int = 0
    equalise: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """A share or an area with the ends of its interval of 95 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source: how many of its pictures were judged, how many not, and the shares at or above the operating
    points: of generated sources what was found, of human ones false alarms."""

    group: str
    generated: bool
    judged: int
    abstained: int
    at_1: float
    at_01: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Pictures whose probability lies in one tenth: their mean probability, and the share that was generated."""

    probability: float
    generated: float
    weight: float


@dataclass(frozen=True, slots=True)
class Figures:
    """`found` and `alarms` are at the model's own thresholds ("1%", "0.1%"), None where it has none; `at_1` and
    `at_01` the shares found where these very pictures give 1 % and 0.1 % false alarms. `error` is the expected
    calibration error. Both labels weigh alike in it and in the bins."""

    human: int
    generated: int
    abstained: int
    broken: int
    auc: Rate
    at_1: Rate
    at_01: Rate
    error: float
    found: Mapping[str, Rate]
    alarms: Mapping[str, Rate]
    sources: tuple[SourceRow, ...]
    bins: tuple[Bin, ...]
    curve: tuple[tuple[float, float], ...]

    def as_json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A calibration to lay over the one the model has, and the probabilities reached at both false alarm rates."""

    slope: float
    offset: float
    thresholds: Mapping[str, float]
