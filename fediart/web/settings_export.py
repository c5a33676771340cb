"""Settings: the portfolio as files, packed in the background, to put on any host; the download is theirs alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions.site_exports import ask, is_there
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store import site_exports
from fediart.store.site_exports import SiteExport
from fediart.web import pages
from fediart.web.attachments import as_download, private_file
from fediart.web.own_site.ground import base_of
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, viewer
from fediart.web.upload_form import by_field

PATH: Final = "/settings/portfolio/export"


@dataclass(frozen=True, slots=True)
class ExportPage(Page):
    """`there`: the newest export can be downloaded; `megabytes` is its size."""

    template: ClassVar[str] = "settings/portfolio_export.html"
    newest: SiteExport | None
    there: bool
    megabytes: int
    address: str
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, None, {})


async def send(request: web.Request) -> web.StreamResponse:
    given = (await answers(request)).get("address", "")
    try:
        await ask(site_of(request), viewer(request).actor, base_of(given))
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, given, by_field(problem))
    return pages.go(request, PATH, notice=_("Your portfolio is being packed."))


async def download(request: web.Request) -> web.StreamResponse:
    """The ZIP. Somebody else's is as absent as one that was never made."""
    site = site_of(request)
    async with site.db.reading() as tx:
        found = await site_exports.by_id(tx, number_in(request))
    if found is None or found.actor_id != viewer(request).actor.id or not is_there(found, site.clock.now()):
        raise NotFound(_("There is no such file. Pack your portfolio anew."))
    response = await private_file(request, found.stored, "application/zip")
    response.headers["Content-Disposition"] = as_download(f"{viewer(request).actor.name}-portfolio.zip")
    return response


async def _page(request: web.Request, address: str | None, errors: Mapping[str, str]) -> web.StreamResponse:
    site = site_of(request)
    async with site.db.reading() as tx:
        newest = await site_exports.newest(tx, viewer(request).actor.id)
    page = ExportPage(
        title=_("Your portfolio as files"),
        newest=newest,
        there=is_there(newest, site.clock.now()),
        megabytes=max(1, round(newest.bytes / 1_000_000)) if newest else 0,
        address=address if address is not None else newest.base if newest else "",
        errors=errors,
    )
    return await pages.show(request, page, status=422 if errors else 200)
