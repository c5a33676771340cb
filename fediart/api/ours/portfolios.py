"""Portfolios: anybody's as it is shown, and one's own, prepared as a draft and published as on the pages."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from fediart.actions import portfolio as acting
from fediart.api.call import Call
from fediart.api.entities.ours_portfolios import OurOwnPortfolio, OurPortfolio
from fediart.api.given import Id, asked
from fediart.api.ours import whose
from fediart.api.shown.ours_portfolios import named, portfolio
from fediart.api.shown.words import when_ever
from fediart.errors import Problem
from fediart.language import _
from fediart.store import portfolios
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.portfolios import About, Portfolio, Section
from fediart.translate.rights import artist_policy
from fediart.web.request import set_rights


@dataclass(frozen=True, slots=True)
class GivenSection:
    """Works that hang together."""

    key: str | None = asked("Of a section that is there; else it is a new one.", most=20)
    heading: str | None = asked("Its heading; what is left out stays.", most=1_000)
    words: str | None = asked("Markdown below the heading.", most=10_000)
    cover: Id | None = asked("The artwork that stands large before the others; 0 for none.")
    artworks: tuple[Id, ...] | None = asked("Its works, in order.", most=400)


@dataclass(frozen=True, slots=True)
class GivenAbout:
    """The page about the artist; what is left out stays."""

    statement: str | None = asked("Markdown.", most=20_000)
    skills: tuple[str, ...] | None = asked("What one can do.", most=200)
    tools: tuple[str, ...] | None = asked("What one works with.", most=200)
    clients: tuple[str, ...] | None = asked("Whom one has worked for.", most=200)
    exhibitions: tuple[str, ...] | None = asked("Lines such as `2025 Gallery, Place https://…`.", most=200)
    experience: tuple[str, ...] | None = asked("Lines.", most=200)
    awards: tuple[str, ...] | None = asked("Lines.", most=200)
    publications: tuple[str, ...] | None = asked("Lines.", most=200)
    education: tuple[str, ...] | None = asked("Lines.", most=200)


@dataclass(frozen=True, slots=True)
class GivenPortfolio:
    """What is to be changed; what is left out stays."""

    layout: Literal["justified", "masonry", "single", "grid", "index"] | None = asked("How works hang.")
    accent: Literal["ink", "cobalt", "teal", "moss", "ochre", "rust", "rose", "plum"] | None = asked("Its colour.")
    headline: str | None = asked("A line below the name.", most=1_000)
    cover: str | None = asked("`header`, an artwork's id, or nothing for no cover.", most=20)
    rest: bool | None = asked("Whether works without a place follow below.")
    series: bool | None = asked("Whether the series follow below.")
    pinned: tuple[Id, ...] | None = asked("The works at the top, in order.", most=100)
    sections: tuple[GivenSection, ...] | None = asked("All sections, in order.", most=100)
    about: GivenAbout | None = asked("The page about the artist.")
    publish: bool = asked("Whether everybody sees it at once; else it is kept as a draft.", default=True)


async def show(call: Call) -> OurPortfolio:
    """Shows the portfolio of an artist here, by their id or name."""
    async with call.site.db.reading() as tx:
        artist = await whose.artist(tx, call)
        set_rights(call.request, artist_policy(artist, call.settings), page=artist.url)
        look = await acting.as_shown(tx, artist.id, await portfolios.shown(tx, artist.id))
        return await _shown(tx, call, artist, look)


async def _shown(tx: Reading, call: Call, artist: Actor, look: Portfolio) -> OurPortfolio:
    return await portfolio(tx, call, artist, look, await whose.hung(tx, call, artist.id, named(look)))


async def own(call: Call) -> OurOwnPortfolio:
    """Shows one's own portfolio: what everybody sees, and the draft."""
    me = call.actor
    set_rights(call.request, artist_policy(me, call.settings), page=me.url)
    async with call.site.db.reading() as tx:
        kept = await portfolios.kept(tx, me.id)
        shown = await acting.as_shown(tx, me.id, kept.shown)
        return {
            "shown": await _shown(tx, call, me, shown),
            "draft": await _shown(tx, call, me, kept.draft) if kept.draft else None,
            "published_at": when_ever(kept.shown_at),
            "earlier": kept.earlier is not None,
        }


async def change(call: Call, given: GivenPortfolio) -> OurOwnPortfolio:
    """Changes one's own portfolio, for everybody at once or in a draft. Works of others are left out."""
    me = call.actor
    async with call.site.db.reading() as tx:
        now, kept = await acting.working(tx, me.id)
    if given.publish and kept.draft is not None:
        words = _("You are preparing a draft. Publish it or throw it away first, or change it with publish=false.")
        raise Problem(words, field="publish")
    await acting.save_draft(call.site, me, _changed(now, given))
    if given.publish:
        await acting.publish_draft(call.site, me)
    return await own(call)


async def publish(call: Call) -> OurOwnPortfolio:
    """Shows the draft to everybody."""
    await acting.publish_draft(call.site, call.actor)
    return await own(call)


async def discard(call: Call) -> OurOwnPortfolio:
    """Throws the draft away."""
    await acting.discard_draft(call.site, call.actor)
    return await own(call)


async def undo(call: Call) -> OurOwnPortfolio:
    """Brings back what was shown before; doing it again brings back this."""
    await acting.undo(call.site, call.actor)
    return await own(call)


def _changed(now: Portfolio, given: GivenPortfolio) -> Portfolio:
    plain = ("layout", "accent", "headline", "cover", "rest", "series")
    said: dict[str, Any] = {name: getattr(given, name) for name in plain if getattr(given, name) is not None}
    if given.pinned is not None:
        said["pinned"] = tuple(given.pinned)
    if given.about is not None:
        said["about"] = _about(now.about, given.about)
    face = replace(now, **said)
    return face if given.sections is None else replace(face, sections=_sections(face, given.sections))


def _about(now: About, given: GivenAbout) -> About:
    said = {one.name: getattr(given, one.name) for one in fields(given)}
    return replace(now, **{name: value for name, value in said.items() if value is not None})


def _sections(now: Portfolio, given: tuple[GivenSection, ...]) -> tuple[Section, ...]:
    """New ones get a key that no other has."""
    known, made = {one.key: one for one in now.sections}, now
    listed: list[Section] = []
    for one in given:
        before = known.pop(one.key, None) if one.key else None
        if before is None:
            made = acting.with_section(made)
            before = made.sections[-1]
        listed.append(
            Section(
                key=before.key,
                heading=before.heading if one.heading is None else one.heading,
                words=before.words if one.words is None else one.words,
                cover=before.cover if one.cover is None else one.cover,
                works=before.works if one.artworks is None else tuple(one.artworks),
            )
        )
    return tuple(listed)
