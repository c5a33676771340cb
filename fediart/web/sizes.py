"""Settings: the largest size that visitors get, for all works at `/settings/sizes` and for one at `/works/ID/size`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions.sizes import SIDES, choose_for_all, choose_for_work
from fediart.errors import Problem
from fediart.language import N_, _
from fediart.store import visitor_sizes
from fediart.store.visitor_sizes import WHOLE, Bound
from fediart.web import pages
from fediart.web.choices import Choice
from fediart.web.full_detail import OFFERED_NO, Offered, offered
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.upload_form import by_field
from fediart.web.works import demand_own

_EXPLAINED: Final = {
    0: (N_("The whole picture"), N_("Everybody sees it as large as it is kept here.")),
    2048: ("2048 pixels", N_("Fills most screens. Not enough for a large print.")),
    1440: ("1440 pixels", N_("Good on a laptop, soft on large screens.")),
    960: ("960 pixels", N_("Good on a telephone and in pages.")),
    640: ("640 pixels", "A preview."),
}
SIZES: tuple[Choice, ...] = tuple((str(side), *_EXPLAINED[side]) for side in SIDES)
OWN: Final = ""  # a work's choice to be as the others


@dataclass(frozen=True, slots=True)
class SizesPage(Page):
    """`work_id` is 0 for the choice that holds for all works; `name` is the work's title."""

    template: ClassVar[str] = "settings/sizes.html"
    choices: tuple[Choice, ...]
    side: str
    servers: bool
    errors: Mapping[str, str]
    work_id: int = 0
    name: str = ""
    near: Offered = OFFERED_NO


async def show(request: web.Request) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        chosen = await visitor_sizes.of_owner(tx, viewer(request).actor.id) or WHOLE
    return await _for_all(request, str(chosen.side), chosen.servers, {})


async def send(request: web.Request) -> web.StreamResponse:
    said = await answers(request)
    side, servers = said.get("side", ""), said.get("servers") == "1"
    try:
        await choose_for_all(site_of(request), viewer(request).actor, Bound(_side(side), servers))
    except Problem as problem:
        return await _for_all(request, side, servers, by_field(problem), status=422)
    return pages.go(request, "/settings/sizes", notice=_("Saved. It holds from now on, also for what is published."))


async def show_work(request: web.Request) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        work = await demand_own(tx, request, viewer(request).actor)
        chosen = await visitor_sizes.of_owner(tx, work.id)
    side = OWN if chosen is None else str(chosen.side)
    return await _for_work(request, side, chosen is not None and chosen.servers, {})


async def send_work(request: web.Request) -> web.StreamResponse:
    said, artist = await answers(request), viewer(request).actor
    async with site_of(request).db.reading() as tx:
        work = await demand_own(tx, request, artist)
    side, servers = said.get("side", ""), said.get("servers") == "1"
    try:
        bound = None if side == OWN else Bound(_side(side), servers)
        await choose_for_work(site_of(request), artist, work.id, bound)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _for_work(request, side, servers, by_field(problem), status=422)
    return pages.go(request, f"/works/{work.id}/size", notice=_("Saved. It holds from now on."))


def _side(text: str) -> int:
    """-1 for what is no size, which is then told at its field."""
    return int(text) if text in {str(side) for side in SIDES} else -1


async def _for_all(
    request: web.Request, side: str, servers: bool, errors: Mapping[str, str], *, status: int = 200
) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        near = await offered(tx, viewer(request).actor)
    page = SizesPage(_("Size for visitors"), SIZES, side, servers, errors, near=near)
    return await pages.show(request, page, status=status)


async def _for_work(
    request: web.Request, side: str, servers: bool, errors: Mapping[str, str], *, status: int = 200
) -> web.StreamResponse:
    artist = viewer(request).actor
    async with site_of(request).db.reading() as tx:
        work = await demand_own(tx, request, artist)
        usual = await visitor_sizes.of_owner(tx, artist.id) or WHOLE
        near = await offered(tx, artist, work)
    as_others = _EXPLAINED[usual.side][0]
    own: Choice = (
        OWN,
        _("As your other works: %(size)s", size=str(as_others).lower()),
        _("If you change that, this work follows. Other servers get no more.")
        if usual.servers
        else _("If you change that, this work follows."),
    )
    name = work.title or _("Untitled")
    page = SizesPage(
        _("Size for visitors: %(name)s", name=name), (own, *SIZES), side, servers, errors, work.id, name, near
    )
    return await pages.show(request, page, status=status)
