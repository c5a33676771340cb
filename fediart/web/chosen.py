"""The wall of the house: works that curators have chosen, with their words, the latest choice first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions import choosing_works
from fediart.language import _
from fediart.store import chosen_works
from fediart.store.gallery import FIRST
from fediart.store.muted_words import WALLS
from fediart.web import pages, people
from fediart.web.paging import cursor_of, older
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, viewer
from fediart.web.seeing import NO_LINE, AiLine, ai_line, carried, seeing
from fediart.web.showing import Card, cards

PATH: Final = "/chosen"
ON_A_PAGE: Final = 24


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """`by` is the curator's name, `at` when it was chosen (ms)."""

    id: int
    work: Card
    words: str
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class ChosenPage(Page):
    template: ClassVar[str] = "chosen.html"
    found: tuple[ShownChoice, ...]
    older: str
    first: bool
    ai: AiLine = NO_LINE


async def show(request: web.Request) -> web.StreamResponse:
    before = cursor_of(request)
    async with site_of(request).db.reading() as tx:
        eyes = await seeing(request, tx, WALLS)
        read = await chosen_works.page(tx, viewer=people.viewer_id(request), before=before, limit=ON_A_PAGE + 1)
    listed = read[:ON_A_PAGE]
    seen = [one for one in listed if not eyes.hides_work(one.work)]
    shown = cards([one.work for one in seen], eyes=eyes)
    page = ChosenPage(
        title=_("Chosen"),
        found=tuple(
            ShownChoice(one.work.id, card, one.words, one.by, one.at) for card, one in zip(shown, seen, strict=True)
        ),
        older=older(carried(PATH, eyes), listed[-1].at, listed[-1].work.id) if len(read) > ON_A_PAGE else "",
        first=before == FIRST,
        ai=ai_line(request, eyes, hidden=len(listed) - len(seen), marked=sum(bool(one.work.ai_label) for one in seen)),
    )
    return await pages.show(request, page)


async def choose(request: web.Request) -> web.StreamResponse:
    """`/chosen/ID`."""
    words = (await answers(request)).get("words", "")
    await choosing_works.choose(site_of(request), viewer(request).account, number_in(request), words)
    return pages.go(request, PATH, notice=_("It hangs on the wall of the house."))


async def let_go(request: web.Request) -> web.StreamResponse:
    """`/chosen/ID/drop`."""
    await choosing_works.let_go(site_of(request), viewer(request).account, number_in(request))
    return pages.go(request, PATH, notice=_("It hangs there no more."))
