"""An artist's own works: all of them by state, and the page where one watches what becomes of a submission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.arrived import Arrivals, arrivals
from fediart.actions.delete import delete
from fediart.actions.publish import try_again
from fediart.actions.turns import turn_of
from fediart.errors import NotFound
from fediart.language import N_, _
from fediart.store import artworks, credentials, images, pictures, reviews, series
from fediart.store.actors import Actor
from fediart.store.artworks import UNDER_WAY, Artwork
from fediart.store.database import Reading
from fediart.store.gallery import FIRST
from fediart.store.images import Image
from fediart.store.pictures import Picture
from fediart.store.series import Series
from fediart.web import pages
from fediart.web.attached import Side, side_of
from fediart.web.making import NOTHING, DraftLine, Making, draft_lines, making_of, revised_path
from fediart.web.own_copies import OwnCopies, own_copies
from fediart.web.paging import cursor_of, older
from fediart.web.render import Page
from fediart.web.request import site_of, viewer
from fediart.web.showing import SHOWN_BY_BROWSERS, ShownPicture, shown
from fediart.web.work_case import WorkCase, work_case

ABSENT = N_("There is no such artwork among yours.")
STAGES = (
    ("submitted", N_("Received"), N_("Your files arrived and are kept privately, byte for byte.")),
    (
        "checking",
        N_("Checking"),
        N_("What the files say of themselves and what the detector sees is held against the rules."),
    ),
    (
        "preparing",
        N_("Preparing"),
        N_("Sizes for every screen are made, without private metadata and with your AI policy."),
    ),
    ("published", N_("Published"), N_("It hangs in your portfolio and is on its way to your followers.")),
)
HEADINGS = {
    "submitted": N_("On its way"),
    "checking": N_("On its way"),
    "preparing": N_("On its way"),
    "published": N_("Published"),
    "held": N_("Waiting for a moderator"),
    "refused": N_("Not published"),
    "failed": N_("Something went wrong"),
    "previewed": N_("Ready for you to look at"),
    "withdrawn": N_("Taken down by a moderator"),
    "scheduled": N_("Waits for its time"),
}
ASKS = N_("A moderator has a question")


@dataclass(frozen=True, slots=True)
class Stage:
    """`status` is done, now or later."""

    word: str
    title: str
    text: str
    status: str


@dataclass(frozen=True, slots=True)
class OwnPicture:
    """A picture as its artist may see it before the public does; `path` leads to the private original."""

    path: str
    name: str
    alt: str
    media_type: str


@dataclass(frozen=True, slots=True)
class WorkPage(Page):
    template: ClassVar[str] = "work_state.html"
    id: int
    name: str
    state: str
    heading: str
    stages: tuple[Stage, ...]
    note: str
    label: str
    case: WorkCase
    path: str
    pictures: tuple[OwnPicture, ...]
    errors: Mapping[str, str]
    draft: str
    arrivals: Arrivals
    side: Side
    copies: OwnCopies
    credentials: bool
    making: Making = NOTHING
    turn: str = ""


ON_A_PAGE = 60  # works that are up; of the others all are told on the first page


@dataclass(frozen=True, slots=True)
class OwnWork:
    """`original` leads to the private file of a work that has no public pictures yet, if browsers can show it."""

    id: int
    name: str
    state: str
    heading: str
    path: str
    picture: ShownPicture | None
    original: str
    visibility: str
    changed: int


@dataclass(frozen=True, slots=True)
class WorksPage(Page):
    template: ClassVar[str] = "works.html"
    waiting: tuple[OwnWork, ...]
    published: tuple[OwnWork, ...]
    series: tuple[Series, ...]
    drafts: tuple[DraftLine, ...] = ()
    first: bool = True
    older: str = ""


@dataclass(frozen=True, slots=True)
class DeletePage(Page):
    template: ClassVar[str] = "work_delete.html"
    id: int
    name: str
    is_published: bool


async def show_all(request: web.Request) -> web.StreamResponse:
    artist, before = viewer(request).actor, cursor_of(request)
    async with site_of(request).db.reading() as tx:
        waiting = await artworks.unpublished_of(tx, artist.id) if before == FIRST else []
        up = await artworks.published_of(tx, artist.id, before=before, limit=ON_A_PAGE + 1)
        found = [*waiting, *up[:ON_A_PAGE]]
        first = await images.of_artworks(tx, [work.id for work in found], first_only=True)
        private = await first_originals(tx, waiting)
        own_series = await series.of_actor(tx, artist.id)
        begun = await draft_lines(tx, artist)
        asked = await _asked(tx, found)
    works = [_own(work, artist, first.get(work.id, []), private.get(work.id, ""), work.id in asked) for work in found]
    page = WorksPage(
        title=_("Your works"),
        waiting=tuple(work for work in works if work.state != "published"),
        published=tuple(work for work in works if work.state == "published"),
        series=tuple(own_series),
        drafts=begun,
        first=before == FIRST,
        older=older("/works", found[-1].published, found[-1].id) if len(up) > ON_A_PAGE else "",
    )
    return await pages.show(request, page)


async def _asked(tx: Reading, works: Sequence[Artwork]) -> set[int]:
    """The works about which a moderator waits for an answer."""
    found: set[int] = set()
    for work in works:
        if work.state in ("held", "withdrawn"):
            cases = await reviews.of_artwork(tx, work.id)
            found |= {work.id} if any(one.state == reviews.ASKED for one in cases) else set()
    return found


async def first_originals(tx: Reading, works: Sequence[Artwork]) -> dict[int, str]:
    """For each work where its first private original is, for its artist and for moderators."""
    found: dict[int, str] = {}
    for work in works:
        own = await pictures.of_artwork(tx, work.id)
        if own and own[0].original and own[0].media_type in SHOWN_BY_BROWSERS:
            found[work.id] = f"/works/{work.id}/pictures/{own[0].id}"
    return found


def _own(work: Artwork, artist: Actor, found: Sequence[Image], original: str, asked: bool) -> OwnWork:
    hidden = work.state == "withdrawn"  # nobody is given its published sizes
    picture = shown(found[0]) if found and not hidden else None
    return OwnWork(
        id=work.id,
        name=work.title,
        state=work.state,
        heading=_(ASKS) if asked else HEADINGS[work.state],
        path=f"/@{artist.name}/{work.id}" if work.state == "published" else f"/works/{work.id}",
        picture=picture if picture and picture.src else None,
        original=original,
        visibility=work.visibility,
        changed=work.changed,
    )


async def show(request: web.Request) -> web.StreamResponse:
    """A work that waits for its artist's look is looked at on its own page; new pictures that are in, on the work's."""
    async with site_of(request).db.reading() as tx:
        if path := await revised_path(tx, viewer(request).actor, artwork_id(request)):
            return pages.go(request, path)
        work = await demand_own(tx, request, viewer(request).actor)
    if work.state == "previewed":
        return pages.go(request, f"/works/{work.id}/elsewhere")
    return await _page(request)


async def state(request: web.Request) -> web.StreamResponse:
    """`{"state", "stage", "done", "url"}`, and `"turn"` while it waits, for the script that watches a submission."""
    artist = viewer(request).actor
    async with site_of(request).db.reading() as tx:
        if path := await revised_path(tx, artist, artwork_id(request)):
            return web.json_response(
                {"state": "published", "stage": str(HEADINGS["published"]), "done": True, "url": path}
            )
        work = await demand_own(tx, request, artist)
        turn = await turn_of(tx, site_of(request), work)
    url = f"/@{artist.name}/{work.id}" if work.state == "published" else f"/works/{work.id}"
    said = {"state": work.state, "stage": str(HEADINGS[work.state]), "done": work.state not in UNDER_WAY, "url": url}
    return web.json_response({**said, "turn": turn.words} if turn else said)


async def show_again(request: web.Request, errors: Mapping[str, str], *, draft: str = "") -> web.StreamResponse:
    """The page with what was wrong with a form of another address, and the words that were written in it."""
    return await _page(request, errors=errors, draft=draft)


async def again(request: web.Request) -> web.StreamResponse:
    await try_again(site_of(request), viewer(request).actor, artwork_id(request))
    return pages.go(request, f"/works/{artwork_id(request)}")


async def ask_to_delete(request: web.Request) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        work = await demand_own(tx, request, viewer(request).actor)
    published = work.state == "published"
    title = _("Delete this artwork?") if published else _("Withdraw this artwork?")
    return await pages.show(request, DeletePage(title, work.id, work.title, published))


async def delete_it(request: web.Request) -> web.StreamResponse:
    await delete(site_of(request), viewer(request).actor, artwork_id(request))
    return pages.go(request, "/works", notice=_("It is gone from here. Other servers are told to delete their copies."))


def artwork_id(request: web.Request) -> int:
    """The number in the path; what is too large for one is nobody's work."""
    number = int(request.match_info["id"])
    if number >= 2**63:
        raise NotFound(_(ABSENT))
    return number


