"""What a fetch may come to: a result, or one of the errors; and the budget and limits it runs under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class FetchError(Exception):
    """Nothing usable came back; `reason` is one sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Gone(FetchError):
    """The server says it is gone for good (410)."""


class NotFound(FetchError):
    """The server does not have it (404)."""


class Denied(FetchError):
    """The server does not let us see it (401, 403)."""


class Refused(FetchError):
    """We do not connect there: a private address, a scheme or a form of URL we do not use."""


class TooLarge(FetchError):
    """More came than we take."""


class TimedOut(FetchError):
    """It took too long."""


class Unreachable(FetchError):
    """No connection, or an answer that may be better another time (429, 5xx)."""


class Unsuitable(FetchError):
    """An answer came, but of another type, form or id than asked for."""


class BudgetSpent(FetchError):
    """One activity has made us fetch as much as it may."""


@dataclass(slots=True)
class Budget:
    """How many fetches one activity may still cause (advisories 47 to 49)."""

    left: int = 20

    def spend(self) -> None:
        """Take one. Raises `BudgetSpent`."""
        if self.left <= 0:
            raise BudgetSpent("this activity has caused as many fetches as it may")
        self.left -= 1


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of a document; seconds in all, to connect, and for the rest of an inbox's answer; redirects; connections.

    Far fewer connections are open than may be: those who ask have bounds of their own.
    """

    document_bytes: int = 1024 * 1024
    total_s: float = 30.0
    connect_s: float = 5.0
    drain_s: float = 1.0
    redirects: int = 3
    connections: int = 4096


@dataclass(frozen=True, slots=True)
class Fetched:
    """An ActivityPub object whose `id` is the URL it was served from."""

    url: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """Some other document: where it was in the end, its media type without parameters, its bytes."""

    url: str
    media_type: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Saved:
    """Bytes that were written where the caller wanted them, and the headers they came with."""

    url: str
    media_type: str
    size: int
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Posted:
    """What an inbox answered."""

    status: int
    headers: Mapping[str, str]
