"""What becomes of news by people the member does not know, and who waits because of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Literal

from fediart.actions import news_policy
from fediart.api.call import Call, Paged
from fediart.api.entities.common import Empty
from fediart.api.entities.notifications import (
    MergedResponse,
    NotificationPolicy,
    NotificationRequest,
    PolicySummary,
    V1NotificationPolicy,
)
from fediart.api.given import Id, asked
from fediart.api.shown.accounts import accounts
from fediart.api.shown.statuses import statuses
from fediart.api.shown.words import when
from fediart.errors import NotFound
from fediart.store import actors, news_lists, posts
from fediart.store.database import Reading
from fediart.store.news_lists import Waiting
from fediart.store.news_rules import ACCEPT, FILTER

Way = Literal["accept", "filter", "drop"]


@dataclass(frozen=True, slots=True)
class WantedPolicy:
    """The rules that change."""

    for_not_following: Way | None = asked("For people the member does not follow.")
    for_not_followers: Way | None = asked("For people who do not follow the member.")
    for_new_accounts: Way | None = asked("For accounts younger than 30 days.")
    for_private_mentions: Way | None = asked("For private messages by people the member does not follow.")
    for_limited_accounts: Way | None = asked("For people whom moderators have silenced.")


@dataclass(frozen=True, slots=True)
class WantedV1Policy:
    """The rules that change, in the first shape."""

    filter_not_following: bool | None = asked("For people the member does not follow.")
    filter_not_followers: bool | None = asked("For people who do not follow the member.")
    filter_new_accounts: bool | None = asked("For accounts younger than 30 days.")
    filter_private_mentions: bool | None = asked("For private messages by people the member does not follow.")


@dataclass(frozen=True, slots=True)
class RequestListing:
    """Which requests are asked for; their ids are those of the people."""

    limit: int = asked("How many, at most 80.", default=40, least=1, most=80, clamped=True)
    max_id: Id | None = asked("Only those behind this one.")
    since_id: Id | None = asked("Only those before this one.")
    min_id: Id | None = asked("Only those next before this one.")


@dataclass(frozen=True, slots=True)
class Several:
    """Several requests at once."""

    id: tuple[Id, ...] = asked("Their ids.", default=(), most=100)


async def show(call: Call) -> NotificationPolicy:
    """Tells what becomes of news by people the member does not know."""
    async with call.site.db.reading() as tx:
        return await _told(tx, call)


async def change(call: Call, given: WantedPolicy) -> NotificationPolicy:
    """Changes the rules that are named."""
    wanted = {one.name.removeprefix("for_"): getattr(given, one.name) for one in fields(given)}
    await news_policy.choose(call.site, call.actor, **{name: way for name, way in wanted.items() if way is not None})
    return await show(call)


async def _told(tx: Reading, call: Call) -> NotificationPolicy:
    policy = await news_policy.policy_of(tx, call.actor.id)
    return {  # ways are among the three
        "for_not_following": policy.not_following,  # type: ignore[typeddict-item]
        "for_not_followers": policy.not_followers,  # type: ignore[typeddict-item]
        "for_new_accounts": policy.new_accounts,  # type: ignore[typeddict-item]
        "for_private_mentions": policy.private_mentions,  # type: ignore[typeddict-item]
        "for_limited_accounts": policy.limited_accounts,  # type: ignore[typeddict-item]
        "summary": await _summary(tx, call),
    }


async def _summary(tx: Reading, call: Call) -> PolicySummary:
    found = await news_policy.summary(tx, call.actor.id)
    return {"pending_requests_count": found.people, "pending_notifications_count": found.notifications}


async def show_v1(call: Call) -> V1NotificationPolicy:
    """Tells the same in the first shape."""
    async with call.site.db.reading() as tx:
        policy = await news_policy.policy_of(tx, call.actor.id)
        return {
            "filter_not_following": policy.not_following != ACCEPT,
            "filter_not_followers": policy.not_followers != ACCEPT,
            "filter_new_accounts": policy.new_accounts != ACCEPT,
            "filter_private_mentions": policy.private_mentions != ACCEPT,
            "summary": await _summary(tx, call),
        }


async def change_v1(call: Call, given: WantedV1Policy) -> V1NotificationPolicy:
    """Changes the rules that are named, in the first shape."""
    wanted = {one.name.removeprefix("filter_"): getattr(given, one.name) for one in fields(given)}
    ways = {name: FILTER if yes else ACCEPT for name, yes in wanted.items() if yes is not None}
    await news_policy.choose(call.site, call.actor, **ways)
    return await show_v1(call)


async def requests(call: Call, given: RequestListing) -> Paged[NotificationRequest]:
    """Lists who waits because of the member's rules, by who came last."""
    async with call.site.db.reading() as tx:
        waiting = await news_lists.waiting(tx, call.actor.id)
        page, more = _page(waiting, given)
        items = await _requests(tx, call, page)
    if not page:
        return Paged(items)
    return Paged(items, {"max_id": page[-1].from_id} if more else None, {"min_id": page[0].from_id})


