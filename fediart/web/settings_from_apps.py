"""Settings: where works hang that are sent in from an app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from aiohttp import web

from fediart.language import N_, _
from fediart.store import app_choices
from fediart.web import pages
from fediart.web.commission_words import said
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer

PORTFOLIO: Final = "portfolio"
TIMELINE: Final = "timeline"
PLACES: Final = (
    (PORTFOLIO, N_("In my portfolio"), N_("As works that you publish on this site. They are in your timeline, too.")),
    (TIMELINE, N_("In my timeline only"), N_("For sketches and snapshots: you choose later what joins the portfolio.")),
)


@dataclass(frozen=True, slots=True)
class FromAppsPage(Page):
    template: ClassVar[str] = "settings/from_apps.html"
    hangs: str
    places: tuple[tuple[str, str, str], ...]


async def show(request: web.Request) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        portfolio = await app_choices.hang_in_portfolio(tx, viewer(request).actor.id)
    hangs = PORTFOLIO if portfolio else TIMELINE
    return await pages.show(request, FromAppsPage(title=_("Works from apps"), hangs=hangs, places=said(PLACES)))


async def send(request: web.Request) -> web.StreamResponse:
    hangs = (await answers(request)).get("hangs", PORTFOLIO)
    async with site_of(request).db.writing() as tx:
        await app_choices.choose(tx, viewer(request).actor.id, portfolio=hangs != TIMELINE)
    return pages.go(request, "/settings/from-apps", notice=_("Saved for works that your apps send in from now on."))
