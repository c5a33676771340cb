"""Administration: how other servers fare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.federation_status import try_now
from fediart.errors import NotFound
from fediart.store import host_lists
from fediart.store.host_lists import HostState
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer


@dataclass(frozen=True, slots=True)
class FederationPage(Page):
    template: ClassVar[str] = "admin/federation.html"
    hosts: Sequence[HostState]
    now: int


async def show(request: web.Request) -> web.StreamResponse:
    site = site_of(request)
    async with site.db.reading() as tx:
        known = await host_lists.overview(tx, now=site.clock.now(), limit=500)
    return await pages.show(request, FederationPage(title="Federation", hosts=known, now=site.clock.now()))


async def act(request: web.Request) -> web.StreamResponse:
    """`/admin/federation/retry`."""
    given, site, by = await answers(request), site_of(request), viewer(request).account
    domain = given.get("domain", "")
    match request.match_info["deed"]:
        case "retry":
            await try_now(site, by, domain)
            notice = f"{domain} is tried again at once."
        case _:
            raise NotFound("There is no such deed.")
    return pages.go(request, "/admin/federation", notice=notice)
