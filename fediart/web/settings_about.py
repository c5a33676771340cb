"""Settings: the words of the page about the artist, as part of the portfolio's draft; and who may write through it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions import portfolio as deeds
from fediart.actions.enquiries import choose_door
from fediart.actions.portfolio import LONGEST
from fediart.errors import Problem
from fediart.language import N_, _
from fediart.store import enquiries
from fediart.store.portfolios import CV, About
from fediart.web import pages
from fediart.web.about_artist import CV_TITLES
from fediart.web.arranging import read_about
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.upload_form import by_field

DOOR_WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        enquiries.ANYONE: (N_("Anyone"), N_("Visitors, too. Limits keep out programs and floods.")),
        enquiries.MEMBERS: (N_("Members of this instance"), N_("Only people with an account here.")),
        enquiries.CLOSED: (N_("Nobody"), N_("There is no contact form.")),
    }
)


@dataclass(frozen=True, slots=True)
class AboutForm(Page):
    """`given` is what the form holds; `cv` are `(name, title)` of the parts of the vitae."""

    template: ClassVar[str] = "settings/portfolio_about.html"
    given: About
    is_draft: bool
    can_undo: bool
    errors: Mapping[str, str] = field(default_factory=dict)
    longest: Mapping[str, int] = field(default_factory=lambda: LONGEST)
    cv: tuple[tuple[str, str], ...] = tuple((name, CV_TITLES[name]) for name in CV)


@dataclass(frozen=True, slots=True)
class ContactForm(Page):
    template: ClassVar[str] = "settings/portfolio_contact.html"
    chosen: str
    waiting: int
    doors: Mapping[str, tuple[str, str]] = field(default_factory=lambda: DOOR_WORDS)
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, None, {})


async def send(request: web.Request) -> web.StreamResponse:
    site, artist, said = site_of(request), viewer(request).actor, await answers(request)
    async with site.db.reading() as tx:
        now, _kept = await deeds.working(tx, artist.id)
    given = read_about(said)
    try:
        await deeds.save_draft(site, artist, replace(now, about=given))
        if said.get("deed") == "publish":
            await deeds.publish_draft(site, artist)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, given, by_field(problem))
    if said.get("deed") == "publish":
        return pages.go(request, f"/@{artist.name}/about", notice=_("Your page is published."))
    return pages.go(request, "/settings/portfolio/about", notice=_("The draft is saved. Nobody else sees it yet."))


async def _page(request: web.Request, given: About | None, errors: Mapping[str, str]) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        now, kept = await deeds.working(tx, viewer(request).actor.id)
    page = AboutForm(
        title=_("The page about you"),
        given=given or now.about,
        is_draft=kept.draft is not None,
        can_undo=kept.earlier is not None,
        errors=errors,
    )
    return await pages.show(request, page, status=422 if errors else 200)


async def show_contact(request: web.Request) -> web.StreamResponse:
    return await _contact(request, {})


async def send_contact(request: web.Request) -> web.StreamResponse:
    who = (await answers(request)).get("who", "")
    try:
        await choose_door(site_of(request), viewer(request).actor, who)
    except Problem as problem:
        return await _contact(request, by_field(problem))
    return pages.go(request, "/settings/portfolio/contact", notice=_("Saved."))


async def _contact(request: web.Request, errors: Mapping[str, str]) -> web.StreamResponse:
    artist = viewer(request).actor
    async with site_of(request).db.reading() as tx:
        chosen, waiting = await enquiries.door_of(tx, artist.id), await enquiries.unseen(tx, artist.id)
    page = ContactForm(title=_("Who may write to you"), chosen=chosen, waiting=waiting, errors=errors)
    return await pages.show(request, page, status=422 if errors else 200)
