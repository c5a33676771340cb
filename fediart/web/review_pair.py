"""For moderators: a picture of a case beside the earlier one that it looks like, at full size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.attach import may_look
from fediart.actions.copies import first_works
from fediart.errors import NotFound
from fediart.language import N_, _
from fediart.store import actors, artworks, copies, images, pictures
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.copies import Part
from fediart.store.database import Reading
from fediart.web import pages
from fediart.web.copies import Side, likely, outline
from fediart.web.render import Page
from fediart.web.request import number_in, site_of, viewer
from fediart.web.showing import SHOWN_BY_BROWSERS, actor_path, shown

ABSENT = N_("There are no such two pictures to compare.")


@dataclass(frozen=True, slots=True)
class PairPage(Page):
    """`whole`: one pixel for one. `certain`: that both show the same, as against a likeness."""

    template: ClassVar[str] = "review/pair.html"
    id: int
    copy_id: int
    first: Side
    later: Side
    likely: str
    certain: bool
    whole: bool


async def show(request: web.Request) -> web.StreamResponse:
    """`/review/ID/copies/COPY`; with `?size=full` one pixel for one."""
    work_id, copy_id = number_in(request), number_in(request, "copy")
    async with site_of(request).db.reading() as tx:
        page = await _read(tx, request, work_id, copy_id)
    return await pages.show(request, page)


async def _read(tx: Reading, request: web.Request, work_id: int, copy_id: int) -> PairPage:
    work = await artworks.by_id(tx, work_id)
    found = next((one for one in await copies.of_artwork(tx, work_id) if one.id == copy_id), None)
    first = (await first_works(tx, [found])).get(found.picture_id) if found else None
    people = await actors.by_ids(tx, {one.actor_id for one in (work, first) if one})
    if work is None or found is None or first is None or work.state == "deleted" or not first.is_public:
        raise NotFound(_(ABSENT))
    private = await may_look(tx, viewer(request).account, work)
    artist, uploader = people.get(first.actor_id), people.get(work.actor_id)
    if not (private or work.is_public) or artist is None or uploader is None:
        raise NotFound(_(ABSENT))
    return PairPage(
        title=_("%(title)s beside %(other)s", title=work.title or _("Untitled"), other=first.title or _("Untitled")),
        id=work.id,
        copy_id=found.id,
        first=await _side(tx, first, artist, found.picture_id, found.theirs, private=False),
        later=await _side(tx, work, uploader, found.other_picture, found.ours, private=private),
        likely=likely(found),
        certain=bool(found.certain),
        whole=request.query.get("size") == "full",
    )


async def _side(tx: Reading, work: Artwork, artist: Actor, picture_id: int, part: Part, *, private: bool) -> Side:
    """The largest public file; where there may be none, the `private` original."""
    drawn = await images.of_artworks(tx, [work.id], first_only=False) if work.is_public else {}
    public = next((shown(one, member=True) for one in drawn.get(work.id, []) if one.id == picture_id), None)
    own = await pictures.by_id(tx, picture_id)
    viewable = private and own is not None and bool(own.original) and own.media_type in SHOWN_BY_BROWSERS
    src = f"/works/{work.id}/pictures/{picture_id}" if viewable else public.largest if public else ""
    return Side(
        src=src,
        alt=own.alt if own else "",
        title=work.title or _("Untitled"),
        path=f"/@{artist.name}/{work.id}" if work.is_public else f"/review/{work.id}",
        who=artist.shown_name,
        who_path=actor_path(artist),
        at=work.published or work.created,
        outline=outline(part),
    )
