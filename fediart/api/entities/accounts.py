"""People as apps see them."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from fediart.api.entities.common import CustomEmoji, Visibility

QuotePolicy = Literal["public", "followers", "nobody"]


class Field(TypedDict):
    """A line of a profile; `value` is HTML, except in `source` (docs.joinmastodon.org/entities/Account/#Field)."""

    name: str
    value: str
    verified_at: str | None


class AccountRole(TypedDict):
    """A role that stands on a profile (docs.joinmastodon.org/entities/Account/#roles)."""

    id: str
    name: str
    color: str


class Role(TypedDict):
    """What somebody may do here; `permissions` is a number of bits, as text (docs.joinmastodon.org/entities/Role)."""

    id: str
    name: str
    color: str
    permissions: str
    highlighted: bool


class FeatureApproval(TypedDict):
    """Who may put somebody into a collection (docs.joinmastodon.org/entities/FeatureApproval)."""

    automatic: list[Literal["public", "followers", "following", "unsupported_policy", "disabled"]]
    manual: list[Literal["public", "followers", "following", "unsupported_policy"]]
    current_user: Literal["automatic", "manual", "denied", "unknown", "missing"]


class OurAccount(TypedDict):
    """What only fediart says of somebody: the AI policy of their works, and whether they are open for work.

    `ai_policy` is one of our presets and `ai_policy_url` the page that says it in words and signals; of people of
    other servers both are null, where their server says nothing of it. `open_for_work` is one of open, waitlist and
    closed, null where they say nothing.
    """

    ai_policy: str | None
    ai_policy_url: str | None
    portfolio_url: str | None
    open_for_work: str | None


class Account(TypedDict):
    """Somebody, here or elsewhere (docs.joinmastodon.org/entities/Account)."""

    id: str
    username: str
    acct: str
    url: str
    uri: str
    display_name: str
    note: str
    avatar: str
    avatar_static: str
    avatar_description: str
    header: str
    header_static: str
    header_description: str
    locked: bool
    fields: list[Field]
    emojis: list[CustomEmoji]
    bot: bool
    group: bool
    discoverable: bool | None
    noindex: bool | None
    indexable: bool
    hide_collections: bool | None
    moved: NotRequired[Account | None]
    suspended: NotRequired[bool]
    limited: NotRequired[bool]
    memorial: NotRequired[bool]
    created_at: str
    last_status_at: str | None
    statuses_count: int
    followers_count: int
    following_count: int
    roles: list[AccountRole]
    fediart: NotRequired[OurAccount]


class Source(TypedDict):
    """What one wrote oneself, unformatted (docs.joinmastodon.org/entities/CredentialAccount/#source)."""

    note: str
    fields: list[Field]
    privacy: Visibility
    sensitive: bool
    language: str | None
    follow_requests_count: int
    hide_collections: bool | None
    discoverable: bool | None
    indexable: bool
    attribution_domains: list[str]
    quote_policy: QuotePolicy


class CredentialAccount(Account):
    """Whose token it is (docs.joinmastodon.org/entities/Account/#CredentialAccount)."""

    source: Source
    role: Role


class MutedAccount(Account):
    """Somebody who is muted (docs.joinmastodon.org/entities/Account/#MutedAccount)."""

    mute_expires_at: str | None
