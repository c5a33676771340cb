"""People whom a member may want to follow, as apps see them."""

from __future__ import annotations

from typing import Literal, TypedDict

from fediart.api.entities.accounts import Account

Why = Literal["friends_of_friends", "featured"]


class Suggestion(TypedDict):
    """Somebody to follow, and why (docs.joinmastodon.org/entities/Suggestion). `source` is the older word for it."""

    source: Literal["past_interactions", "staff"]
    sources: list[Why]
    account: Account
