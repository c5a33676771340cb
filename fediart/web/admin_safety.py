"""Administration: who of the staff logs in with a second step, and whether all of them must."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.staff_safety import STAFF, choose
from fediart.language import _
from fediart.store import accounts, actors
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, settings_of, site_of, viewer


@dataclass(frozen=True, slots=True)
class Member:
    """`since` is when (ms) their second step was turned on, 0 for not."""

    name: str
    role: str
    since: int


@dataclass(frozen=True, slots=True)
class StaffSafetyPage(Page):
    template: ClassVar[str] = "admin/safety.html"
    staff: Sequence[Member]
    demanded: bool


async def show(request: web.Request) -> web.StreamResponse:
    members = []
    async with site_of(request).db.reading() as tx:
        for one in await accounts.with_roles(tx, STAFF):
            actor = await actors.by_id(tx, one.actor_id)
            members.append(Member(actor.name if actor else "", one.role, one.two_factors))
    page = StaffSafetyPage(title=_("Safety"), staff=members, demanded=settings_of(request).staff_two_factors)
    return await pages.show(request, page)


async def send(request: web.Request) -> web.StreamResponse:
    demanded = (await answers(request)).get("demanded") == "1"
    await choose(site_of(request), viewer(request).account, demanded=demanded)
    words = (
        _("Staff must have a second step from now on.") if demanded else _("A second step is up to each of the staff.")
    )
    return pages.go(request, "/admin/safety", notice=words)
