"""Direct messages by who talks with whom."""

from __future__ import annotations

from typing import TypedDict

from fediart.api.entities.accounts import Account
from fediart.api.entities.statuses import Status


class Conversation(TypedDict):
    """The same people, whoever began it (docs.joinmastodon.org/entities/Conversation)."""

    id: str
    unread: bool
    accounts: list[Account]
    last_status: Status | None
