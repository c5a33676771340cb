"""For moderators: the posts of other servers of which anything was found lately, and on whose word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.language import _
from fediart.store import remote_labels
from fediart.store.gallery import FIRST
from fediart.web import pages
from fediart.web.paging import cursor_of, older
from fediart.web.remote_case import NAMES, WHOSE
from fediart.web.render import Page
from fediart.web.request import site_of

ON_A_PAGE = 40
_PATH = "/admin/federation/labels"


@dataclass(frozen=True, slots=True)
class Line:
    path: str
    handle: str
    title: str
    holds: str
    whose: str
    quote: str
    at: int


@dataclass(frozen=True, slots=True)
class LabelsPage(Page):
    template: ClassVar[str] = "admin/labels.html"
    lines: tuple[Line, ...]
    older: str
    first: bool


async def show(request: web.Request) -> web.StreamResponse:
    """`/admin/federation/labels`. Posts that are not for everyone are not listed."""
    before = cursor_of(request)
    async with site_of(request).db.reading() as tx:
        found = await remote_labels.newest(tx, before=before, limit=ON_A_PAGE + 1)
    shown = found[:ON_A_PAGE]
    lines = tuple(
        Line(
            path=f"/posts/{one.post_id}#label",
            handle=f"@{one.name}@{one.host}",
            title=one.title,
            holds=NAMES[one.standing.label],
            whose=WHOSE.get(one.standing.source, ""),
            quote=one.standing.quote,
            at=one.changed,
        )
        for one in shown
    )
    more = older(_PATH, shown[-1].changed, shown[-1].post_id) if len(found) > ON_A_PAGE else ""
    return await pages.show(request, LabelsPage(_("AI labels of other servers"), lines, more, before == FIRST))
