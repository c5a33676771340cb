"""Figures of one process: what happened how often, how long it took, how late the event loop is.

Counted as plainly as possible, since every request counts; written for Prometheus by web/metrics.py.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

Span = Callable[[str, float, bool, dict[str, str | int]], None]
"""What is called when something has ended: name, seconds it took, whether it failed, and what else is known."""

BOUNDS: Final = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)
"""Seconds: the upper ends of the parts of a histogram."""

REQUESTS: Final = "fediart_request_seconds"
JOBS: Final = "fediart_job_seconds"
DELIVERIES: Final = "fediart_deliveries_total"
TURNED_AWAY: Final = "fediart_uploads_turned_away_total"
RECEIVED: Final = "fediart_uploads_received_total"


@dataclass(slots=True)
class Spread:
    """How long something took: how often up to each of BOUNDS (not summed up), in all, and seconds in all."""

    parts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0

    def add(self, seconds: float) -> None:
        self.parts[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds

    @property
    def many(self) -> int:
        return sum(self.parts)


class Figures:
    """`counts` and `spreads` by name and labels; labels are written as Prometheus reads them: `kind="mail"`.

    `late` is by how many seconds the event loop was late when it was last looked at. `tell` hears of each request and
    job that has ended, where somebody listens (fediart/tracing.py).
    """

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str], int] = {}
        self.spreads: dict[tuple[str, str], Spread] = {}
        self.late = 0.0
        self.tell: Span | None = None

    def count(self, name: str, labels: str = "", by: int = 1) -> None:
        key = name, labels
        self.counts[key] = self.counts.get(key, 0) + by

    def took(self, name: str, labels: str, seconds: float) -> None:
        self.spread(name, labels).add(seconds)

    def spread(self, name: str, labels: str) -> Spread:
        """The one of this name and these labels, made where there is none: to be kept by whoever adds to it often."""
        return self.spreads.setdefault((name, labels), Spread())
