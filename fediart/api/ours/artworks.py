"""Artworks: one, an artist's as their portfolio has them, and one's own in any state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fediart.actions.portfolio import as_shown
from fediart.api.call import Call, Paged
from fediart.api.entities.ours_artworks import OurArtwork
from fediart.api.given import Id, asked, limited
from fediart.api.ours import whose
from fediart.api.shown import ours_artworks as showing
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import artworks, portfolio, portfolios, revisions, series
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.entries import place_of
from fediart.store.gallery import FIRST
from fediart.store.visibility import NOBODY
from fediart.translate.rights import artist_policy
from fediart.web.request import set_rights


@dataclass(frozen=True, slots=True)
class OfArtist:
    """A page of an artist's works."""

    limit: int = limited(20, 40)
    max_id: Id | None = asked("Only what hangs after this artwork.")
    order: Literal["portfolio", "newest"] = asked(
        "As the portfolio shows them (pinned, in sections, then the newest first), or all by time.", default="portfolio"
    )
    series_id: Id | None = asked("Only works of this series, in its order.")


@dataclass(frozen=True, slots=True)
class Own:
    """A page of one's own works."""

    limit: int = limited(20, 40)
    max_id: Id | None = asked("Only what comes after this artwork.")
    state: Literal[
        "published", "submitted", "checking", "preparing", "held", "refused", "failed", "previewed", "withdrawn",
        "scheduled",
    ] = asked("How it stands.", default="published")  # fmt: skip


async def show(call: Call) -> OurArtwork:
    """Shows one artwork. One that is not published is shown to its artist and to moderators."""
    async with call.site.db.reading() as tx:
        return await showing.of_row(tx, call, await whose.visible(tx, call, call.number()))


async def of_account(call: Call, given: OfArtist) -> Paged[OurArtwork]:
    """Shows an artist's works in the order of their portfolio, of a series, or of time."""
    async with call.site.db.reading() as tx:
        artist = await whose.artist(tx, call)
        set_rights(call.request, artist_policy(artist, call.settings), page=artist.url)
        numbers = await _numbers(tx, call, artist, given)
        page = numbers[: given.limit]
        found = await whose.wanted(tx, call, page)
        items = await showing.shown(tx, call, found)
    return Paged(items, next={"max_id": page[-1]} if len(numbers) > given.limit else None)


async def _numbers(tx: Reading, call: Call, artist: Actor, given: OfArtist) -> list[int]:
    """The works that follow, one more than asked for where there are more."""
    viewer, most = call.viewer_id or NOBODY, given.limit + 1
    if given.series_id is not None:
        found = await series.by_id(tx, given.series_id)
        if found is None or found.actor_id != artist.id:
            raise NotFound(_(whose.ABSENT))
        hung = [one.id for one in await portfolio.series_works(tx, found.id, viewer=viewer)]
        return _after(hung, given.max_id)[:most]
    named: list[int] = []
    rest = True
    if given.order == "portfolio":
        look = await as_shown(tx, artist.id, await portfolios.shown(tx, artist.id))
        places = tuple(dict.fromkeys((*look.pinned, *look.placed)))
        shown = await whose.hung(tx, call, artist.id, places)
        named, rest = [one for one in places if one in shown], look.rest
    first = named if given.max_id is None else _after(named, given.max_id) if given.max_id in named else []
    if len(first) >= most or not rest:
        return first[:most]
    beyond = given.max_id is not None and given.max_id not in named
    before = await place_of(tx, given.max_id) if beyond and given.max_id is not None else FIRST
    below = await portfolios.rest(tx, artist.id, without=named, before=before, limit=most - len(first), viewer=viewer)
    return [*first, *(one.id for one in below)]


def _after(numbers: list[int], last: int | None) -> list[int]:
    return numbers[numbers.index(last) + 1 :] if last in numbers else ([] if last is not None else numbers)


async def own(call: Call, given: Own) -> Paged[OurArtwork]:
    """Shows one's own works that stand as asked, the last published or sent in first."""
    async with call.site.db.reading() as tx:
        before = FIRST
        if given.max_id is not None:
            last = await artworks.owned(tx, given.max_id, call.actor.id)
            if last is None:
                raise NotFound(_(whose.ABSENT))
            before = (last.published, last.id)
        rows = await artworks.published_of(tx, call.actor.id, before=before, limit=given.limit + 1, state=given.state)
        page = rows[: given.limit]
        items = await showing.of_rows(tx, call, await _works(tx, page))
    set_rights(call.request, artist_policy(call.actor, call.settings), page=call.actor.url)
    return Paged(items, next={"max_id": page[-1].id} if len(rows) > given.limit else None)


async def _works(tx: Reading, rows: list[Artwork]) -> list[Artwork]:
    """Without what only carries new pictures for another work."""
    carriers = await revisions.by_ids(tx, [one.id for one in rows])
    return [one for one in rows if one.id not in carriers]
