"""Settings: the portfolio is arranged here as a draft, looked at, and published; and it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, Final

from aiohttp import web

from fediart.actions import portfolio as deeds
from fediart.actions.portfolio import LONGEST
from fediart.errors import Problem
from fediart.language import N_, _
from fediart.store import portfolios
from fediart.store.gallery import FIRST, Hanging
from fediart.store.portfolios import HEADER, Kept, Portfolio
from fediart.web import pages
from fediart.web.arranging import REST, TOP, groups_of, pressed, read_form
from fediart.web.curated import Curated, gather
from fediart.web.portfolio import PortfolioPage, shared_parts
from fediart.web.render import Page
from fediart.web.request import is_number, settings_of, site_of, ticked, viewer
from fediart.web.showing import ShownPicture, shown
from fediart.web.upload_form import by_field

MOST_LISTED: Final = 120  # works without a place that the form lists
LAYOUT_WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "justified": (N_("Rows"), N_("Rows of one height, every picture whole.")),
        "masonry": (N_("Columns"), N_("Columns of one width, every picture whole.")),
        "single": (N_("One at a time"), N_("Each work large, one below the other.")),
        "grid": (N_("Squares"), N_("Cropped to squares around the focal point you set.")),
        "index": (N_("List"), N_("Small pictures with title, medium and year.")),
    }
)
ACCENT_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ink": N_("Ink"), "cobalt": N_("Cobalt"), "teal": N_("Teal"), "moss": N_("Moss"),
        "ochre": N_("Ochre"), "rust": N_("Rust"), "rose": N_("Rose"), "plum": N_("Plum"),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A work in the form. `picture` is None where it has none that is made already."""

    id: int
    title: str
    picture: ShownPicture | None


@dataclass(frozen=True, slots=True)
class ArrangedGroup:
    """`heading`, `words` and `cover` are a section's; TOP and REST have none."""

    key: str
    heading: str
    words: str
    cover: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class ArrangePage(Page):
    """`layouts` and `accents` have sentences of the catalogues by word; `moved` is the work that was moved just now."""

    template: ClassVar[str] = "settings/portfolio.html"
    face: Portfolio
    groups: tuple[ArrangedGroup, ...]
    curated: Curated
    covers: tuple[Item, ...]
    has_header: bool
    is_draft: bool
    can_undo: bool
    moved: str
    moved_up: bool
    unlisted: bool
    errors: Mapping[str, str] = field(default_factory=dict)
    layouts: Mapping[str, tuple[str, str]] = field(default_factory=lambda: LAYOUT_WORDS)
    accents: Mapping[str, str] = field(default_factory=lambda: ACCENT_WORDS)
    longest: Mapping[str, int] = field(default_factory=lambda: LONGEST)
    top: str = TOP
    rest_key: str = REST
    header_word: str = HEADER


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def send(request: web.Request) -> web.StreamResponse:
    """Every button of the form keeps the draft first; which one it was says what happens then, and where it leads."""
    site, artist = site_of(request), viewer(request).actor
    form = await request.post()
    items = [(name, value.strip()) for name, value in form.items() if isinstance(value, str)]
    said = dict(items)
    async with site.db.reading() as tx:
        now, _kept = await deeds.working(tx, artist.id)
    face, rest = read_form(items, now)
    chosen = [int(one) for one in await ticked(request, "tick") if is_number(one)]
    button = said.get("deed", "")
    face = pressed(face, rest, button, chosen, said.get("target", ""))
    try:
        await deeds.save_draft(site, artist, face)
        if button == "publish":
            await deeds.publish_draft(site, artist)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, face=face, errors=by_field(problem))
    return _onward(request, artist.name, button)


def _onward(request: web.Request, name: str, button: str) -> web.StreamResponse:
    deed, _colon, what = button.partition(":")
    if deed == "publish":
        return pages.go(request, f"/@{name}", notice=_("Your portfolio is published."))
    if deed == "preview":
        return pages.go(request, "/settings/portfolio/preview")
    if deed in ("up", "down") and is_number(what):
        return pages.go(request, f"/settings/portfolio?moved={what}:{deed}#item-{what}")
    if deed == "section-up":
        return pages.go(request, f"/settings/portfolio#group-{what}")
    return pages.go(request, "/settings/portfolio#order" if deed else "/settings/portfolio")


async def publish(request: web.Request) -> web.StreamResponse:
    artist = viewer(request).actor
    await deeds.publish_draft(site_of(request), artist)
    return pages.go(request, f"/@{artist.name}", notice=_("Your portfolio is published."))


async def discard(request: web.Request) -> web.StreamResponse:
    await deeds.discard_draft(site_of(request), viewer(request).actor)
    return pages.go(request, "/settings/portfolio", notice=_("Your changes are thrown away."))


async def undo(request: web.Request) -> web.StreamResponse:
    await deeds.undo(site_of(request), viewer(request).actor)
    notice = _("Your portfolio is as it was before. Undo again to go forward.")
    return pages.go(request, "/settings/portfolio", notice=notice)


async def preview(request: web.Request) -> web.StreamResponse:
    """The portfolio page as it will be, for the artist alone."""
    artist = viewer(request).actor
    async with site_of(request).db.reading() as tx:
        face, kept = await deeds.working(tx, artist.id)
        found = await gather(tx, settings_of(request), artist, face)
        shared = await shared_parts(tx, request, artist, found)
    page = PortfolioPage(title=_("Preview of your portfolio"), **shared, previewed=kept.draft is not None)
    return await pages.show(request, page)


async def _page(
    request: web.Request, *, face: Portfolio | None = None, errors: Mapping[str, str] | None = None
) -> web.StreamResponse:
    artist = viewer(request).actor
    async with site_of(request).db.reading() as tx:
        working, kept = await deeds.working(tx, artist.id)
        face = face or working
        named = (*face.pinned, *face.placed)
        placed = await portfolios.placed(tx, artist.id, named, viewer=artist.id)
        rest = await portfolios.rest(
            tx, artist.id, without=named, before=FIRST, limit=MOST_LISTED + 1, viewer=artist.id
        )
        curated = await gather(tx, settings_of(request), artist, face, size=12)
    works = {number: _item(work) for number, work in placed.items()}
    works |= {work.id: _item(work) for work in rest[:MOST_LISTED]}
    page = ArrangePage(
        title=_("Your portfolio"),
        face=face,
        groups=_groups(face, [work.id for work in rest[:MOST_LISTED]], works),
        curated=curated,
        covers=tuple(works.values()),
        has_header=bool(artist.header),
        unlisted=len(rest) > MOST_LISTED,
        errors=errors or {},
        **_state(request, kept),
    )
    return await pages.show(request, page, status=422 if errors else 200)


def _state(request: web.Request, kept: Kept) -> dict[str, Any]:
    moved, _colon, way = request.query.get("moved", "").partition(":")
    return {
        "is_draft": kept.draft is not None,
        "can_undo": kept.earlier is not None,
        "moved": moved,
        "moved_up": way == "up",
    }


def _groups(face: Portfolio, rest: Sequence[int], works: Mapping[int, Item]) -> tuple[ArrangedGroup, ...]:
    sections = {one.key: one for one in face.sections}
    made = []
    for group in groups_of(face, rest):
        section = sections.get(group.key, portfolios.Section(group.key))
        items = tuple(works[number] for number in group.works if number in works)
        made.append(ArrangedGroup(group.key, section.heading, section.words, section.cover, items))
    return tuple(made)


def _item(work: Hanging) -> Item:
    picture = shown(work.image, member=True) if work.image else None
    return Item(work.id, work.title or _("Untitled"), picture if picture and picture.src else None)