def _page(waiting: Sequence[Waiting], given: RequestListing) -> tuple[Sequence[Waiting], bool]:
    """Those behind or before the one that a cursor names; a cursor whose person waits no longer names nobody."""
    places = {one.from_id: place for place, one in enumerate(waiting)}
    begin = places[given.max_id] + 1 if given.max_id in places else 0
    end = len(waiting)
    if given.min_id in places:
        end = places[given.min_id]
        begin = max(begin, end - given.limit)
    elif given.since_id in places:
        end = places[given.since_id]
    page = waiting[begin:end][: given.limit]
    return page, begin + len(page) < len(waiting)


async def _requests(tx: Reading, call: Call, waiting: Sequence[Waiting]) -> list[NotificationRequest]:
    people = await actors.by_ids(tx, [one.from_id for one in waiting])
    shown = {one["id"]: one for one in await accounts(tx, call, list(people.values()))}
    last = await posts.by_ids(tx, [one.post_id for one in waiting if one.post_id])
    theirs = [post for one in waiting if (post := last.get(one.post_id or 0)) and post.actor_id == one.from_id]
    said = {one["account"]["id"]: one for one in await statuses(tx, call, theirs)}
    return [
        {
            "id": str(one.from_id),
            "created_at": when(one.first),
            "updated_at": when(one.last),
            "notifications_count": str(one.count),
            "account": shown[str(one.from_id)],
            "last_status": said.get(str(one.from_id)),
        }
        for one in waiting
        if str(one.from_id) in shown
    ]


async def request(call: Call) -> NotificationRequest:
    """Gives what one person did that is kept apart."""
    async with call.site.db.reading() as tx:
        items = await _requests(tx, call, await _waiting(tx, call))
    if not items:
        raise NotFound("Record not found")
    return items[0]


async def _waiting(tx: Reading, call: Call) -> Sequence[Waiting]:
    found = await news_lists.waiting(tx, call.actor.id, from_id=call.number())
    if not found:
        raise NotFound("Record not found")
    return found


async def accept(call: Call) -> Empty:
    """Wants news by this person, now and from now on."""
    async with call.site.db.reading() as tx:
        await _waiting(tx, call)
    await news_policy.accept(call.site, call.actor, [call.number()])
    return {}


async def dismiss(call: Call) -> Empty:
    """Puts away what this person did; nobody is told."""
    async with call.site.db.reading() as tx:
        await _waiting(tx, call)
    await news_policy.dismiss(call.site, call.actor, [call.number()])
    return {}


async def accept_several(call: Call, given: Several) -> Empty:
    """Wants news by these people; who does not wait is left out."""
    await news_policy.accept(call.site, call.actor, await _those_waiting(call, given))
    return {}


async def dismiss_several(call: Call, given: Several) -> Empty:
    """Puts away what these people did; who does not wait is left out."""
    await news_policy.dismiss(call.site, call.actor, await _those_waiting(call, given))
    return {}


async def _those_waiting(call: Call, given: Several) -> list[int]:
    async with call.site.db.reading() as tx:
        waiting = {one.from_id for one in await news_lists.waiting(tx, call.actor.id)}
    return [one for one in given.id if one in waiting]


async def merged(call: Call) -> MergedResponse:
    """Says that what was accepted is among the notifications: it is at once."""
    return {"merged": True}
