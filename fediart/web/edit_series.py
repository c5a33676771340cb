"""A series as its artist sees it: its title and words, the order of its works, and its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.profile import policy_words
from fediart.actions.series import SeriesWords, delete_series, save_series
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.store import artworks, images, series
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.images import Image
from fediart.store.series import Series
from fediart.translate.rights import artist_policy, series_policy
from fediart.web import pages
from fediart.web.choices import Choice, held_note, policies
from fediart.web.preset_words import words_for
from fediart.web.render import Page
from fediart.web.request import answers, settings_of, site_of, ticked, viewer
from fediart.web.showing import ShownPicture, shown
from fediart.web.upload_form import by_field

ABSENT = N_("There is no such series among yours.")


@dataclass(frozen=True, slots=True)
class PlacedWork:
    """A work in its place. `picture` is None where it has none that is made already."""

    id: int
    name: str
    picture: ShownPicture | None


@dataclass(frozen=True, slots=True)
class EditSeriesPage(Page):
    """`moved` is the id of the work that was moved just now, or 0: its button keeps the focus."""

    template: ClassVar[str] = "edit_series.html"
    id: int
    name: str
    description: str
    path: str
    works: tuple[PlacedWork, ...]
    moved: int
    moved_up: bool
    policies: tuple[Choice, ...]
    policy: str
    policy_title: str
    policy_held: str
    errors: Mapping[str, str]


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def save(request: web.Request) -> web.StreamResponse:
    """Title, description and order in one. A move button saves, too, and leads back to this page."""
    site, artist, said = site_of(request), viewer(request).actor, await answers(request)
    async with site.db.reading() as tx:
        found = await _own(tx, request)
        works = await artworks.of_series(tx, found.id)
    wanted = ordered([work.id for work in works], await ticked(request, "order"))
    number, _rest, way = said.get("move", "").partition(":")
    if way in ("up", "down"):
        wanted = swapped(wanted, number, -1 if way == "up" else 1)
    given = SeriesWords(said.get("title", ""), said.get("description", ""), said.get("ai_policy", found.ai_policy))
    try:
        await save_series(site, artist, found.id, given, order=wanted)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, said=said, errors=by_field(problem))
    if way:
        return pages.go(request, f"/works/series/{found.id}?moved={number}:{way}#work-{number}")
    return pages.go(request, f"/@{artist.name}/series/{found.slug}", notice=_("Saved."))


def ordered(known: Sequence[int], wanted: Sequence[str]) -> list[int]:
    """The works as the form puts them; those it does not name stay behind, in their order."""
    named = [int(one) for one in wanted if one.isascii() and one.isdigit() and len(one) < 20]
    first = [one for one in dict.fromkeys(named) if one in set(known)]
    return first + [one for one in known if one not in set(first)]


def swapped(works: Sequence[int], number: str, by: int) -> list[int]:
    """One work a place earlier or later; at the ends nothing happens."""
    order = list(works)
    at = next((place for place, one in enumerate(order) if str(one) == number), None)
    if at is not None and 0 <= at + by < len(order):
        order[at], order[at + by] = order[at + by], order[at]
    return order


async def delete(request: web.Request) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        found = await _own(tx, request)
    await delete_series(site_of(request), viewer(request).actor, found.id)
    return pages.go(request, "/works", notice=_("The series is gone; its works are still there."))


async def _own(tx: Reading, request: web.Request) -> Series:
    number = int(request.match_info["id"])
    found = await series.by_id(tx, number) if number < 2**63 else None
    if found is None or found.actor_id != viewer(request).actor.id:
        raise NotFound(_(ABSENT))
    return found


async def _page(
    request: web.Request, *, said: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        found = await _own(tx, request)
        works = await artworks.of_series(tx, found.id)
        faces = await images.of_artworks(tx, [work.id for work in works], first_only=True)
    typed, artist, settings = said or {}, viewer(request).actor, settings_of(request)
    usual = words_for(artist_policy(artist, settings).preset)
    default: Choice = (
        "",
        _("As your other works: %(title)s", title=usual.title),
        _("If you change that, this series follows."),
    )
    choices = (default, *policies(policy_words(settings, found.ai_policy)[1:]))
    chosen = typed.get("ai_policy", found.ai_policy)
    number, _rest, way = request.query.get("moved", "").partition(":")
    page = EditSeriesPage(
        title=_("Edit %(title)s", title=found.title),
        id=found.id,
        name=typed.get("title", found.title),
        description=typed.get("description", found.description),
        path=f"/@{artist.name}/series/{found.slug}",
        policies=choices,
        policy=chosen,
        policy_title=next((title for value, title, _ in choices if value == chosen), chosen),
        policy_held=held_note(found.ai_policy, series_policy(found, artist, settings)),
        works=tuple(_placed(work, faces.get(work.id, [])) for work in works),
        moved=int(number) if number.isascii() and number.isdigit() and len(number) < 20 else 0,
        moved_up=way == "up",
        errors=errors or {},
    )
    return await pages.show(request, page, status=422 if errors else 200)


def _placed(work: Artwork, face: Sequence[Image]) -> PlacedWork:
    picture = shown(face[0]) if face else None
    return PlacedWork(work.id, work.title, picture if picture and picture.src else None)
