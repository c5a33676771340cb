"""Lists of people as apps see them."""

from __future__ import annotations

from typing import Literal, TypedDict

RepliesPolicy = Literal["followed", "list", "none"]


class List(TypedDict):
    """A member's list of people (docs.joinmastodon.org/entities/List)."""

    id: str
    title: str
    replies_policy: RepliesPolicy
    exclusive: bool
