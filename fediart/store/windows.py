"""A window of a list that goes by ids: between two of them, from the newest down, or from the oldest up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Window:
    """What lies between `after` and `before`, at most `limit`. `upwards`: those next to `after`, else the newest."""

    limit: int
    before: int = 2**63 - 1
    after: int = 0
    upwards: bool = False

    def bounds(self) -> dict[str, int]:
        """As a statement asks for them: `:before`, `:after` and `:limit`."""
        return {"before": self.before, "after": self.after, "limit": self.limit}

    def newest_first(self, found: Sequence[One]) -> Sequence[One]:
        """Of what the statement found in its own order."""
        return list(reversed(found)) if self.upwards else found
