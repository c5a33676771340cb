"""Collections of people, of which there are none here."""

from __future__ import annotations

from typing import TypedDict


class ShownCollection(TypedDict):
    """A collection of people (docs.joinmastodon.org/entities/Collection)."""

    id: str


class Collections(TypedDict):
    """The collections of somebody: always none."""

    collections: list[ShownCollection]
