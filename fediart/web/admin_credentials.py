"""Administration: the seal on public files, on or off, the certificate that makes it, and what could not be sealed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.certificates import Status, status
from fediart.actions.seal_settings import renew_certificate, turn
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store import credentials
from fediart.store.credentials import SealProblem
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import settings_of, site_of, viewer

_PATH = "/admin/credentials"
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class SealPage(Page):
    """`certificate` is where its file lies; the key's place is told to nobody who has no shell."""

    template: ClassVar[str] = "admin/credentials.html"
    on: bool
    status: Status
    certificate: str
    problems: tuple[SealProblem, ...]


async def show(request: web.Request) -> web.StreamResponse:
    site = site_of(request)
    async with site.db.reading() as tx:
        failed = await credentials.problems(tx, limit=_SHOWN)
    now = await asyncio.to_thread(status, site.config, now=site.clock.now())
    page = SealPage(
        title=_("Content Credentials"),
        on=settings_of(request).content_credentials,
        status=now,
        certificate=str(now.files.certificate),
        problems=tuple(failed),
    )
    return await pages.show(request, page)


async def act(request: web.Request) -> web.StreamResponse:
    """Turns it on or off, or renews the certificate."""
    site, account = site_of(request), viewer(request).account
    deed = request.match_info["deed"]
    try:
        if deed == "renew":
            await renew_certificate(site, account)
            return pages.go(request, _PATH, notice=_("There is a new certificate. The public files are sealed anew."))
        if deed not in ("on", "off"):
            raise NotFound(_("There is nothing of this kind to do here."))
        await turn(site, account, on=deed == "on")
    except Problem as problem:
        if problem.status != 422:
            raise
        return pages.go(request, _PATH, notice=problem.message)
    words = _("are sealed, one after the other") if deed == "on" else _("lose their seal, one after the other")
    return pages.go(request, _PATH, notice=_("The public files %(words)s.", words=words))
