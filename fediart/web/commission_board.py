"""An artist's queue of commissions, what came to an end, and what a member has asked of others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.language import _
from fediart.store import actors, commissions, threads
from fediart.store.commissions import ARTIST, CLIENT, UNDER_WAY, Commission
from fediart.store.database import Reading
from fediart.web import pages
from fediart.web.commission_words import STATES, agreed_words
from fediart.web.paging import cursor_of, older
from fediart.web.render import Page
from fediart.web.request import site_of, viewer
from fediart.web.showing import Person, person

ON_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """A commission in a list. `who` is the other side, None for a visitor called `name`; `new`: not looked at yet."""

    path: str
    title: str
    state: str
    who: Person | None
    name: str
    offer: str
    agreed: str
    due: int
    late: bool
    waiting: bool
    new: bool
    created: int
    changed: int


@dataclass(frozen=True, slots=True)
class BoardPage(Page):
    """`columns` are a state and what is in it, the longest waiting first."""

    template: ClassVar[str] = "commissions/board.html"
    columns: tuple[tuple[str, tuple[Entry, ...]], ...]
    total: int
    states: Mapping[str, str] = field(default_factory=lambda: STATES)


@dataclass(frozen=True, slots=True)
class CommissionListPage(Page):
    """`asked`: what one has asked of others; else what came to an end with oneself."""

    template: ClassVar[str] = "commissions/list.html"
    entries: Sequence[Entry]
    asked: bool
    first: bool
    older: str
    states: Mapping[str, str] = field(default_factory=lambda: STATES)


async def show(request: web.Request) -> web.StreamResponse:
    me = viewer(request).actor
    async with site_of(request).db.reading() as tx:
        found = await commissions.board(tx, me.id)
        listed = await _entries(tx, request, found, ARTIST)
    columns = tuple((state, tuple(one for one in listed if one.state == state)) for state in UNDER_WAY)
    return await pages.show(request, BoardPage(title=_("Commissions"), columns=columns, total=len(listed)))


async def show_ended(request: web.Request) -> web.StreamResponse:
    before = cursor_of(request)
    async with site_of(request).db.reading() as tx:
        found = await commissions.ended(tx, viewer(request).actor.id, before=before, limit=ON_A_PAGE + 1)
        listed = await _entries(tx, request, found[:ON_A_PAGE], ARTIST)
    return await _list(request, found, listed, asked=False)


async def show_asked(request: web.Request) -> web.StreamResponse:
    before = cursor_of(request)
    async with site_of(request).db.reading() as tx:
        found = await commissions.asked_by(tx, viewer(request).actor.id, before=before, limit=ON_A_PAGE + 1)
        listed = await _entries(tx, request, found[:ON_A_PAGE], CLIENT)
    return await _list(request, found, listed, asked=True)


async def _list(
    request: web.Request, found: Sequence[Commission], listed: Sequence[Entry], *, asked: bool
) -> web.StreamResponse:
    path = "/commissions/asked" if asked else "/commissions/ended"
    last = found[ON_A_PAGE - 1] if len(found) > ON_A_PAGE else None
    page = CommissionListPage(
        title=_("What you have asked for") if asked else _("Ended commissions"),
        entries=listed,
        asked=asked,
        first="before" not in request.query,
        older=older(path, last.changed, last.id) if last else "",
    )
    return await pages.show(request, page)


async def _entries(tx: Reading, request: web.Request, found: Iterable[Commission], side: str) -> tuple[Entry, ...]:
    site, listed = site_of(request), list(found)
    others = [one.client_id if side == ARTIST else one.artist_id for one in listed]
    known = await actors.by_ids(tx, {number for number in others if number is not None})
    faces = await threads.faces_of(tx, known.values())
    people = {key: person(who, faces.get(key, ""), host=site.config.instance.host) for key, who in known.items()}
    now = site.clock.now()
    return tuple(
        _entry(one, people.get(number) if number is not None else None, side, now)
        for one, number in zip(listed, others, strict=True)
    )


def _entry(one: Commission, who: Person | None, side: str, now: int) -> Entry:
    seen = one.artist_seen if side == ARTIST else one.client_seen
    return Entry(
        path=f"/commissions/{one.id}",
        title=one.title,
        state=one.state,
        who=who,
        name=one.client_name,
        offer=str(one.offer.get("title", "")),
        agreed=agreed_words(one),
        due=one.due,
        late=bool(one.due) and one.due < now and one.state in ("accepted", "in-progress"),
        waiting=bool(one.waiting),
        new=one.changed > seen,
        created=one.created,
        changed=one.changed,
    )
