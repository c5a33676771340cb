"""Pages of lists that go by time: max_id, since_id and min_id to the letter (docs.joinmastodon.org/api/guidelines).

Numbers rise with time but for works that waited for a moderator and posts that came late. So a cursor stands for the
place of its post in the order of time, and the ends of a page are its first and last post, whatever their numbers.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from fediart.api.call import Paged
from fediart.api.given import Older
from fediart.store.database import Reading
from fediart.store.entries import Batch, Entry, place_of
from fediart.store.gallery import FIRST, Cursor

Fetch = Callable[[Cursor, int], Awaitable[Batch]]
"""The newest below a place, of so many that are looked at."""
Passes = Callable[[Sequence[Entry]], Awaitable[list[Entry]]]
"""Those of some entries that the viewer wants to see, in their order."""

Item = TypeVar("Item")

ROUNDS: Final = 6  # of questions, until a page has as many posts to show as it could
_AT_ONCE: Final = 80  # looked through at once, on the way up from a place
_STEPS: Final = 48  # of halving the time between two places, to a millisecond
_OLDEST: Final[Cursor] = (-(2**62), 0)


@dataclass(frozen=True, slots=True)
class Span:
    """What of a list is asked for: below `before`, above `floor`; `upwards`: those next above the floor."""

    before: Cursor = FIRST
    floor: Cursor = _OLDEST
    upwards: bool = False


async def span_of(tx: Reading, given: Older) -> Span:
    before = await place_of(tx, given.max_id) if given.max_id else FIRST
    if given.min_id is not None:
        return Span(before, await place_of(tx, given.min_id), upwards=True)
    return Span(before, await place_of(tx, given.since_id) if given.since_id is not None else _OLDEST)


@dataclass(frozen=True, slots=True)
class Page:
    """The newest first. `last` is the number of the oldest that was looked at, 0 where nothing is further back."""

    entries: list[Entry]
    last: int = 0


async def page_of(fetch: Fetch, passes: Passes, span: Span, limit: int) -> Page:
    if span.upwards:
        return await _upwards(fetch, passes, span, limit)
    found: dict[int, Entry] = {}
    at = span.before
    for _round in range(ROUNDS):
        batch = await fetch(at, limit)
        above = [one for one in batch.entries if one.place > span.floor]
        for one in await passes(above):
            if len(found) == limit:
                return _page(found, list(found.values())[-1].cursor)
            found.setdefault(one.post.id, one)
        if batch.reached is None or batch.reached <= span.floor:
            return _page(found, 0)
        at = batch.reached
        if len(found) == limit:
            break
    return _page(found, at[1])


def _page(found: Mapping[int, Entry], last: int) -> Page:
    return Page(list(found.values()), last)


async def _upwards(fetch: Fetch, passes: Passes, span: Span, limit: int) -> Page:
    """Lists are read downwards only: what is next above a place is below one that is found by halving the time."""
    best, whole = await _between(fetch, span.floor, span.before, limit)
    if not whole:
        low, high, best = span.floor[0], best[0].at, []
        for _step in range(_STEPS):
            if high - low <= 1:
                break
            middle = (low + high) // 2
            found, whole = await _between(fetch, span.floor, (middle, 2**62), limit)
            if whole and len(found) >= limit:
                best = found
                break
            if whole:
                low, best = middle, found
            else:
                high = middle
        if not best:  # very many of one moment
            best = (await _between(fetch, span.floor, (high, 2**62), limit))[0]
    wanted = (await passes(best[-limit:]))[-limit:]
    return Page(wanted, wanted[-1].cursor if wanted else 0)


async def _between(fetch: Fetch, floor: Cursor, below: Cursor, limit: int) -> tuple[list[Entry], bool]:
    """The newest between two places, and whether these are all."""
    many = max(_AT_ONCE, 2 * limit)
    batch = await fetch(below, many)
    above = [one for one in batch.entries if one.place > floor]
    return above, batch.reached is None or batch.reached <= floor


def paged(page: Page, items: Sequence[Item]) -> Paged[Item]:
    """With its neighbours."""
    older = {"max_id": page.last} if page.last else None
    newer = {"min_id": page.entries[0].cursor} if page.entries else None
    return Paged(items, next=older, prev=newer)
