"""A member's own profile as apps change it, and what they prefer."""

from __future__ import annotations

from typing import Literal, TypedDict

from fediart.api.entities.accounts import Field
from fediart.api.entities.common import Visibility


class Profile(TypedDict):
    """What a member wrote of themselves (docs.joinmastodon.org/entities/Profile)."""

    id: str
    display_name: str
    note: str
    fields: list[Field]
    avatar: str | None
    avatar_static: str | None
    avatar_description: str
    header: str | None
    header_static: str | None
    header_description: str
    locked: bool
    bot: bool
    hide_collections: bool
    discoverable: bool
    indexable: bool
    show_media: bool
    show_media_replies: bool
    show_featured: bool
    attribution_domains: list[str]


_Preferences = TypedDict(
    "_Preferences",
    {
        "posting:default:visibility": Visibility,
        "posting:default:sensitive": bool,
        "posting:default:language": str | None,
        "posting:default:quote_policy": Literal["public", "followers", "nobody"],
        "reading:expand:media": Literal["default", "show_all", "hide_all"],
        "reading:expand:spoilers": bool,
        "reading:autoplay:gifs": bool,
    },
)


class Preferences(_Preferences):
    """What a member chose, for apps to keep to (docs.joinmastodon.org/entities/Preferences)."""
