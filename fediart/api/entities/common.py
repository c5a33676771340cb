"""What entities of several families hold, and the answer that says nothing."""

from __future__ import annotations

from typing import Literal, TypedDict

Visibility = Literal["public", "unlisted", "private", "direct"]


class Empty(TypedDict):
    """An empty object: it was done."""


class CustomEmoji(TypedDict):
    """A picture that stands for `:shortcode:` (docs.joinmastodon.org/entities/CustomEmoji)."""

    shortcode: str
    url: str
    static_url: str
    visible_in_picker: bool
    category: str | None
