"""Settings: one work of an import before it comes, with its pictures and what it will say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import import_picking as picking
from fediart.actions.submission import Details, tags_from
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store.import_items import Item
from fediart.store.imports import CHOOSING, Import
from fediart.translate.imports.dates import day_of, moment
from fediart.web import pages
from fediart.web.import_words import said_of
from fediart.web.imports import PATH
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, viewer
from fediart.web.upload_form import by_field


@dataclass(frozen=True, slots=True)
class ItemPage(Page):
    """`needed` says what keeps it from coming as it is; `alts` are the descriptions of its pictures."""

    template: ClassVar[str] = "settings/import_item.html"
    made: Import
    item: Item
    details: Details
    tags: str
    day: str
    alts: Sequence[str]
    words: Sequence[str]
    needed: Sequence[str]
    open: bool
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, {}, {})


async def send(request: web.Request) -> web.StreamResponse:
    site, artist, number = site_of(request), viewer(request).actor, number_in(request)
    said = await answers(request)
    made, found = await picking.item(site, artist, number, number_in(request, "item"))
    changes = {
        "title": said.get("title", ""), "description": said.get("description", ""), "series": said.get("series", ""),
        "medium": said.get("medium", ""), "warning": said.get("warning", ""),
        "tags": list(tags_from(said.get("tags", ""))), "mature": said.get("mature") == "1",
    }  # fmt: skip
    alts = [said.get(f"alt-{place}", "") for place in range(1, len(found.body.get("pictures", ())) + 1)]
    same = said.get("date", "") == day_of(found.happened)
    when = found.happened if same else moment(said.get("date", ""))
    try:
        if not when:
            raise Problem(_("Give the day as 2019-03-12."), field="date")
        await picking.edit(site, artist, made.id, found.id, changes, alts, when)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, by_field(problem), said)
    return pages.go(request, f"{PATH}/{made.id}?after={max(found.position - 1, -1)}", notice=_("Kept."))


async def picture(request: web.Request) -> web.StreamResponse:
    """A small picture of what waits to come; for nobody else, and kept by nobody on the way."""
    site, artist = site_of(request), viewer(request).actor
    place = int(request.match_info["place"])
    body = await picking.small(site, artist, number_in(request), number_in(request, "item"), place)
    headers = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, noai, noimageai"}
    return web.Response(body=body, content_type="image/webp", headers=headers)


async def _page(request: web.Request, errors: Mapping[str, str], said: Mapping[str, str]) -> web.StreamResponse:
    site, artist = site_of(request), viewer(request).actor
    made, found = await picking.item(site, artist, number_in(request), number_in(request, "item"))
    if found.kind != "work":
        raise NotFound(_("There is nothing of that number in this import."))
    async with site.db.reading() as tx:
        details = await picking.described(tx, made, found)
        needed = await picking.needed(tx, made, found)
    pictures = found.body.get("pictures", ())
    page = ItemPage(
        title=picking.title_of(found),
        made=made,
        item=found,
        details=details,
        tags=said.get("tags") or ", ".join(details.tags),
        day=said.get("date") or day_of(found.happened),
        alts=[said.get(f"alt-{place}", str(one.get("alt", ""))) for place, one in enumerate(pictures, 1)],
        words=said_of(found.words),
        needed=needed,
        open=made.state == CHOOSING and found.state == "found",
        errors=errors,
    )
    return await pages.show(request, page, status=422 if errors else 200)
