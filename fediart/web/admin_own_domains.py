"""Administration: portfolios at artists' own domains, on or off, which there are, and those that are closed. And what a
proxy asks before it gets a certificate for a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions.own_domains import bar, turn
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import own_domains
from fediart.store.own_domains import Listed
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, settings_of, site_of, viewer

PATH: Final = "/admin/own-domains"
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class OwnDomainsPage(Page):
    template: ClassVar[str] = "admin/own_domains.html"
    on: bool
    domains: Sequence[Listed]


async def show(request: web.Request) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        found = await own_domains.newest(tx, limit=MOST)
    page = OwnDomainsPage(title=_("Artists’ own domains"), on=settings_of(request).own_domains, domains=found)
    return await pages.show(request, page)


async def act(request: web.Request) -> web.StreamResponse:
    """Turns them on or off, or closes or opens one."""
    site, account, deed = site_of(request), viewer(request).account, request.match_info["deed"]
    if deed in ("on", "off"):
        await turn(site, account, on=deed == "on")
    elif deed in ("close", "open"):
        await bar(site, account, (await answers(request)).get("domain", ""), barred=deed == "close")
    else:
        raise NotFound(_("There is nothing of this kind to do here."))
    return pages.go(request, PATH, notice=_("It is done."))


async def may_have_certificate(request: web.Request) -> web.Response:
    """`/own-domains/ask?domain=`: 200 for a domain that shows a portfolio now, 404 for every other name. So Caddy's
    `on_demand_tls` asks; nobody learns more by it than by opening the domain."""
    name = request.query.get("domain", "").lower().rstrip(".")
    async with site_of(request).db.reading() as tx:
        found = await own_domains.standing(tx, name) if 0 < len(name) <= 253 else None
    yes = found is not None and found.actor_id and settings_of(request).own_domains
    headers = {"Cache-Control": "no-store"}
    return web.Response(status=200 if yes else 404, text="yes\n" if yes else "no\n", headers=headers)
