"""Whom a member has blocked, with the way back, and whether other servers are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions import block
from fediart.language import _
from fediart.store import blocks, emojis
from fediart.store.threads import faces_of
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.showing import Person, person


@dataclass(frozen=True, slots=True)
class BlocksPage(Page):
    template: ClassVar[str] = "settings/blocks.html"
    people: tuple[Person, ...]
    tells: bool


async def show(request: web.Request) -> web.StreamResponse:
    """`/settings/blocks`."""
    site = site_of(request)
    async with site.db.reading() as tx:
        found = await blocks.blocked_by(tx, viewer(request).actor.id)
        tells = await blocks.tells(tx, viewer(request).actor.id)
        faces = await faces_of(tx, found)
        drawn = await emojis.in_names(tx, found)
    host = site.config.instance.host
    people = tuple(person(one, faces[one.id], host=host, emojis=drawn) for one in found)
    return await pages.show(request, BlocksPage(title=_("Blocked people"), people=people, tells=tells))


async def choose(request: web.Request) -> web.StreamResponse:
    """`/settings/blocks`: whether the server of whom one blocks is told."""
    tells = (await answers(request)).get("tells", "") == "1"
    await block.choose_to_tell(site_of(request), viewer(request).actor, tells)
    return pages.go(request, "/settings/blocks", notice=_("Saved for whom you block from now on."))
