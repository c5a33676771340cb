"""What admins announce, as apps see it."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from fediart.api.entities.common import CustomEmoji
from fediart.api.entities.tags import ShallowTag


class Reaction(TypedDict):
    """A sign and by how many; `url` only where it is a picture (docs.joinmastodon.org/entities/Reaction)."""

    name: str
    count: int
    me: NotRequired[bool]
    url: NotRequired[str]
    static_url: NotRequired[str]


class AnnouncementAccount(TypedDict):
    """Somebody an announcement names (docs.joinmastodon.org/entities/Announcement/#Account)."""

    id: str
    username: str
    url: str
    acct: str


class AnnouncementStatus(TypedDict):
    """A post an announcement names (docs.joinmastodon.org/entities/Announcement/#Status)."""

    id: str
    url: str


class Announcement(TypedDict):
    """What an admin tells the members (docs.joinmastodon.org/entities/Announcement). `content` is HTML."""

    id: str
    content: str
    starts_at: str | None
    ends_at: str | None
    all_day: bool
    published_at: str
    updated_at: str
    read: NotRequired[bool]
    mentions: list[AnnouncementAccount]
    statuses: list[AnnouncementStatus]
    tags: list[ShallowTag]
    emojis: list[CustomEmoji]
    reactions: list[Reaction]
