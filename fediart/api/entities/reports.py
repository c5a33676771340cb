"""Reports, as those who sent them and moderators see them."""

from __future__ import annotations

from typing import Literal, TypedDict

from fediart.api.entities.accounts import Account

ReportCategory = Literal["spam", "legal", "violation", "other"]


class Report(TypedDict):
    """What somebody reported (docs.joinmastodon.org/entities/Report)."""

    id: str
    action_taken: bool
    action_taken_at: str | None
    category: ReportCategory
    comment: str
    forwarded: bool
    created_at: str
    status_ids: list[str] | None
    rule_ids: list[str] | None
    collection_ids: list[str] | None
    target_account: Account
