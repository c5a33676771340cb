"""Notifications in groups: who liked the same post, or began to follow, within twelve hours.

A group's key says what is in it (shown/notifications.py), so nothing is kept beside the notifications.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from fediart.actions.news_types import GROUPED, kinds_of, type_of
from fediart.api.call import Answered, Call, Paged
from fediart.api.door import link_header
from fediart.api.entities.accounts import Account
from fediart.api.entities.common import Empty
from fediart.api.entities.notifications import (
    CountResponse,
    GroupedNotificationsResults,
    Notification,
    NotificationGroup,
    PartialAccountWithAvatar,
)
from fediart.api.given import asked
from fediart.api.notifications import EVERYTHING, Counting, Known, Listing, found, unread, which_of
from fediart.api.shown.accounts import accounts
from fediart.api.shown.notifications import GROUP_SPAN, group_key, shown
from fediart.api.shown.words import when
from fediart.errors import NotFound
from fediart.ids import first_of, made_at
from fediart.store import actors, news_lists
from fediart.store.database import Reading
from fediart.store.news_lists import Which
from fediart.store.notifications import Notice

SAMPLE: Final = 8  # people of a group that are named
MOST_READ: Final = 400  # notifications that are looked through for a page
MOST_IN_GROUP: Final = 1_000
_KEY: Final = re.compile(r"([a-z._]{1,40})-(\d{1,19})-(\d{1,5})")
_SINGLE: Final = re.compile(r"ungrouped-(\d{1,19})")
Groups = Mapping[str, Sequence[Notice]]


@dataclass(frozen=True, slots=True)
class GroupListing(Listing):
    """Which groups are asked for."""

    expand_accounts: Literal["full", "partial_avatars"] = asked(
        "partial_avatars: of all but the latest person of each group no more than a face.", default="full"
    )
    grouped_types: tuple[str, ...] = asked("Types that may be put together; without it, all that can.", default=())


@dataclass(frozen=True, slots=True)
class GroupCounting(Counting):
    """Which groups are counted."""

    grouped_types: tuple[str, ...] = asked("Types that may be put together; without it, all that can.", default=())


async def listed(call: Call, given: GroupListing) -> Answered[GroupedNotificationsResults]:
    """Lists the member's notifications in groups, the one with the newest first."""
    me, wanted = call.actor.id, frozenset(given.grouped_types) or GROUPED
    async with call.site.db.reading() as tx:
        read = await found(tx, me, given, limit=MOST_READ)
        page = _page(read, wanted, given.limit, upwards=given.min_id is not None)
        whole = await _completed(tx, me, which_of(given), page)
        told = await _told(tx, call, page, whole, given.supported_types, given.expand_accounts == "full")
    ids = [one.id for notices in page.values() for one in notices]
    if not ids:
        return Answered(told)
    more = len(ids) < len(read) or len(read) == MOST_READ
    neighbours: Paged[Notification] = Paged((), {"max_id": min(ids)} if more else None, {"min_id": max(ids)})
    return Answered(told, headers={"Link": link_header(call.request, neighbours)})


def _key(one: Notice, wanted: frozenset[str]) -> str:
    return group_key(one.id, one.kind, one.post_id) if type_of(one.kind) in wanted else f"ungrouped-{one.id}"


def _page(read: Sequence[Notice], wanted: frozenset[str], most: int, *, upwards: bool) -> dict[str, list[Notice]]:
    """At most so many groups; what comes behind the first that has no room is for the next page."""
    groups: dict[str, list[Notice]] = {}
    for one in reversed(read) if upwards else read:
        key = _key(one, wanted)
        if key not in groups and len(groups) == most:
            break
        groups.setdefault(key, []).append(one)
    sorted_ = {key: sorted(notices, key=lambda one: -one.id) for key, notices in groups.items()}
    return dict(sorted(sorted_.items(), key=lambda pair: -pair[1][0].id))


async def _completed(tx: Reading, actor_id: int, which: Which, page: Groups) -> Groups:
    """The groups of this page with what is in them on other pages."""
    parts = [one for key, notices in page.items() if not key.startswith("ungrouped-") for one in notices]
    if not parts:
        return page
    first = min(made_at(one.id) for one in parts) // GROUP_SPAN * GROUP_SPAN
    last = max(made_at(one.id) for one in parts) // GROUP_SPAN * GROUP_SPAN + GROUP_SPAN
    kinds = tuple(kind for kind in which.kinds if type_of(kind) in GROUPED)
    near = await news_lists.newest(
        tx, actor_id, replace(which, kinds=kinds), before=first_of(last), after=first_of(first) - 1, limit=MOST_IN_GROUP
    )
    whole: dict[str, list[Notice]] = defaultdict(list)
    for one in near:
        whole[group_key(one.id, one.kind, one.post_id)].append(one)
    return {key: whole.get(key) or notices for key, notices in page.items()}


