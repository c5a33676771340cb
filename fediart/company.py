"""What a process tells the others on the same database, and the seat it has among them.

Words are said once, however often they come up before they are sent. Counts are summed. Alone, nothing is kept here.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Final

MOST_COUNTS: Final = 5_000  # keys that wait to be told; what comes beyond is counted here alone
_LONGEST: Final = 7_000  # characters of a line: PostgreSQL takes 8,000 bytes

Counted = Callable[[str, int], None]


class Company:
    """`seat` is a number that no other process has; 0 for a process that is alone, or has found none free."""

    def __init__(self) -> None:
        self.seat = 0
        self.joined = False
        self.said = asyncio.Event()
        self._words: dict[str, None] = {}
        self._counts: Counter[str] = Counter()
        self._ears: dict[str, Counted] = {}

    def say(self, word: str) -> None:
        """`word` has no spaces and no equals sign."""
        if self.joined:
            self._words[word] = None
            self.said.set()

    def count(self, what: str, key: str, many: int = 1) -> None:
        """Tells the others within a second that `many` more of `what` were counted for a key."""
        if not self.joined:
            return
        name = f"{what}:{key.replace(' ', '+')}"
        if len(self._counts) < MOST_COUNTS or name in self._counts:
            self._counts[name] += many

    def hear_counts(self, what: str, ear: Counted) -> None:
        """`ear` gets each key and how many the others have counted for it."""
        self._ears[what] = ear

    def counted(self, token: str) -> None:
        """What another process has counted: `what:key=many`."""
        name, _, many = token.rpartition("=")
        what, _, key = name.partition(":")
        if what in self._ears and many.removeprefix("-").isdecimal():
            self._ears[what](key.replace("+", " "), int(many))

    def words(self) -> list[str]:
        """Lines of what was said since; nothing is said twice."""
        self.said.clear()
        words, self._words = list(self._words), {}
        return _lines(words)

    def counts(self) -> list[str]:
        """Lines of what was counted since."""
        counts, self._counts = self._counts, Counter()
        return _lines([f"{name}={many}" for name, many in counts.items() if many])


def _lines(tokens: list[str]) -> list[str]:
    lines, length = list[list[str]](), _LONGEST
    for token in tokens:
        length += len(token) + 1
        if length > _LONGEST:
            lines.append([])
            length = len(token) + 1
        lines[-1].append(token)
    return [" ".join(line) for line in lines]
