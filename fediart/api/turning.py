"""Turning the pages of lists that go by ids: what is asked for as a window, what was found as a page and neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from fediart.api.call import Paged
from fediart.api.given import Id, Older, asked
from fediart.store.windows import Window

One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class People(Older):
    """Lists of people give up to 80 at once."""

    limit: int = asked("How many people, at most 80.", default=40, least=1, most=80, clamped=True)
    max_id: Id | None = asked("Only what comes after the cursor of the Link header.")
    since_id: Id | None = asked("Only what comes before this cursor, the newest first.")
    min_id: Id | None = asked("Only what comes before this cursor, what is next to it first.")


def window(given: Older) -> Window:
    """As the store is asked."""
    after = given.min_id if given.min_id is not None else given.since_id
    return Window(
        limit=given.limit,
        before=given.max_id if given.max_id is not None else 2**63 - 1,
        after=after or 0,
        upwards=given.min_id is not None,
    )


def page(items: Sequence[One], cursors: Sequence[int], given: Older) -> Paged[Any]:
    """`cursors` are those of everything that was found, also of what is not shown."""
    if not cursors:
        return Paged(items)
    more = {"max_id": min(cursors)} if len(cursors) >= given.limit else None
    return Paged(items, next=more, prev={"min_id": max(cursors)})
