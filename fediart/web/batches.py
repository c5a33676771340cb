"""Many works changed at once: which and what, how far it is, and undoing all of it. `/works/many`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from aiohttp import web

from fediart.actions import batches
from fediart.actions.submission import Details, tags_from
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store import artworks, images
from fediart.store import batches as rows
from fediart.store.gallery import FIRST
from fediart.web import pages
from fediart.web.paging import cursor_of, older
from fediart.web.render import Page
from fediart.web.request import answers, is_number, number_in, settings_of, site_of, ticked, viewer
from fediart.web.showing import ShownPicture, shown
from fediart.web.upload_form import by_field
from fediart.web.work_form import WorkForm, work_form

KEEP = "keep"
"""What a choice says that is to stay as it is in each work."""
ON_A_PAGE, HERE = 120, "/works/many"


@dataclass(frozen=True, slots=True)
class ManyWork:
    id: int
    name: str
    picture: ShownPicture | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class ManyPage(Page):
    """`last` leads to the change made before, or is empty. `here` is the address of this page of works."""

    template: ClassVar[str] = "many.html"
    works: tuple[ManyWork, ...]
    form: WorkForm
    said: Mapping[str, str]
    errors: Mapping[str, str]
    last: str
    here: str = HERE
    first: bool = True
    older: str = ""


@dataclass(frozen=True, slots=True)
class ManyLine:
    name: str
    path: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class BatchPage(Page):
    """`going` while works are still to be changed or brought back."""

    template: ClassVar[str] = "batch.html"
    id: int
    lines: tuple[ManyLine, ...]
    going: bool
    undone: bool
    done: int


async def show(request: web.Request) -> web.StreamResponse:
    return await _form(request, {}, ())


async def send(request: web.Request) -> web.StreamResponse:
    said, chosen = await answers(request), await ticked(request, "work")
    numbers = [int(one) for one in chosen if is_number(one)]
    try:
        batch_id = await batches.start(site_of(request), viewer(request).actor, numbers, _changes(said))
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _form(request, said, numbers, by_field(problem))
    return pages.go(request, f"/works/many/{batch_id}")


def _changes(said: Mapping[str, str]) -> dict[str, Any]:
    """The fields that are to become different."""
    found: dict[str, Any] = {
        name: said[name] for name in ("licence", "ai_policy", "visibility") if said.get(name, KEEP) != KEEP
    }
    for name in ("mature", "portfolio"):
        if said.get(name, KEEP) != KEEP:
            found[name] = said[name] == "yes"
    if said.get("series_deed") == "none" or said.get("series"):
        found["series"] = "" if said.get("series_deed") == "none" else said["series"]
    for name in ("add_tags", "remove_tags"):
        if said.get(name):
            found[name] = list(tags_from(said[name]))
    return found


async def show_one(request: web.Request) -> web.StreamResponse:
    artist = viewer(request).actor
    async with site_of(request).db.reading() as tx:
        batch = await rows.owned(tx, number_in(request), artist.id)
        if batch is None:
            raise NotFound(_("There is no such change."))
        changed = await rows.works_of(tx, batch.id)
        works = await artworks.by_ids(tx, [one.artwork_id for one in changed])
    lines = tuple(
        ManyLine(works[one.artwork_id].title, f"/@{artist.name}/{one.artwork_id}", one.state, one.words)
        for one in changed
        if works[one.artwork_id].state != "deleted"
    )
    page = BatchPage(
        title=_("Many works at once"), id=batch.id, lines=lines, undone=bool(batch.undone),
        going=any(one.state in ("waiting", "undoing") for one in changed),
        done=sum(one.state == "done" for one in changed),
    )  # fmt: skip
    return await pages.show(request, page)


async def undo(request: web.Request) -> web.StreamResponse:
    number = number_in(request)
    await batches.undo(site_of(request), viewer(request).actor, number)
    return pages.go(request, f"/works/many/{number}", notice=_("It is being undone."))


async def _form(
    request: web.Request,
    said: Mapping[str, str],
    chosen: list[int] | tuple[()],
    errors: Mapping[str, str] | None = None,
) -> web.StreamResponse:
    artist, before = viewer(request).actor, cursor_of(request)
    async with site_of(request).db.reading() as tx:
        own = await artworks.published_of(tx, artist.id, before=before, limit=ON_A_PAGE + 1)
        more, own = len(own) > ON_A_PAGE, own[:ON_A_PAGE]
        first = await images.of_artworks(tx, [one.id for one in own], first_only=True)
        form = await work_form(tx, artist, settings_of(request), Details(), errors=errors)
        last = await rows.newest(tx, artist.id)
    works = []
    for one in own:
        found = first.get(one.id, [])
        works.append(ManyWork(one.id, one.title, shown(found[0]) if found else None, one.id in chosen))
    page = ManyPage(
        title=_("Change many works at once"), works=tuple(works), form=form, said=said, errors=errors or {},
        last=f"/works/many/{last.id}" if last else "", first=before == FIRST,
        here=HERE if before == FIRST else older(HERE, *before),
        older=older(HERE, own[-1].published, own[-1].id) if more else "",
    )  # fmt: skip
    return await pages.show(request, page, status=422 if errors else 200)
