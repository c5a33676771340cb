"""Administration: how other servers fare, and which this instance does not talk to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import block
from fediart.actions.federation_status import try_now
from fediart.errors import NotFound, Problem
from fediart.store import blocks, host_lists
from fediart.store.blocks import DomainBlock
from fediart.store.host_lists import HostState
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer


@dataclass(frozen=True, slots=True)
class FederationPage(Page):
    template: ClassVar[str] = "admin/federation.html"
    hosts: Sequence[HostState]
    blocks: Sequence[DomainBlock]
    now: int
    domain: str = ""
    comment: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def _page(
    request: web.Request, *, given: Mapping[str, str] | None = None, problem: Problem | None = None
) -> web.StreamResponse:
    site = site_of(request)
    async with site.db.reading() as tx:
        known = await host_lists.overview(tx, now=site.clock.now(), limit=500)
        blocked = await blocks.all_domains(tx)
    page = FederationPage(
        title="Federation",
        hosts=known,
        blocks=blocked,
        now=site.clock.now(),
        domain=(given or {}).get("domain", ""),
        comment=(given or {}).get("comment", ""),
        errors={problem.field: problem.message} if problem else {},
    )
    return await pages.show(request, page, status=problem.status if problem else 200)


async def act(request: web.Request) -> web.StreamResponse:
    """`/admin/federation/block`, `/unblock` and `/retry`."""
    given, site, by = await answers(request), site_of(request), viewer(request).account
    domain = given.get("domain", "")
    match request.match_info["deed"]:
        case "block":
            try:
                blocked = await block.block_domain(site, by, domain, comment=given.get("comment", ""))
            except Problem as problem:
                return await _page(request, given=given, problem=problem)
            notice = f"{blocked} is blocked."
        case "unblock":
            await block.unblock_domain(site, by, domain)
            notice = f"{domain} is not blocked any more."
        case "retry":
            await try_now(site, by, domain)
            notice = f"{domain} is tried again at once."
        case _:
            raise NotFound("There is no such deed.")
    return pages.go(request, "/admin/federation", notice=notice)
