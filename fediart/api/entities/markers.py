"""How far somebody has read, as apps share it."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Marker(TypedDict):
    """A place in a timeline (docs.joinmastodon.org/entities/Marker)."""

    last_read_id: str
    version: int
    updated_at: str


class Markers(TypedDict):
    """Those that were asked for and are there (docs.joinmastodon.org/methods/markers)."""

    home: NotRequired[Marker]
    notifications: NotRequired[Marker]
