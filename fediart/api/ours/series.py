"""Series: an artist's, one with its works, and one's own to make, change, put in order and delete."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.actions.series import SeriesWords, delete_series, new_series, save_series
from fediart.api.call import Call
from fediart.api.entities.common import Empty
from fediart.api.entities.ours_portfolios import OurSeriesEntry
from fediart.api.given import Id, asked
from fediart.api.ours import whose
from fediart.api.shown import ours_artworks
from fediart.api.shown.accounts import account
from fediart.api.shown.ours_portfolios import series_entry
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import actors, artworks, portfolio, series
from fediart.store.database import Reading
from fediart.store.portfolio import SeriesOnWall
from fediart.store.series import Series
from fediart.store.visibility import NOBODY
from fediart.translate.rights import artist_policy, series_policy
from fediart.web.request import set_rights


@dataclass(frozen=True, slots=True)
class NewSeries:
    """A series to be."""

    title: str = asked("Its title.", required=True, default="", most=1_000)
    description: str = asked("What it is about.", default="", most=50_000)
    ai_policy: str = asked("The AI policy of its works; empty for one's own.", default="", most=100)


@dataclass(frozen=True, slots=True)
class SaidOfSeries:
    """What is to be changed; what is left out stays."""

    title: str | None = asked("Its title; the address stays.", most=1_000)
    description: str | None = asked("What it is about.", most=50_000)
    ai_policy: str | None = asked("The AI policy of its works; empty for one's own.", most=100)
    artworks: tuple[Id, ...] | None = asked("Its works in their new order; those not named follow.", most=500)


async def of_account(call: Call) -> list[OurSeriesEntry]:
    """Shows an artist's series that have something to show, by title; one's own all of them."""
    async with call.site.db.reading() as tx:
        artist = await whose.artist(tx, call)
        set_rights(call.request, artist_policy(artist, call.settings), page=artist.url)
        hung = {one.series.id: one for one in await portfolio.series_of(tx, artist.id, viewer=call.viewer_id or NOBODY)}
        own = await series.of_actor(tx, artist.id) if call.viewer_id == artist.id else ()
        listed = [hung.get(one.id) or _empty(one) for one in own] or list(hung.values())
        shown = await account(tx, call, artist)
        return [series_entry(call, artist, shown, one.series, works=one.works, face=one.face) for one in listed]


def _empty(one: Series) -> SeriesOnWall:
    return SeriesOnWall(one, 0, None, False)


async def show(call: Call) -> OurSeriesEntry:
    """Shows one series with its works in their order. One without anything to show is its artist's alone."""
    async with call.site.db.reading() as tx:
        return await _shown(tx, call, call.number())


async def _shown(tx: Reading, call: Call, number: int) -> OurSeriesEntry:
    found = await series.by_id(tx, number)
    artist = await actors.by_id(tx, found.actor_id) if found else None
    if found is None or artist is None or artist.suspended or artist.deleted:
        raise NotFound(_(whose.ABSENT))
    hung = await portfolio.series_works(tx, found.id, viewer=call.viewer_id or NOBODY)
    if not hung and artist.id != call.viewer_id:
        raise NotFound(_(whose.ABSENT))
    set_rights(call.request, series_policy(found, artist, call.settings), page=artist.url)
    works = await whose.wanted(tx, call, [one.id for one in hung])
    face = works[0].images[0] if works and works[0].images else None
    shown = await account(tx, call, artist)
    made = series_entry(call, artist, shown, found, works=len(hung), face=face)
    made["artworks"] = await ours_artworks.shown(tx, call, works)
    return made


async def create(call: Call, given: NewSeries) -> OurSeriesEntry:
    """Makes a series. Works come into it by their own `series`."""
    words = SeriesWords(given.title, given.description, given.ai_policy)
    number = await new_series(call.site, call.actor, words)
    async with call.site.db.reading() as tx:
        return await _shown(tx, call, number)


async def change(call: Call, given: SaidOfSeries) -> OurSeriesEntry:
    """Changes one's own series: its words, its AI policy, the order of its works."""
    number, me = call.number(), call.actor
    async with call.site.db.reading() as tx:
        found = await series.by_id(tx, number)
        if found is None or found.actor_id != me.id:
            raise NotFound(_(whose.ABSENT))
        works = [one.id for one in await artworks.of_series(tx, number)]
    first = [one for one in dict.fromkeys(given.artworks or ()) if one in set(works)]
    order = [*first, *(one for one in works if one not in set(first))]
    words = SeriesWords(
        found.title if given.title is None else given.title,
        found.description if given.description is None else given.description,
        found.ai_policy if given.ai_policy is None else given.ai_policy,
    )
    await save_series(call.site, me, number, words, order=order)
    async with call.site.db.reading() as tx:
        return await _shown(tx, call, number)


async def delete(call: Call) -> Empty:
    """Deletes one's own series. Its works stay, without one."""
    await delete_series(call.site, call.actor, call.number())
    return {}
