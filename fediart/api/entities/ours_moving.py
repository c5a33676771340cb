"""One's other accounts, and moving to one of them."""

from __future__ import annotations

from typing import TypedDict

from fediart.api.entities.accounts import Account


class OurAlias(TypedDict):
    """Another account of the same person. `account` is null where its server was never asked about it."""

    uri: str
    account: Account | None


class OurMigration(TypedDict):
    """Where this account has moved to; null while it has not. `next_at` is when it may move, null for now."""

    moved_to: str | None
    account: Account | None
    next_at: str | None
