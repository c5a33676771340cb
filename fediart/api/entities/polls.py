"""Polls as apps see them."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from fediart.api.entities.common import CustomEmoji


class PollOption(TypedDict):
    """One answer; `votes_count` is null while the results are not told (entities/Poll/#Option)."""

    title: str
    votes_count: int | None


class Poll(TypedDict):
    """A question of a post (docs.joinmastodon.org/entities/Poll). `voted` and `own_votes` come with a token."""

    id: str
    expires_at: str | None
    expired: bool
    multiple: bool
    votes_count: int
    voters_count: int | None
    options: list[PollOption]
    emojis: list[CustomEmoji]
    voted: NotRequired[bool]
    own_votes: NotRequired[list[int]]
