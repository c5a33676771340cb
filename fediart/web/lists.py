"""A member's lists: what their people post, who is in them, and in which of them somebody is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import lists as keeping
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.rights.model import POLICIES, Preset
from fediart.store import actors, emojis, lists
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.gallery import FIRST
from fediart.store.lists import PeopleList
from fediart.store.muted_words import HOME
from fediart.store.threads import faces_of
from fediart.web import pages
from fediart.web.paging import cursor_of, older
from fediart.web.people import ABSENT, locale_of
from fediart.web.render import Page
from fediart.web.request import answers, is_number, number_in, set_rights, site_of, ticked, viewer
from fediart.web.seeing import NO_LINE, AiLine, ai_line, carried, filled, said_at, seeing
from fediart.web.showing import Person, Remark, actor_path, person, remark
from fediart.web.upload_form import by_field

ON_A_PAGE = 30
REPLIES = (
    (lists.NO_REPLIES, N_("None")),
    (lists.AMONG, N_("To people of this list")),
    (lists.FOLLOWED, N_("To people you follow")),
)


@dataclass(frozen=True, slots=True)
class ListsPage(Page):
    template: ClassVar[str] = "lists.html"
    lists: tuple[PeopleList, ...]
    name: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListPage(Page):
    """`of` is the list itself."""

    template: ClassVar[str] = "list.html"
    of: PeopleList
    posts: tuple[Remark, ...]
    first: bool
    older: str
    ai: AiLine = NO_LINE


@dataclass(frozen=True, slots=True)
class EditListPage(Page):
    template: ClassVar[str] = "list_edit.html"
    of: PeopleList
    people: tuple[Person, ...]
    errors: Mapping[str, str] = field(default_factory=dict)
    replies: tuple[tuple[str, str], ...] = REPLIES


@dataclass(frozen=True, slots=True)
class InListsPage(Page):
    """`chosen` are the ids of the lists the person is in."""

    template: ClassVar[str] = "in_lists.html"
    person: Person
    lists: tuple[PeopleList, ...]
    chosen: frozenset[int]


async def show_all(request: web.Request) -> web.StreamResponse:
    """`/lists`."""
    return await pages.show(request, await _lists_page(request))


async def _lists_page(request: web.Request, name: str = "", errors: Mapping[str, str] | None = None) -> ListsPage:
    async with site_of(request).db.reading() as tx:
        found = await lists.of_actor(tx, viewer(request).actor.id)
    return ListsPage(_("Lists"), tuple(found), name, errors or {})


async def make(request: web.Request) -> web.StreamResponse:
    """`/lists`: a new one."""
    said = await answers(request)
    off_home = said.get("off_home") == "1"
    try:
        made = await keeping.make(site_of(request), viewer(request).actor, said.get("name", ""), off_home=off_home)
    except Problem as problem:
        page = await _lists_page(request, said.get("name", ""), by_field(problem))
        return await pages.show(request, page, status=problem.status)
    return pages.go(request, f"/lists/{made}", notice=_("The list is made. Add people to it on their pages."))


async def show(request: web.Request) -> web.StreamResponse:
    """`/lists/ID`."""
    site, who, before = site_of(request), viewer(request).actor, cursor_of(request)
    async with site.db.reading() as tx:
        wanted = await keeping.own_list(tx, who, number_in(request))
        eyes = await seeing(request, tx, HOME)
        found = await filled(
            lambda at, limit: lists.timeline(tx, wanted.id, who.id, before=at, limit=limit),
            said_at,
            eyes.hides_said,
            before=before,
            size=ON_A_PAGE,
        )
    posts, host, locale, path = found.items, site.config.instance.host, locale_of(request), f"/lists/{wanted.id}"
    set_rights(request, POLICIES[Preset.NO_AI_NO_SEARCH])
    page = ListPage(
        title=wanted.name,
        of=wanted,
        posts=tuple(remark(one, host=host, viewer_id=who.id, locale=locale, eyes=eyes) for one in posts),
        first=before == FIRST,
        older=older(carried(path, eyes), *found.last) if found.more else "",
        ai=ai_line(request, eyes, hidden=found.hidden, marked=sum(bool(one.ai.label) for one in posts)),
    )
    return await pages.show(request, page)


async def show_edit(request: web.Request) -> web.StreamResponse:
    """`/lists/ID/edit`."""
    return await pages.show(request, await _edit_page(request, {}))


async def _edit_page(request: web.Request, errors: Mapping[str, str]) -> EditListPage:
    site, who = site_of(request), viewer(request).actor
    async with site.db.reading() as tx:
        wanted = await keeping.own_list(tx, who, number_in(request))
        people = await _shown(tx, request, await lists.people(tx, who.id, wanted.id))
    return EditListPage(_("Change the list “%(name)s”", name=wanted.name), wanted, people, errors)


async def _shown(tx: Reading, request: web.Request, found: Sequence[Actor]) -> tuple[Person, ...]:
    faces, drawn = await faces_of(tx, found), await emojis.in_names(tx, found)
    host = site_of(request).config.instance.host
    return tuple(person(one, faces[one.id], host=host, emojis=drawn) for one in found)


async def save(request: web.Request) -> web.StreamResponse:
    """`/lists/ID/edit`: its name, and whether its people are read at home, too."""
    site, who, said, number = site_of(request), viewer(request).actor, await answers(request), number_in(request)
    try:
        await keeping.change(
            site, who, number, said.get("name", ""), off_home=said.get("off_home") == "1", replies=said.get("replies")
        )
    except NotFound:
        raise
    except Problem as problem:
        return await pages.show(request, await _edit_page(request, by_field(problem)), status=problem.status)
    return pages.go(request, f"/lists/{number}", notice=_("Saved."))


async def act(request: web.Request) -> web.StreamResponse:
    """`/lists/ID/delete`, or `/lists/ID/remove` with the `person`."""
    site, who, number = site_of(request), viewer(request).actor, number_in(request)
    if request.match_info["deed"] == "delete":
        await keeping.delete(site, who, number)
        return pages.go(request, "/lists", notice=_("The list is deleted. You follow its people as before."))
    said = (await answers(request)).get("person", "")
    await keeping.take_out(site, who, number, int(said) if is_number(said) else 0)
    return pages.go(request, f"/lists/{number}/edit", notice=_("They are not in the list any more."))


async def show_of(request: web.Request) -> web.StreamResponse:
    """`/@HANDLE/lists`: in which of the viewer's lists somebody is."""
    async with site_of(request).db.reading() as tx:
        them = await _named(tx, request)
        found = await lists.of_actor(tx, viewer(request).actor.id)
        chosen = await lists.lists_with(tx, viewer(request).actor.id, them.id)
        (shown,) = await _shown(tx, request, (them,))
    title = _("%(name)s in your lists", name=them.shown_name)
    return await pages.show(request, InListsPage(title, shown, tuple(found), frozenset(chosen)))


async def save_of(request: web.Request) -> web.StreamResponse:
    """`/@HANDLE/lists`."""
    site, who = site_of(request), viewer(request).actor
    chosen = {int(one) for one in await ticked(request, "list") if is_number(one)}
    async with site.db.reading() as tx:
        them = await _named(tx, request)
    await keeping.choose_for(site, who, them.id, chosen)
    return pages.go(request, actor_path(them), notice=_("Saved."))


async def _named(tx: Reading, request: web.Request) -> Actor:
    name, _at, host = request.match_info["handle"].partition("@")
    found = await actors.by_handle(tx, name, host.lower())
    if found is None or found.deleted or found.suspended or found.kind == "Application":
        raise NotFound(ABSENT)
    return found
