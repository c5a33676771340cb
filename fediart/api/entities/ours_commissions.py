"""Commissions: what artists offer to everybody, and what is between an artist and who asked, for these two alone."""

from __future__ import annotations

from typing import Literal, TypedDict

from fediart.api.entities.accounts import Account


class OurPrice(TypedDict):
    """A price or a range. Amounts are in hundredths of the currency's unit; `to` is null for a fixed price."""

    amount: int
    to: int | None
    currency: str
    words: str


class OurOffer(TypedDict):
    """What an artist offers. `now` is open, waiting (a waiting list), full or closed; `state` the artist's own word.

    `price` is null where it is by agreement, `days` how long it usually takes, null where that is not said. `slots` is
    how many are taken on at a time, of which `free` are left; both null for any number. `examples` are ids of artworks.
    """

    id: str
    title: str
    included: str
    terms: str
    price: OurPrice | None
    days: int | None
    state: Literal["open", "waiting", "closed"]
    now: Literal["open", "waiting", "full", "closed"]
    takes_requests: bool
    slots: int | None
    free: int | None
    waiting_list: bool
    examples: list[str]


class OurOpenForWork(TypedDict):
    """How an artist stands to work, and what they offer, in their order. `terms` hold for all their commissions;
    `visitors`: one needs no account to ask, on the page at `url`."""

    account: Account
    url: str
    state: Literal["open", "waiting", "closed"]
    words: str
    terms: str
    place: str
    remote: bool
    visitors: bool
    mediums: list[str]
    styles: list[str]
    languages: list[str]
    offers: list[OurOffer]


class OurCommissionFile(TypedDict):
    """A private file. Both addresses need the token of one of the two; `preview_url` is null where there is none."""

    id: str
    name: str
    bytes: int
    url: str
    preview_url: str | None


class OurCommissionEvent(TypedDict):
    """Something that was said or done. `kind` is message, agreed, or the state it came into."""

    id: str
    side: Literal["artist", "client"]
    kind: str
    words: str
    created_at: str
    files: list[OurCommissionFile]


class OurOffered(TypedDict):
    """What was offered when it was asked for: it stays, whatever becomes of the offer."""

    title: str
    included: str
    terms: str
    price: OurPrice | None
    days: int | None


class OurCommission(TypedDict):
    """A commission, for its two sides alone, and for moderators where one of the two has shown it to them.

    `side` is who one is. `client` is null for a visitor, who is called `client_name`. `price` and `due_at` are what the
    two have agreed on. `steps` are the states that one can bring it into now; `unread`: something is new.
    """

    id: str
    url: str
    side: Literal["artist", "client", "moderator"]
    artist: Account
    client: Account | None
    client_name: str
    title: str
    state: Literal["unconfirmed", "asked", "accepted", "in-progress", "delivered", "completed", "declined", "withdrawn"]
    waiting_list: bool
    offered: OurOffered | None
    price: OurPrice | None
    due_at: str | None
    steps: list[str]
    unread: bool
    created_at: str
    changed_at: str


class OurCommissionWhole(OurCommission):
    """A commission with all that was said, done and sent, the oldest first. `may_write`: more can be said."""

    events: list[OurCommissionEvent]
    may_write: bool
