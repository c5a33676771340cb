"""Portfolios and series as fediart's own addresses tell of them."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from fediart.api.entities.accounts import Account
from fediart.api.entities.media import MediaAttachment
from fediart.api.entities.ours_artworks import OurArtwork

Layout = Literal["justified", "masonry", "single", "grid", "index"]
Accent = Literal["ink", "cobalt", "teal", "moss", "ochre", "rust", "rose", "plum"]


class OurCover(TypedDict):
    """The large picture at the top: an artwork's, or the profile's header. `url` is null where it is an artwork."""

    kind: Literal["header", "artwork"]
    artwork_id: str | None
    url: str | None
    alt: str


class OurSection(TypedDict):
    """Works that hang together, as their ids in order. `words` is Markdown as it was typed, `html` the same to be
    shown; `cover` is a work's id."""

    key: str
    heading: str
    words: str
    html: str
    cover: str | None
    artworks: list[str]


class OurAbout(TypedDict):
    """The page about an artist. `statement` is Markdown, `html` the same to be shown; all others are lines of text."""

    statement: str
    html: str
    skills: list[str]
    tools: list[str]
    clients: list[str]
    exhibitions: list[str]
    experience: list[str]
    awards: list[str]
    publications: list[str]
    education: list[str]


class OurPortfolio(TypedDict):
    """An artist's portfolio. Works are named by id, those alone that the viewer may see: they come, in this order, from
    `/api/fediart/v1/accounts/{id}/artworks`.

    `rest`: works without a place follow below, the newest first; `series`: so do the series.
    """

    account: Account
    url: str
    layout: Layout
    accent: Accent
    headline: str
    cover: OurCover | None
    rest: bool
    series: bool
    pinned: list[str]
    sections: list[OurSection]
    about: OurAbout


class OurOwnPortfolio(TypedDict):
    """One's own: what everybody sees, and what is being prepared, if anything is. `published_at` is when what is shown
    was published, null where it never was; `earlier`: there is something to go back to."""

    shown: OurPortfolio
    draft: OurPortfolio | None
    published_at: str | None
    earlier: bool


class OurSeriesEntry(TypedDict):
    """A series of an artist. `artworks_count` counts what the viewer may see, and `face` is the first of it.

    `description` is text as it was typed. `artworks` come where one series is asked for, in its order.
    `chosen_ai_policy` is told to its artist alone: empty where the artist's own holds.
    """

    id: str
    url: str
    title: str
    description: str
    account: Account
    artworks_count: int
    face: MediaAttachment | None
    ai_policy: str
    ai_policy_url: str
    created_at: str
    artworks: NotRequired[list[OurArtwork]]
    chosen_ai_policy: NotRequired[str]
