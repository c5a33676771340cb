"""Editing a work: its words, the order and descriptions of its pictures, who may see it, its AI policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.current import current_details
from fediart.actions.edit import PictureWords, edit
from fediart.errors import Problem
from fediart.language import _
from fediart.store import images, pictures, work_words
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.pictures import Picture
from fediart.web import pages
from fediart.web.new_work import ROLE_WORDS
from fediart.web.render import Page
from fediart.web.request import answers, settings_of, site_of, viewer
from fediart.web.showing import shown
from fediart.web.upload_form import by_field
from fediart.web.work_form import WorkForm, details_from, focal_from, work_form
from fediart.web.works import demand_own


@dataclass(frozen=True, slots=True)
class EditedPicture:
    """`place` counts from 1; `focal` is `x,y` as the field holds it."""

    id: int
    place: int
    src: str
    alt: str
    focal: str
    name: str
    caption: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class EditPage(Page):
    template: ClassVar[str] = "edit_artwork.html"
    id: int
    name: str
    state: str
    form: WorkForm
    pictures: tuple[EditedPicture, ...]
    alt_required: bool
    roles: tuple[tuple[str, str], ...] = ROLE_WORDS


async def show(request: web.Request) -> web.StreamResponse:
    return await _form(request)


async def save(request: web.Request) -> web.StreamResponse:
    artist, said = viewer(request).actor, await answers(request)
    async with site_of(request).db.reading() as tx:
        work = await demand_own(tx, request, artist)
        known = await pictures.of_artwork(tx, work.id)
    try:
        after = await edit(site_of(request), artist, work.id, details_from(said), _words(known, said))
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _form(request, said=said, errors=by_field(problem))
    path = f"/@{artist.name}/{work.id}" if after.state == "published" else f"/works/{work.id}"
    return pages.go(request, path, notice=_("Saved."))


def _words(known: list[Picture], said: Mapping[str, str]) -> list[PictureWords]:
    """The pictures in the order of the places given; equal places keep the order they had."""
    numbered = [
        (_place(said.get(f"place-{picture.id}", ""), number), number, picture)
        for number, picture in enumerate(known, 1)
    ]
    return [
        PictureWords(
            picture.id,
            said.get(f"alt-{picture.id}", picture.alt),
            _focal(picture, said.get(f"focal-{picture.id}")),
            said.get(f"caption-{picture.id}"),
            said.get(f"role-{picture.id}", ""),
        )
        for _, _, picture in sorted(numbered, key=lambda one: one[:2])
    ]


def _focal(picture: Picture, said: str | None) -> tuple[float, float]:
    return (picture.focal_x, picture.focal_y) if said is None else focal_from(said)


def _place(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else otherwise


async def _form(
    request: web.Request, *, said: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> web.StreamResponse:
    artist, settings = viewer(request).actor, settings_of(request)
    async with site_of(request).db.reading() as tx:
        work = await demand_own(tx, request, artist)
        details = details_from(said) if said is not None else await current_details(tx, work)
        tags = said.get("tags", "") if said is not None else ""
        form = await work_form(tx, artist, settings, details, tags=tags, errors=_at_fields(errors or {}, said or {}))
        shown_pictures = await _pictures(tx, work, said or {})
    page = EditPage(
        title=_("Edit %(title)s", title=work.title),
        id=work.id,
        name=work.title,
        state=work.state,
        form=form,
        pictures=shown_pictures,
        alt_required=settings.require_alt,
    )
    return await pages.show(request, page, status=422 if errors else 200)


async def _pictures(tx: Reading, work: Artwork, said: Mapping[str, str]) -> tuple[EditedPicture, ...]:
    known, beside = await pictures.of_artwork(tx, work.id), await work_words.words_of(tx, work.id)
    public = {one.id: shown(one).src for one in (await images.of_artworks(tx, [work.id], first_only=False))[work.id]}
    words = {one.id: (place, one) for place, one in enumerate(_words(known, said), 1)}
    made = []
    for picture in known:
        place, typed = words[picture.id]
        kept = beside.get(picture.id, work_words.UNSAID)
        made.append(
            EditedPicture(
                id=picture.id,
                place=place,
                src=public.get(picture.id) or f"/works/{work.id}/pictures/{picture.id}",
                alt=typed.alt,
                focal="{:g},{:g}".format(*typed.focal),
                name=picture.file_name,
                caption=kept.caption if typed.caption is None else typed.caption,
                role=kept.role if typed.caption is None else typed.role,
            )
        )
    return tuple(sorted(made, key=lambda one: one.place))


def _at_fields(errors: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    """`alt-2` of the second picture in the new order belongs to the field of that picture's id."""
    numbered = [int(name.removeprefix("alt-")) for name in said if name.startswith("alt-") and name[4:].isdecimal()]
    placed = sorted(numbered, key=lambda one: _place(said.get(f"place-{one}", ""), 0))
    fields = {f"alt-{place}": f"alt-{identifier}" for place, identifier in enumerate(placed, 1)}
    return {fields.get(name, name): message for name, message in errors.items()}
