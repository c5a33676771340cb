"""Delivery receipts: where an artwork, its last edit and its deletion have arrived, for its artist alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.arrived import Arrivals, arrivals
from fediart.errors import NotFound
from fediart.language import _, ngettext
from fediart.store import receipts
from fediart.store.database import Reading
from fediart.store.receipts import OwnWork
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import site_of, viewer
from fediart.web.works import ABSENT, artwork_id

MOST_SHOWN = 500
MOST_DELETED = 50


@dataclass(frozen=True, slots=True)
class WorkDeliveriesPage(Page):
    """`path` leads to the work, and is empty for one that is deleted; `untold` are servers not listed."""

    template: ClassVar[str] = "work_deliveries.html"
    work: OwnWork
    path: str
    arrivals: Arrivals
    untold: int


@dataclass(frozen=True, slots=True)
class DeletedWork:
    """A line of the list of deleted works; `words` say who has heard of it."""

    id: int
    published: int
    deleted: int
    words: str


@dataclass(frozen=True, slots=True)
class DeletedWorksPage(Page):
    template: ClassVar[str] = "works_deleted.html"
    works: Sequence[DeletedWork]


async def show(request: web.Request) -> web.StreamResponse:
    """`/works/ID/deliveries`. What is somebody else's is as absent as what is not there (advisories 89, 105)."""
    site, artist = site_of(request), viewer(request).actor
    async with site.db.reading() as tx:
        work = await receipts.work_of(tx, artwork_id(request), artist.id)
        if work is None:
            raise NotFound(_(ABSENT))
        found = await arrivals(tx, site, work.id)
    shown = Arrivals(found.things, found.late[:MOST_SHOWN], found.places[:MOST_SHOWN])
    path = "" if work.state == "deleted" else f"/works/{work.id}"
    title = _("Where “%(title)s” has arrived", title=work.title) if work.title else _("Where the deletion has arrived")
    page = WorkDeliveriesPage(title, work, path, shown, max(len(found.places) - MOST_SHOWN, 0))
    return await pages.show(request, page)


async def show_deleted(request: web.Request) -> web.StreamResponse:
    """`/works/deleted`."""
    site, artist = site_of(request), viewer(request).actor
    async with site.db.reading() as tx:
        works = [await _deleted(tx, one) for one in await receipts.deleted_by(tx, artist.id, limit=MOST_DELETED)]
    return await pages.show(request, DeletedWorksPage(_("Deleted works"), works))


async def _deleted(tx: Reading, work: OwnWork) -> DeletedWork:
    counts = receipts.count(await receipts.of_post(tx, work.id))
    told = counts.get("Delete")
    words = _("It had gone to no other server.")
    if told is not None:
        words = ngettext(
            "%(arrived)s of %(count)s server has received the deletion.",
            "%(arrived)s of %(count)s servers have received the deletion.",
            told.all,
            arrived=told.arrived,
        )
    return DeletedWork(work.id, work.published, work.changed, words)
