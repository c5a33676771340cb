"""Notifications one by one, as every app knows them."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.actions.news_types import OWN_KINDS, SHOWN_KINDS, kinds_of
from fediart.api.call import Call, Paged, by_id
from fediart.api.entities.common import Empty
from fediart.api.entities.notifications import CountResponse, Notification
from fediart.api.given import Id, asked
from fediart.api.shown.notifications import shown
from fediart.errors import NotFound
from fediart.store import markers, news_lists
from fediart.store.database import Reading
from fediart.store.news_lists import LAST, Which
from fediart.store.notifications import Notice

EVERYTHING = Which((*SHOWN_KINDS, *OWN_KINDS), apart=True)
"""What a member may read or put away by its number."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Which notifications are asked for."""

    limit: int = asked("How many, at most 80.", default=40, least=1, most=80, clamped=True)
    max_id: Id | None = asked("Only what is older than this id.")
    since_id: Id | None = asked("Only what is newer than this id, the newest first.")
    min_id: Id | None = asked("Only what is newer than this id, the next newer first.")
    types: tuple[str, ...] = asked("Of these types alone.", default=(), most=100)
    exclude_types: tuple[str, ...] = asked("None of these types.", default=(), most=100)
    account_id: Id | None = asked("By this person alone.")
    include_filtered: bool = asked("Also what the member keeps apart.", default=False)
    supported_types: tuple[str, ...] = asked(
        "The types the app knows. If it says so, it is told everything: what it does not know with a fallback.",
        default=(),
        most=100,
    )


@dataclass(frozen=True, slots=True)
class Counting:
    """Which notifications are counted."""

    limit: int = asked("Counted up to this.", default=100, least=1, most=1000, clamped=True)
    types: tuple[str, ...] = asked("Of these types alone.", default=(), most=100)
    exclude_types: tuple[str, ...] = asked("None of these types.", default=(), most=100)
    account_id: Id | None = asked("By this person alone.")


@dataclass(frozen=True, slots=True)
class Known:
    """What the app knows."""

    supported_types: tuple[str, ...] = asked("The types the app knows.", default=(), most=100)


def which_of(given: Listing | Counting) -> Which:
    """Of our kinds, those that are asked for. An app that does not say what it knows gets what every app knows."""
    telling = given.supported_types if isinstance(given, Listing) else ()
    kinds = kinds_of(given.types) if given.types else (*SHOWN_KINDS, *(OWN_KINDS if telling else ()))
    without = kinds_of(given.exclude_types)
    apart = isinstance(given, Listing) and given.include_filtered
    return Which(tuple(kind for kind in kinds if kind not in without), given.account_id, apart)


async def found(tx: Reading, actor_id: int, given: Listing, *, limit: int) -> list[Notice]:
    """The newest first, as the cursors say."""
    which, before = which_of(given), given.max_id or LAST
    if given.min_id is not None:
        return await news_lists.next_newer(tx, actor_id, which, after=given.min_id, before=before, limit=limit)
    after = given.since_id or 0
    return await news_lists.newest(tx, actor_id, which, before=before, after=after, limit=limit)


async def listed(call: Call, given: Listing) -> Paged[Notification]:
    """Lists the member's notifications, the newest first."""
    async with call.site.db.reading() as tx:
        notices = await found(tx, call.actor.id, given, limit=given.limit)
        items = await shown(tx, call, notices, given.supported_types)
    page = by_id(items, most=given.limit, next_to=[one.id for one in notices])
    return Paged(page.items, page.next, page.prev)


async def show(call: Call, given: Known) -> Notification:
    """Gives one notification of the member."""
    async with call.site.db.reading() as tx:
        notice = await news_lists.one(tx, call.actor.id, call.number(), EVERYTHING)
        items = await shown(tx, call, [notice], given.supported_types) if notice else []
    if not items:
        raise NotFound("Record not found")
    return items[0]


async def clear(call: Call) -> Empty:
    """Deletes all notifications that apps show. What only the pages tell, such as a commission, stays."""
    async with call.site.db.writing() as tx:
        await news_lists.forget_kinds(tx, call.actor.id, SHOWN_KINDS)
    return {}


async def dismiss(call: Call) -> Empty:
    """Deletes one notification of the member."""
    async with call.site.db.writing() as tx:
        notice = await news_lists.one(tx, call.actor.id, call.number(), EVERYTHING)
        if notice is None:
            raise NotFound("Record not found")
        await news_lists.forget(tx, call.actor.id, [notice.id])
    return {}


async def unread_count(call: Call, given: Counting) -> CountResponse:
    """Counts what is newer than the member's marker and was not seen on a page."""
    return {"count": len(await unread(call, given))}


async def unread(call: Call, given: Counting) -> list[Notice]:
    """At most `limit`."""
    me = call.actor.id
    async with call.site.db.reading() as tx:
        after = await markers.last_read(tx, me, markers.NOTIFICATIONS)
        return await news_lists.unread(tx, me, which_of(given), after=after, limit=given.limit)
