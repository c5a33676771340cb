"""`/@NAME/about`: who the artist is, in their own words; and `/@NAME/print`: the portfolio on paper."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import ClassVar

from aiohttp import web

from fediart.actions.portfolio import as_shown
from fediart.clock import moment
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import portfolios
from fediart.store.gallery import FIRST
from fediart.store.portfolios import Portfolio
from fediart.web import pages, people
from fediart.web.curated import Curated, gather
from fediart.web.portfolio import ArtistPage, shared_parts
from fediart.web.request import set_rights, settings_of, site_of
from fediart.web.seeing import seeing

SHEET, ONE_EACH = "sheet", "pages"
WAYS = (SHEET, ONE_EACH)
MOST_PRINTED = 300
FEW = 4


@dataclass(frozen=True, slots=True)
class AboutPage(ArtistPage):
    template: ClassVar[str] = "portfolio_about.html"


@dataclass(frozen=True, slots=True)
class PrintPage(ArtistPage):
    """`way` is one of WAYS: a contact sheet, or one work on each sheet of paper. `year` is this one."""

    template: ClassVar[str] = "portfolio_print.html"
    way: str = SHEET
    year: int = 0
    address: str = ""


async def show(request: web.Request) -> web.StreamResponse:
    return await pages.show(request, await _page(request))


async def show_print(request: web.Request) -> web.StreamResponse:
    """Whatever the layout on the screen, paper has its own. Raises NotFound where nothing hangs yet."""
    way = request.query.get("by", SHEET)
    found = await _page(request, whole=True)
    if not found.curated.all_works and found.curated.lone_cover is None:
        raise NotFound(_("There is nothing to print yet: no works hang in this portfolio."))
    values = {name: getattr(found, name) for name in _SHARED}
    page = PrintPage(
        **values | {"title": _("%(name)s, to print", name=found.profile.shown_name)},
        way=way if way in WAYS else SHEET,
        year=moment(site_of(request).clock.now()).year,
        address=f"{site_of(request).config.instance.host}/@{found.profile.name}",
    )
    return await pages.show(request, page)


def _few(look: Portfolio) -> Portfolio:
    return replace(look, sections=tuple(replace(one, works=one.works[:FEW]) for one in look.sections[:1]), series=False)


_SHARED = tuple(one.name for one in fields(ArtistPage))


async def _page(request: web.Request, *, whole: bool = False) -> AboutPage:
    """With all works, or with as many as it takes to find a picture for the page."""
    viewer = people.viewer_id(request)
    async with site_of(request).db.reading() as tx:
        artist = await people.local_artist(tx, request.match_info["handle"])
        look = await as_shown(tx, artist.id, await portfolios.shown(tx, artist.id))
        look, size = (look, MOST_PRINTED) if whole else (_few(look), FEW)
        eyes = await seeing(request, tx)
        found: Curated = await gather(
            tx, settings_of(request), artist, look, eyes=eyes, viewer=viewer, before=FIRST, size=size
        )
        shared = await shared_parts(tx, request, artist, found)
    set_rights(request, found.policy, page=artist.url)
    return AboutPage(title=_("About %(name)s", name=artist.shown_name), **shared)
