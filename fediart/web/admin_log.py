"""Administration: what admins and moderators did, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.language import _
from fediart.store import admin_log
from fediart.store.admin_log import LoggedDeed
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import site_of

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class LogPage(Page):
    """`older` is where the next page begins, or 0."""

    template: ClassVar[str] = "admin/log.html"
    deeds: Sequence[LoggedDeed]
    older: int


async def show(request: web.Request) -> web.StreamResponse:
    word = request.query.get("before", "")
    before = int(word) if word.isdecimal() and len(word) < 19 else 2**62
    async with site_of(request).db.reading() as tx:
        deeds = await admin_log.latest(tx, before=before, limit=AT_ONCE + 1)
    older = deeds[AT_ONCE - 1].id if len(deeds) > AT_ONCE else 0
    return await pages.show(request, LogPage(title=_("Log"), deeds=deeds[:AT_ONCE], older=older))
