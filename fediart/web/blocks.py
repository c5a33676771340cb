"""Whom a member has blocked, with the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.store import blocks
from fediart.store.threads import faces_of
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import site_of, viewer
from fediart.web.showing import Person, person


@dataclass(frozen=True, slots=True)
class BlocksPage(Page):
    template: ClassVar[str] = "settings/blocks.html"
    people: tuple[Person, ...]


async def show(request: web.Request) -> web.StreamResponse:
    """`/settings/blocks`."""
    site = site_of(request)
    async with site.db.reading() as tx:
        found = await blocks.blocked_by(tx, viewer(request).actor.id)
        faces = await faces_of(tx, found)
    host = site.config.instance.host
    people = tuple(person(one, faces[one.id], host=host) for one in found)
    return await pages.show(request, BlocksPage(title="Blocked people", people=people))
