"""How the viewer stands to somebody, as apps see it."""

from __future__ import annotations

from typing import TypedDict

from fediart.api.entities.accounts import Account


class Relationship(TypedDict):
    """What is between the viewer and somebody (docs.joinmastodon.org/entities/Relationship). `note` is for the viewer's
    own eyes."""

    id: str
    following: bool
    showing_reblogs: bool
    notifying: bool
    languages: list[str] | None
    followed_by: bool
    blocking: bool
    blocked_by: bool
    muting: bool
    muting_notifications: bool
    muting_expires_at: str | None
    requested: bool
    requested_by: bool
    domain_blocking: bool
    endorsed: bool
    note: str


class FamiliarFollowers(TypedDict):
    """Whom of those the viewer follows also follow somebody (docs.joinmastodon.org/entities/FamiliarFollowers)."""

    id: str
    accounts: list[Account]


class IdentityProof(TypedDict):
    """A proof by a service that is no more: there are none (docs.joinmastodon.org/entities/IdentityProof)."""

    provider: str
    provider_username: str
    profile_url: str
    proof_url: str
    updated_at: str
