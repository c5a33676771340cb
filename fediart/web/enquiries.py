"""What people wrote to the artist through the contact form, the newest first. Looking at the page marks all as read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.enquiries import delete_enquiry
from fediart.language import _
from fediart.store import actors, enquiries
from fediart.store.actors import Actor
from fediart.store.enquiries import Enquiry
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import is_number, number_in, site_of, viewer

ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """`path` leads to the member who wrote it, empty for a visitor."""

    letter: Enquiry
    path: str


@dataclass(frozen=True, slots=True)
class EnquiriesPage(Page):
    template: ClassVar[str] = "enquiries.html"
    letters: tuple[ShownLetter, ...]
    first: bool
    older: str


async def show(request: web.Request) -> web.StreamResponse:
    site, artist = site_of(request), viewer(request).actor
    word = request.query.get("before", "")
    before = int(word) if is_number(word) else 2**62
    async with site.db.reading() as tx:
        found = await enquiries.listed(tx, artist.id, before=before, limit=ON_A_PAGE + 1)
        listed = found[:ON_A_PAGE]
        writers = await actors.by_ids(tx, [one.from_id for one in listed if one.from_id])
    if any(not one.seen for one in listed):
        async with site.db.writing() as tx:
            await enquiries.mark_seen(tx, artist.id, up_to=listed[0].id)
    page = EnquiriesPage(
        title=_("Messages through your portfolio"),
        letters=tuple(ShownLetter(one, _path(writers.get(one.from_id or 0))) for one in listed),
        first=before == 2**62,
        older=f"/enquiries?before={listed[-1].id}" if len(found) > ON_A_PAGE else "",
    )
    return await pages.show(request, page)


def _path(writer: Actor | None) -> str:
    return f"/{writer.handle}" if writer else ""


async def delete(request: web.Request) -> web.StreamResponse:
    await delete_enquiry(site_of(request), viewer(request).actor, number_in(request))
    return pages.go(request, "/enquiries", notice=_("The message is deleted."))
