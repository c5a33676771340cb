"""What is announced to the members: a line above every page until it is put away, and all that is shown now on one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web
from markupsafe import Markup

from fediart.actions import announcing
from fediart.language import _
from fediart.store import announcements
from fediart.store.announcements import Reacted
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, number_in, own_path, site_of, viewer


@dataclass(frozen=True, slots=True)
class Told:
    """`words` is HTML, cleaned; `read` where the member has put it away."""

    id: int
    words: Markup
    published: int
    starts: int
    ends: int
    read: bool
    reactions: tuple[Reacted, ...]
    all_day: bool = False


@dataclass(frozen=True, slots=True)
class MembersPage(Page):
    template: ClassVar[str] = "announcements.html"
    told: tuple[Told, ...]


async def show(request: web.Request) -> web.StreamResponse:
    """`/announcements`."""
    site, me = site_of(request), viewer(request).actor.id
    async with site.db.reading() as tx:
        found = await announcements.current(tx, now=site.clock.now())
        ids = [one.id for one in found]
        read, given = await announcements.read_by(tx, ids, me), await announcements.reactions(tx, ids, me)
    told = tuple(
        Told(
            one.id,
            Markup(announcing.as_html(one.text)),  # noqa: S704 - cleaned there
            one.published,
            one.starts,
            one.ends,
            one.id in read,
            tuple(given.get(one.id, ())),
            bool(one.all_day),
        )
        for one in found
    )
    return await pages.show(request, MembersPage(_("Announcements"), told))


async def put_away(request: web.Request) -> web.StreamResponse:
    """`/announcements/{id}/put-away`; back to where the member was."""
    said = await answers(request)
    await announcing.put_away(site_of(request), viewer(request).actor, number_in(request))
    return pages.go(request, own_path(said.get("back") or "/announcements"))
