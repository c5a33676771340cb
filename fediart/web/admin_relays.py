"""Administration: relays, what they bring, and how much of it is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from aiohttp import web

from fediart.actions import domains, relays
from fediart.errors import Problem
from fediart.language import N_, _
from fediart.store import domain_rules
from fediart.store import relays as rows
from fediart.store.domain_rules import Moderation
from fediart.store.relays import Relay
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, viewer
from fediart.web.upload_form import by_field

PATH = "/admin/federation/relays"
STYLES = (
    ("", N_("As the address tells")),
    ("mastodon", N_("Mastodon: the address is an inbox")),
    ("litepub", N_("LitePub: the address is an actor")),
)


@dataclass(frozen=True, slots=True)
class RelaysPage(Page):
    template: ClassVar[str] = "admin/relays.html"
    relays: Sequence[Relay]
    settings: Moderation
    address: str = ""
    style: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    styles: tuple[tuple[str, str], ...] = STYLES


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, {}, {})


async def subscribe(request: web.Request) -> web.StreamResponse:
    given = await answers(request)
    try:
        await relays.subscribe(
            site_of(request), viewer(request).account, given.get("address", ""), style=given.get("style", "")
        )
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, given, by_field(problem))
    return pages.go(request, PATH, notice=_("The relay is asked. It says yes or no in its own time."))


async def leave(request: web.Request) -> web.StreamResponse:
    """`/admin/federation/relays/ID/leave`."""
    found = await relays.leave(site_of(request), viewer(request).account, number_in(request))
    return pages.go(request, PATH, notice=_("%(address)s is left.", address=found.address))


async def choose(request: web.Request) -> web.StreamResponse:
    """How much is taken."""
    given, site = await answers(request), site_of(request)
    text = given.get("relay_per_minute", "")
    async with site.db.reading() as tx:
        before = await domain_rules.read_moderation(tx)
    wanted = replace(
        before,
        relay_pictures_only=given.get("relay_pictures_only") == "1",
        relay_per_minute=int(text) if text.isdecimal() and len(text) < 9 else 0,
    )
    try:
        await domains.choose(site, viewer(request).account, wanted)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, {}, by_field(problem))
    return pages.go(request, PATH, notice=_("The choice is kept."))


async def _page(request: web.Request, given: Mapping[str, str], errors: Mapping[str, str]) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        found = await rows.everyone(tx)
        settings = await domain_rules.read_moderation(tx)
    page = RelaysPage(
        title=_("Relays"),
        relays=found,
        settings=settings,
        address=given.get("address", ""),
        style=given.get("style", ""),
        errors=errors,
    )
    return await pages.show(request, page, status=422 if errors else 200)
