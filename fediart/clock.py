"""Time as a value that is passed in: milliseconds since 1970-01-01 UTC, everywhere."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock(Protocol):
    def now(self) -> int:
        """Milliseconds since 1970-01-01 UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000


class HandClock:
    """A clock that stands still until it is moved: for tests, demos and replays."""

    def __init__(self, start: int = 1_780_000_000_000) -> None:
        self._now = start

    def now(self) -> int:
        return self._now

    def move(self, milliseconds: int) -> None:
        self._now += milliseconds


def iso(milliseconds: int) -> str:
    """`2026-11-22T07:00:00Z`, the form of xsd:dateTime that every server reads."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
