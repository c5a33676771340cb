"""Administration: accounts on their way out, and where the news has arrived. Once erased, nobody is named here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions import account_deletion
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import actors, departures
from fediart.store.database import Reading
from fediart.store.departures import OVER, Arrival, Counts, Departure
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import number_in, site_of, viewer

AT_ONCE = 50
MOST_SHOWN = 1_000


@dataclass(frozen=True, slots=True)
class Leaving:
    """A line of the list; `name` is empty once there is none any more."""

    departure: Departure
    name: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class DeparturesPage(Page):
    """`older` is where the next page begins, or 0."""

    template: ClassVar[str] = "admin/departures.html"
    found: Sequence[Leaving]
    older: int


@dataclass(frozen=True, slots=True)
class DeparturePage(Page):
    """`more` are servers not listed."""

    template: ClassVar[str] = "admin/departure.html"
    one: Leaving
    arrivals: Sequence[Arrival]
    more: int


async def show(request: web.Request) -> web.StreamResponse:
    word = request.query.get("before", "")
    before = int(word) if word.isascii() and word.isdigit() and len(word) < 19 else 2**62
    async with site_of(request).db.reading() as tx:
        found = await departures.newest(tx, before=before, limit=AT_ONCE + 1)
        shown = [await _leaving(tx, one) for one in found[:AT_ONCE]]
    older = found[AT_ONCE - 1].id if len(found) > AT_ONCE else 0
    return await pages.show(request, DeparturesPage(title=_("Deleted accounts"), found=shown, older=older))


async def show_one(request: web.Request) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        found = await departures.by_id(tx, number_in(request))
        if found is None:
            raise NotFound(_("There is no such deletion."))
        one, arrivals = await _leaving(tx, found), await departures.arrivals(tx, found)
    more = max(len(arrivals) - MOST_SHOWN, 0)
    return await pages.show(request, DeparturePage(_("A deleted account"), one, arrivals[:MOST_SHOWN], more))


async def keep(request: web.Request) -> web.StreamResponse:
    """Undoes it, while there is time."""
    site = site_of(request)
    async with site.db.reading() as tx:
        found = await departures.by_id(tx, number_in(request))
    if found is None:
        raise NotFound(_("There is no such deletion."))
    await account_deletion.keep(site, found.account_id, by=viewer(request).account)
    return pages.go(request, "/admin/departures", notice=_("The account stays."))


async def _leaving(tx: Reading, one: Departure) -> Leaving:
    actor = await actors.by_id(tx, one.actor_id) if one.state != OVER else None
    return Leaving(one, actor.name if actor else "", departures.count(await departures.arrivals(tx, one)))
