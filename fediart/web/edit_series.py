"""A series as its artist sees it: its title and words, the order of its works, and its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.series import delete_series, edit_series, order_series
from fediart.errors import NotFound, Problem
from fediart.store import artworks, series
from fediart.store.database import Reading
from fediart.store.series import Series
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.upload_form import by_field

ABSENT = "There is no such series among yours."


@dataclass(frozen=True, slots=True)
class PlacedWork:
    id: int
    name: str
    place: int


@dataclass(frozen=True, slots=True)
class EditSeriesPage(Page):
    template: ClassVar[str] = "edit_series.html"
    id: int
    name: str
    description: str
    path: str
    works: tuple[PlacedWork, ...]
    errors: Mapping[str, str]


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def save(request: web.Request) -> web.StreamResponse:
    """Title, description and order in one."""
    site, artist, said = site_of(request), viewer(request).actor, await answers(request)
    async with site.db.reading() as tx:
        found = await _own(tx, request)
        works = await artworks.of_series(tx, found.id)
    try:
        await edit_series(site, artist, found.id, title=said.get("title", ""), description=said.get("description", ""))
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, said=said, errors=by_field(problem))
    wanted = sorted(enumerate(works), key=lambda one: (_place(said.get(f"place-{one[1].id}", ""), one[0] + 1), one[0]))
    await order_series(site, artist, found.id, [work.id for _, work in wanted])
    return pages.go(request, f"/@{artist.name}/series/{found.slug}", notice="Saved.")


async def delete(request: web.Request) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        found = await _own(tx, request)
    await delete_series(site_of(request), viewer(request).actor, found.id)
    return pages.go(request, "/works", notice="The series is gone; its works are still there.")


def _place(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 else otherwise


async def _own(tx: Reading, request: web.Request) -> Series:
    number = int(request.match_info["id"])
    found = await series.by_id(tx, number) if number < 2**63 else None
    if found is None or found.actor_id != viewer(request).actor.id:
        raise NotFound(ABSENT)
    return found


async def _page(
    request: web.Request, *, said: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        found = await _own(tx, request)
        works = await artworks.of_series(tx, found.id)
    typed = said or {}
    page = EditSeriesPage(
        title=f"Edit {found.title}",
        id=found.id,
        name=typed.get("title", found.title),
        description=typed.get("description", found.description),
        path=f"/@{viewer(request).actor.name}/series/{found.slug}",
        works=tuple(PlacedWork(work.id, work.title, place) for place, work in enumerate(works, 1)),
        errors=errors or {},
    )
    return await pages.show(request, page, status=422 if errors else 200)
