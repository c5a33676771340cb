"""Asking for critique of a work, closing it, and all works that ask: `/critique`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions import critique
from fediart.errors import Problem
from fediart.language import _
from fediart.store import critiques
from fediart.store.gallery import FIRST
from fediart.store.muted_words import WALLS
from fediart.translate.critique import KINDS, TONES
from fediart.web import pages, people
from fediart.web.paging import cursor_of, older
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, ticked, viewer
from fediart.web.seeing import seeing
from fediart.web.showing import Card, cards
from fediart.web.upload_form import by_field
from fediart.web.works import demand_own

ON_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class AskPage(Page):
    """`open` where it is asked for already; `chosen` are the kinds that are ticked."""

    template: ClassVar[str] = "critique_ask.html"
    id: int
    name: str
    open: bool
    chosen: tuple[str, ...]
    tone: str
    words: str
    errors: Mapping[str, str]
    kinds: tuple[tuple[str, str], ...] = tuple(KINDS.items())
    tones: tuple[tuple[str, str], ...] = tuple(TONES.items())


@dataclass(frozen=True, slots=True)
class CritiquePage(Page):
    template: ClassVar[str] = "critique.html"
    works: tuple[Card, ...]
    first: bool
    older: str


async def show(request: web.Request) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        work = await demand_own(tx, request, viewer(request).actor)
        asked = await critiques.open_of(tx, work.id)
    chosen, tone, words = (asked.kinds, asked.tone, asked.words) if asked else ((), "gentle", "")
    return await pages.show(
        request, AskPage(_("Ask for critique"), work.id, work.title, asked is not None, chosen, tone, words, {})
    )


async def send(request: web.Request) -> web.StreamResponse:
    artist, said, kinds = viewer(request).actor, await answers(request), await ticked(request, "kinds")
    number, tone, words = number_in(request), said.get("tone", "gentle"), said.get("words", "")
    async with site_of(request).db.reading() as tx:
        work = await demand_own(tx, request, artist)
        asked = await critiques.open_of(tx, work.id)
    try:
        await critique.ask(site_of(request), artist, number, kinds, tone, words)
    except Problem as problem:
        if problem.status != 422:
            raise
        page = AskPage(
            _("Ask for critique"), number, work.title, asked is not None, kinds, tone, words, by_field(problem)
        )
        return await pages.show(request, page, status=422)
    return pages.go(request, f"/@{artist.name}/{number}", notice=_("Your work asks for critique now."))


async def close(request: web.Request) -> web.StreamResponse:
    artist, number = viewer(request).actor, number_in(request)
    await critique.close(site_of(request), artist, number)
    return pages.go(request, f"/@{artist.name}/{number}", notice=_("It does not ask for critique any more."))


async def show_all(request: web.Request) -> web.StreamResponse:
    """Chronological, like everything here."""
    before = cursor_of(request)
    async with site_of(request).db.reading() as tx:
        eyes = await seeing(request, tx, WALLS)
        found = await critiques.asking(tx, viewer=people.viewer_id(request), before=before, limit=ON_A_PAGE + 1)
    on_page = found[:ON_A_PAGE]
    last = on_page[-1] if len(found) > ON_A_PAGE else None
    page = CritiquePage(
        title=_("Works that ask for critique"),
        works=cards([work for _opened, work in on_page if not eyes.hides_work(work)], eyes=eyes),
        first=before == FIRST,
        older=older("/critique", last[0], last[1].id) if last else "",
    )
    return await pages.show(request, page)
