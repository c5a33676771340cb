"""Whose picture is this? A member uploads one that they met somewhere; it is looked at and not kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions.identify import Identified, Work, demand_allowance, identify
from fediart.actions.permissions import may
from fediart.errors import Problem, Problems
from fediart.language import _
from fediart.web import pages
from fediart.web.new_work import ACCEPTED
from fediart.web.render import Page
from fediart.web.request import site_of, viewer
from fediart.web.upload_form import by_field, receive

_MOST_BYTES = 40_000_000


@dataclass(frozen=True, slots=True)
class FoundWork:
    """`path` leads to the work for whoever may see it, else for those who review. `certain`: a copy by its looks."""

    name: str
    artist: str
    handle: str
    path: str
    state: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class IdentifyPage(Page):
    """`answer` is empty before a picture was sent, then one of `work`, `kept-back` and `nothing`."""

    template: ClassVar[str] = "identify.html"
    answer: str = ""
    work: FoundWork | None = None
    mirrored: bool = False
    resembles: bool = False
    alike: tuple[FoundWork, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    accepted: str = ACCEPTED
    most_megabytes: int = _MOST_BYTES // 1_000_000


async def show(request: web.Request) -> web.StreamResponse:
    return await pages.show(request, IdentifyPage(title=_("Whose picture is this?")))


async def send(request: web.Request) -> web.StreamResponse:
    site, asking = site_of(request), viewer(request)
    folder = site.storage.incoming()
    try:
        form = await receive(request, folder, most_files=1, most_bytes=_MOST_BYTES)
        if form.problems:
            raise Problems([Problem(one.message, field="file") for one in form.problems])
        if not form.files:
            raise Problem(_("Choose a picture first."), field="file")
        await demand_allowance(site, asking.actor)
        found = await identify(site, form.files[0].path, everything=may(asking.account, "review"))
    except Problem as problem:
        if problem.status != 422:
            raise
        page = IdentifyPage(title=_("Whose picture is this?"), errors=by_field(problem))
        return await pages.show(request, page, status=422)
    finally:
        site.storage.discard(folder)
    return await pages.show(request, _page(found))


def _page(found: Identified) -> IdentifyPage:
    answer = "nothing" if found.number is None else "work" if found.work else "kept-back"
    return IdentifyPage(
        title=_("Whose picture is this?"),
        answer=answer,
        work=_found(found.work) if found.work else None,
        mirrored=found.mirrored,
        resembles=found.resembles,
        alike=tuple(_found(work, certain) for work, certain in found.alike),
    )


def _found(work: Work, certain: bool = True) -> FoundWork:
    artist, artwork = work.artist, work.artwork
    path = f"/@{artist.name}/{artwork.id}"
    return FoundWork(artwork.title, artist.shown_name, f"@{artist.name}", path, artwork.state, certain)
