"""What a search finds."""

from __future__ import annotations

from typing import TypedDict

from fediart.api.entities.accounts import Account
from fediart.api.entities.statuses import Status
from fediart.api.entities.tags import Tag


class Search(TypedDict):
    """People, posts and tags (docs.joinmastodon.org/entities/Search)."""

    accounts: list[Account]
    statuses: list[Status]
    hashtags: list[Tag]
