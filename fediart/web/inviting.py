"""Administration: invitations, who made them, until when they open the door, and who came by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions import invitations
from fediart.actions.invitations import DAYS
from fediart.errors import Problem
from fediart.language import _
from fediart.store import invitations as rows
from fediart.store import sign_ups
from fediart.store.invitations import Invitation
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.upload_form import by_field

PATH: Final = "/admin/invitations"


@dataclass(frozen=True, slots=True)
class InvitationsPage(Page):
    """`came` are the names of those who came by each code."""

    template: ClassVar[str] = "gates/invitations.html"
    open: Sequence[Invitation]
    closed: Sequence[Invitation]
    came: Mapping[str, Sequence[str]]
    origin: str
    days: tuple[tuple[int, str], ...] = tuple((one, str(one)) for one in DAYS)
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, {})


async def invite(request: web.Request) -> web.StreamResponse:
    given = await answers(request)
    uses, days = _number(given.get("uses", "")), _number(given.get("days", ""))
    try:
        await invitations.invite(site_of(request), viewer(request).account, uses=uses, days=days)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, by_field(problem))
    return pages.go(request, PATH, notice=_("The invitation is made. Copy its link from the list below."))


async def revoke(request: web.Request) -> web.StreamResponse:
    code = (await answers(request)).get("code", "")
    await invitations.revoke(site_of(request), viewer(request).account, code)
    return pages.go(request, PATH, notice=_("The invitation is revoked."))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


async def _page(request: web.Request, errors: Mapping[str, str]) -> web.StreamResponse:
    site = site_of(request)
    async with site.db.reading() as tx:
        still = await rows.all_open(tx, now=site.clock.now())
        over = await rows.all_closed(tx, now=site.clock.now())
        came = await sign_ups.came_by(tx, [one.code for one in (*still, *over)][:200])
    page = InvitationsPage(
        title=_("Invitations"), open=still, closed=over, came=came, origin=site.config.origin, errors=errors
    )
    return await pages.show(request, page, status=422 if errors else 200)
