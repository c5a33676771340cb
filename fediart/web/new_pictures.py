"""The pictures of a published work are replaced, added and taken away: the form, and where its files go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.new_pictures import revise
from fediart.actions.submission import Upload, limits_of
from fediart.errors import Problem, Problems
from fediart.language import _
from fediart.store import images, pictures, revisions
from fediart.store.pictures import Picture
from fediart.web import pages
from fediart.web.new_work import ACCEPTED, FormFile
from fediart.web.render import Page
from fediart.web.request import settings_of, site_of, viewer
from fediart.web.showing import shown
from fediart.web.upload_form import ReceivedForm, by_field, receive
from fediart.web.work_form import focal_from
from fediart.web.works import demand_own


@dataclass(frozen=True, slots=True)
class PicturesPage(Page):
    """`waiting` leads to new pictures that are on their way already, or is empty."""

    template: ClassVar[str] = "new_pictures.html"
    id: int
    name: str
    state: str
    files: tuple[FormFile, ...]
    waiting: str
    accepted: str
    room: int
    most_megabytes: int
    alt_required: bool
    errors: Mapping[str, str]


async def show(request: web.Request) -> web.StreamResponse:
    return await _form(request)


async def send(request: web.Request) -> web.StreamResponse:
    """New files go before the filter: one watches them at /works/NUMBER. What needs no look holds at once."""
    site, artist, folder = site_of(request), viewer(request).actor, site_of(request).storage.incoming()
    async with site.db.reading() as tx:
        work = await demand_own(tx, request, artist)
        known = await pictures.of_artwork(tx, work.id)
    try:
        form = await receive(
            request, folder,
            most_files=site.config.media.max_pictures, most_bytes=limits_of(site.config).file_bytes,
        )  # fmt: skip
        if form.problems:
            raise Problems(form.problems)
        carrier = await revise(site, artist, work.id, _places(known, form))
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _form(request, errors=by_field(problem))
    finally:
        site.storage.discard(folder)
    if carrier is None:
        return pages.go(request, f"/@{artist.name}/{work.id}", notice=_("The pictures are changed."))
    words = _("Your new pictures are being checked. Until they are in, the work shows what it did.")
    return pages.go(request, f"/works/{carrier}", notice=words)


def _places(known: Sequence[Picture], form: ReceivedForm) -> list[int | Upload]:
    """What stays, what comes in its place, and what is added at the end."""
    said, places = form.fields, list[int | Upload]()
    instead = {file.field: file for file in form.files}
    for one in known:
        file = instead.get(f"replace-{one.id}")
        if said.get(f"remove-{one.id}") == "1":
            continue
        if file is None:
            places.append(one.id)
            continue
        alt = said.get(f"alt-{one.id}", one.alt)
        places.append(Upload(file.path, file.name, alt, (one.focal_x, one.focal_y)))
    added = [file for file in form.files if file.field == "files"]
    for number, file in enumerate(added, 1):
        focal = focal_from(said.get(f"focal-{number}", ""))
        places.append(Upload(file.path, file.name, said.get(f"alt-{number}", ""), focal))
    return places


async def _form(request: web.Request, *, errors: Mapping[str, str] | None = None) -> web.StreamResponse:
    site = site_of(request)
    async with site.db.reading() as tx:
        work = await demand_own(tx, request, viewer(request).actor)
        known = await pictures.of_artwork(tx, work.id)
        public = await images.of_artworks(tx, [work.id], first_only=False)
        waiting = await revisions.open_of(tx, work.id)
    srcs = {one.id: shown(one).src for one in public.get(work.id, [])}
    media = site.config.media
    page = PicturesPage(
        title=_("Pictures of %(title)s", title=work.title),
        id=work.id,
        name=work.title,
        state=work.state,
        files=tuple(
            FormFile(
                one.id, place, srcs.get(one.id) or f"/works/{work.id}/pictures/{one.id}", one.alt, "", one.file_name
            )
            for place, one in enumerate(known, 1)
        ),
        waiting=f"/works/{waiting.id}" if waiting else "",
        accepted=ACCEPTED,
        room=max(0, media.max_pictures - len(known)),
        most_megabytes=media.max_file_mb,
        alt_required=settings_of(request).require_alt,
        errors=errors or {},
    )
    return await pages.show(request, page, status=422 if errors else 200)
