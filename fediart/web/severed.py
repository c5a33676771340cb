"""Follows of a member that ended because their server, or the person, was suspended here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.domain_names import shown_domain
from fediart.language import _
from fediart.store import severed
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import site_of, viewer


@dataclass(frozen=True, slots=True)
class Ended:
    """`handle` is whole; `follower` is true for somebody who followed the member."""

    handle: str
    shown_name: str
    host: str
    follower: bool
    at: int


@dataclass(frozen=True, slots=True)
class SeveredPage(Page):
    template: ClassVar[str] = "settings/severed.html"
    ended: tuple[Ended, ...]


async def show(request: web.Request) -> web.StreamResponse:
    """`/settings/severed`."""
    me = viewer(request).actor
    async with site_of(request).db.reading() as tx:
        found = await severed.of_local(tx, me.id)
    ended = tuple(
        Ended(other.handle, other.shown_name, shown_domain(one.host), one.followee_id == me.id, one.severed)
        for one, other in found
    )
    return await pages.show(request, SeveredPage(title=_("Ended follows"), ended=ended))