async def _told(
    tx: Reading, call: Call, page: Groups, whole: Groups, supported: Sequence[str], full: bool
) -> GroupedNotificationsResults:
    """With whom and what the groups name, each once."""
    latest = {notices[0].id: key for key, notices in page.items()}
    tops = await shown(tx, call, [notices[0] for notices in page.values()], supported)
    people = {one["account"]["id"]: one["account"] for one in tops}
    samples = {key: _sample(whole[key]) for key in page}
    further = {one for top in tops for one in samples[latest[int(top["id"])]] if str(one) not in people}
    others = await accounts(tx, call, list((await actors.by_ids(tx, further)).values()))
    faces = [] if full else [_face(one) for one in others]
    known = {*people, *(one["id"] for one in others)}
    told: GroupedNotificationsResults = {
        "accounts": [*people.values(), *(others if full else ())],
        "statuses": list({one["status"]["id"]: one["status"] for one in tops if "status" in one}.values()),
        "notification_groups": [
            _group(top, page[latest[int(top["id"])]], whole[latest[int(top["id"])]], samples, latest, known)
            for top in tops
        ],
    }
    if not full:
        told["partial_accounts"] = faces
    return told


def _sample(notices: Sequence[Notice]) -> list[int]:
    return list(dict.fromkeys(one.from_id for one in notices if one.from_id))[:SAMPLE]


def _group(
    top: Notification,
    here: Sequence[Notice],
    whole: Sequence[Notice],
    samples: Mapping[str, Sequence[int]],
    latest: Mapping[int, str],
    known: set[str],
) -> NotificationGroup:
    key = latest[int(top["id"])]
    people = [str(one) for one in samples[key] if str(one) in known]
    group: NotificationGroup = {
        "group_key": key,
        "notifications_count": len(whole),
        "type": top["type"],
        "most_recent_notification_id": whole[0].id,
        "page_min_id": str(here[-1].id),
        "page_max_id": str(here[0].id),
        "latest_page_notification_at": when(here[0].created),
        "sample_account_ids": people or [top["account"]["id"]],
    }
    if "status" in top:
        group["status_id"] = top["status"]["id"]
    if "report" in top:
        group["report"] = top["report"]
    if "event" in top:
        group["event"] = top["event"]
    if "moderation_warning" in top:
        group["moderation_warning"] = top["moderation_warning"]
    if "fallback" in top:
        group["fallback"] = top["fallback"]
    return group


def _face(one: Account) -> PartialAccountWithAvatar:
    return {
        "id": one["id"],
        "acct": one["acct"],
        "url": one["url"],
        "avatar": one["avatar"],
        "avatar_static": one["avatar_static"],
        "avatar_description": one["avatar_description"],
        "locked": one["locked"],
        "bot": one["bot"],
    }


async def show(call: Call, given: Known) -> GroupedNotificationsResults:
    """Gives one group of the member's notifications."""
    async with call.site.db.reading() as tx:
        key, notices = await _named(tx, call)
        groups = {key: notices}
        return await _told(tx, call, groups, groups, given.supported_types, True)


async def people(call: Call) -> list[Account]:
    """Lists everybody in a group, the latest first."""
    async with call.site.db.reading() as tx:
        _, notices = await _named(tx, call)
        ids = list(dict.fromkeys(one.from_id for one in notices if one.from_id))
        found_ = await actors.by_ids(tx, ids)
        return await accounts(tx, call, [found_[one] for one in ids if one in found_])


async def dismiss(call: Call) -> Empty:
    """Deletes a group of the member's notifications."""
    async with call.site.db.writing() as tx:
        _, notices = await _named(tx, call)
        await news_lists.forget(tx, call.actor.id, [one.id for one in notices])
    return {}


async def unread_count(call: Call, given: GroupCounting) -> CountResponse:
    """Counts groups with something newer than the member's marker that was not seen on a page."""
    wanted = frozenset(given.grouped_types) or GROUPED
    return {"count": len({_key(one, wanted) for one in await unread(call, given)})}


async def _named(tx: Reading, call: Call) -> tuple[str, list[Notice]]:
    """The group of the address, the newest first. Raises NotFound where the member has nothing of it."""
    key, me = call.part("group_key"), call.actor.id
    notices: list[Notice] = []
    if single := _SINGLE.fullmatch(key):
        notice = await news_lists.one(tx, me, min(int(single[1]), 2**62), EVERYTHING)
        notices = [notice] if notice else []
    elif (parts := _KEY.fullmatch(key)) and parts[1] in GROUPED:
        start = int(parts[3]) * GROUP_SPAN
        which = Which(kinds_of([parts[1]]), apart=True)
        before, after = first_of(start + GROUP_SPAN), first_of(start) - 1
        near = await news_lists.newest(tx, me, which, before=before, after=after, limit=MOST_IN_GROUP)
        notices = [one for one in near if group_key(one.id, one.kind, one.post_id) == key]
    if not notices:
        raise NotFound("Record not found")
    return key, notices
