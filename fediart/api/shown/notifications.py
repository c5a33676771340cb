"""Notifications for apps, each with whom and what it is about. What is gone, or not for the viewer, is left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from fediart.actions.news_types import ABOUT_STATUS, GROUPED, OURS, explained, in_words, type_of
from fediart.api.call import Call
from fediart.api.entities.accounts import Account
from fediart.api.entities.notifications import (
    AccountWarning,
    Notification,
    NotificationFallback,
    RelationshipSeveranceEvent,
)
from fediart.api.entities.reports import Report
from fediart.api.entities.statuses import Status
from fediart.api.shown.accounts import accounts
from fediart.api.shown.reports import reported
from fediart.api.shown.statuses import statuses
from fediart.api.shown.strikes import Struck, struck_by, warning_of
from fediart.api.shown.words import when
from fediart.clock import HOUR
from fediart.ids import made_at
from fediart.store import news_lists, notifications, posts, reports, severed
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.notifications import Notice
from fediart.store.posts import Post

GROUP_SPAN: Final = 12 * HOUR
"""Likes of one post within so long are one group."""


@dataclass(frozen=True, slots=True)
class _About:
    """All that a list of notifications names, by its ids as text, or by the notification."""

    people: Mapping[str, Account]
    said: Mapping[str, Status]
    quoting: Mapping[int, int]
    reports: Mapping[int, Report]
    severed: Mapping[int, RelationshipSeveranceEvent]
    struck: Mapping[int, Struck]


def group_key(number: int, kind: str, post_id: int | None) -> str:
    """What belongs together has the same: it says of which type, about what and when, and api/grouped.py reads it."""
    name, bucket = type_of(kind), made_at(number) // GROUP_SPAN
    if name not in GROUPED:
        return f"ungrouped-{number}"
    return f"{name}-{post_id or 0}-{bucket}"


async def shown(
    tx: Reading, call: Call, notices: Sequence[Notice], supported: Collection[str] = ()
) -> list[Notification]:
    """In their order. `supported` are the types an app says it knows: others come with words in their place."""
    found = await notifications.whole(tx, notices)
    about = await _about(tx, call, found)
    made = [_shown(call, one, about, supported) for one in found]
    return [one for one in made if one is not None]


async def _about(tx: Reading, call: Call, found: Sequence[notifications.Notification]) -> _About:
    quoting = await _quoting(tx, found)
    named = [one.post for one in found if one.post and type_of(one.kind) in ABOUT_STATUS and one.kind != "quote"]
    quotes = await posts.by_ids(tx, quoting.values()) if quoting else {}
    some: list[Post] = list({post.id: post for post in (*named, *quotes.values())}.values())
    people: dict[int, Actor] = {one.by.id: one.by for one in found if one.by} | {call.actor.id: call.actor}
    return _About(
        people={one["id"]: one for one in await accounts(tx, call, list(people.values()))},
        said={one["id"]: one for one in await statuses(tx, call, some)} if some else {},
        quoting=quoting,
        reports=await _reports(tx, call, found),
        severed=await _severed(tx, call, found),
        struck=await struck_by(tx, [one.id for one in found if one.kind == "strike"]),
    )


async def _quoting(tx: Reading, found: Sequence[notifications.Notification]) -> dict[int, int]:
    """The post that quotes, by the notification: what is kept beside one is the post that is quoted."""
    pairs = {one.id: (one.by.id, one.post.id) for one in found if one.kind == "quote" and one.by and one.post}
    known = await news_lists.quoting(tx, pairs.values()) if pairs else {}
    return {number: known[pair] for number, pair in pairs.items() if pair in known}


async def _reports(tx: Reading, call: Call, found: Sequence[notifications.Notification]) -> dict[int, Report]:
    told = [one.id for one in found if one.kind == "report"]
    if not told:
        return {}
    named = await news_lists.reports_of(tx, told)
    rows = [row for report_id in set(named.values()) if (row := await reports.by_id(tx, report_id)) is not None]
    made = await reported(tx, call, rows)
    return {number: made[report_id] for number, report_id in named.items() if report_id in made}


async def _severed(
    tx: Reading, call: Call, found: Sequence[notifications.Notification]
) -> dict[int, RelationshipSeveranceEvent]:
    told = [one for one in found if one.kind == "severed"]
    if not told:
        return {}
    ended = await severed.of_local(tx, call.actor.id)
    made: dict[int, RelationshipSeveranceEvent] = {}
    for one in told:
        name = one.text.rpartition(": ")[0].removeprefix("@")
        mine = [tie for tie, other in ended if name in (tie.host, other.handle.removeprefix("@"))]
        made[one.id] = {
            "id": str(one.id),
            "type": "account_suspension" if "@" in name else "domain_block",
            "purged": False,
            "target_name": name,
            "followers_count": sum(tie.followee_id == call.actor.id for tie in mine),
            "following_count": sum(tie.follower_id == call.actor.id for tie in mine),
            "created_at": when(one.created),
        }
    return made


def _shown(
    call: Call, one: notifications.Notification, about: _About, supported: Collection[str]
) -> Notification | None:
    name = type_of(one.kind)
    person = about.people.get(str(one.by.id) if one.by else str(call.actor.id))
    post_id = about.quoting.get(one.id) if one.kind == "quote" else one.post.id if one.post else None
    said = about.said.get(str(post_id)) if post_id and name in ABOUT_STATUS else None
    if person is None or (name in ABOUT_STATUS and said is None):
        return None
    made: Notification = {
        "id": str(one.id),
        "type": name,
        "group_key": group_key(one.id, one.kind, one.post.id if one.post else None),
        "created_at": when(one.created),
        "account": person,
    }
    if said is not None:
        made["status"] = said
    if one.id in about.reports:
        made["report"] = about.reports[one.id]
    if one.id in about.severed:
        made["event"] = about.severed[one.id]
    if name == "moderation_warning":
        made["moderation_warning"] = _warning(one, person, about.struck.get(one.id))
    if name.startswith(OURS) or (supported and name not in supported):
        made["fallback"] = _fallback(one)
    return made if name != "admin.report" or "report" in made else None


def _warning(one: notifications.Notification, person: Account, struck: Struck | None) -> AccountWarning:
    """The words of what was decided; an appeal is made on the page of the work, or of the decision."""
    if struck is not None:
        return warning_of(struck, person)
    return {
        "id": str(one.id),
        "action": "none",
        "text": explained(one),
        "status_ids": [str(one.artwork_id)] if one.artwork_id else None,
        "target_account": person,
        "appeal": None,
        "created_at": when(one.created),
    }


def _fallback(one: notifications.Notification) -> NotificationFallback:
    words = explained(one)
    return cast(
        NotificationFallback,
        {"title": in_words(one), "summary": None, "details": words if words != in_words(one) else None},
    )
