"""Decisions about a member, as their apps are told of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from fediart.api.entities.accounts import Account
from fediart.api.entities.notifications import AccountWarning, Appeal
from fediart.api.shown.words import when
from fediart.store import strikes
from fediart.store.database import Reading
from fediart.store.strikes import (
    DELETE_POSTS,
    FREEZE,
    LIMIT,
    MARK_POSTS,
    OVERTURNED,
    SENSITIVE,
    SUSPEND,
    TAKE_PICTURES,
    Strike,
)
from fediart.store.strikes import Appeal as AppealRow

Action = Literal["none", "disable", "mark_statuses_as_sensitive", "delete_statuses", "sensitive", "silence", "suspend"]
_ACTIONS: Final[Mapping[str, Action]] = {
    FREEZE: "disable", MARK_POSTS: "mark_statuses_as_sensitive", DELETE_POSTS: "delete_statuses",
    TAKE_PICTURES: "delete_statuses",
    SENSITIVE: "sensitive", LIMIT: "silence", SUSPEND: "suspend",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Struck:
    """A strike with its posts and its appeal."""

    strike: Strike
    post_ids: tuple[int, ...]
    appeal: AppealRow | None


async def struck_by(tx: Reading, notification_ids: Collection[int]) -> dict[int, Struck]:
    """By the notifications that told of them."""
    found = await strikes.told_by(tx, notification_ids) if notification_ids else {}
    ids = [one.id for one in found.values()]
    about = await strikes.posts_of(tx, ids) if ids else {}
    appeals = await strikes.appeals_of(tx, ids) if ids else {}
    return {
        number: Struck(one, tuple(post.post_id for post in about.get(one.id, ())), appeals.get(one.id))
        for number, one in found.items()
    }


def warning_of(struck: Struck, person: Account) -> AccountWarning:
    """In Mastodon's words."""
    one = struck.strike
    return {
        "id": str(one.id),
        "action": _ACTIONS.get(one.deed, "none"),
        "text": "\n\n".join(part for part in (one.rule, one.reason) if part),
        "status_ids": [str(number) for number in struck.post_ids] or None,
        "target_account": person,
        "appeal": _appeal(struck.appeal) if struck.appeal else None,
        "created_at": when(one.created),
    }


def _appeal(appeal: AppealRow) -> Appeal:
    states: dict[str, Literal["approved", "rejected", "pending"]] = {OVERTURNED: "approved", "": "pending"}
    return {"text": appeal.text, "state": states.get(appeal.outcome, "rejected")}
