"""Hashtags as apps see them."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class ShallowTag(TypedDict):
    """A tag where it is only named; no `#` (docs.joinmastodon.org/entities/Status/#Tag)."""

    name: str
    url: str


class TagHistory(TypedDict):
    """How much a tag was used on a day; `day` is seconds since 1970, and all are numbers as text
    (docs.joinmastodon.org/entities/Tag/#history)."""

    day: str
    uses: str
    accounts: str


class Tag(TypedDict):
    """A tag with its last seven days (docs.joinmastodon.org/entities/Tag)."""

    id: str
    name: str
    url: str
    history: list[TagHistory]
    following: NotRequired[bool]
    featuring: NotRequired[bool]


class FeaturedTag(TypedDict):
    """A tag on somebody's profile (docs.joinmastodon.org/entities/FeaturedTag). `last_status_at` is a date."""

    id: str
    name: str
    url: str
    statuses_count: str
    last_status_at: str | None