async def demand_own(tx: Reading, request: web.Request, artist: Actor) -> Artwork:
    """Raises NotFound alike for what is absent and what is somebody else's (advisories 89 and 105)."""
    work = await artworks.owned(tx, artwork_id(request), artist.id)
    if work is None:
        raise NotFound(_(ABSENT))
    return work


async def _page(
    request: web.Request, *, errors: Mapping[str, str] | None = None, draft: str = ""
) -> web.StreamResponse:
    artist = viewer(request).actor
    async with site_of(request).db.reading() as tx:
        work = await demand_own(tx, request, artist)
        own = await pictures.of_artwork(tx, work.id)
        arrived = await arrivals(tx, site_of(request), work.id)
        case = await work_case(tx, site_of(request), work)
        side = await side_of(tx, site_of(request), work)
        alike = await own_copies(tx, site_of(request), work)
        brought = bool(await credentials.of_artwork(tx, work.id))
        making = await making_of(tx, artist, work)
        turn = await turn_of(tx, site_of(request), work)
    page = WorkPage(
        title=f"{HEADINGS[work.state]}: {work.title}",
        id=work.id,
        name=work.title,
        state=work.state,
        heading=_(ASKS) if case.question else HEADINGS[work.state],
        stages=_stages(work.state),
        note=work.note,
        label=work.ai_label,
        case=case,
        path=f"/@{artist.name}/{work.id}",
        pictures=tuple(_picture(work.id, one) for one in own),
        errors=errors or {},
        draft=draft,
        arrivals=arrived,
        side=side,
        copies=alike,
        credentials=brought,
        making=making,
        turn=turn.words if turn else "",
    )
    return await pages.show(request, page, status=422 if errors else 200)


def _stages(state: str) -> tuple[Stage, ...]:
    order = [word for word, _, _ in STAGES]
    here = order.index(state) if state in order else len(order)

    def status(place: int) -> str:
        if place < here or state == "published":
            return "done"
        return "now" if place == here else "later"

    if state not in order:
        return ()
    return tuple(Stage(word, title, text, status(place)) for place, (word, title, text) in enumerate(STAGES))


def _picture(work_id: int, one: Picture) -> OwnPicture:
    return OwnPicture(f"/works/{work_id}/pictures/{one.id}", one.file_name, one.alt, one.media_type)
