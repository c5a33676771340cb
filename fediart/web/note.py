"""Writing a note for one's timeline: `/notes/new`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.note import write_note
from fediart.errors import Problem
from fediart.language import N_, _
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.upload_form import by_field

WHO = (
    ("public", N_("Public")),
    ("unlisted", N_("Unlisted: whoever has the link, and your followers")),
    ("followers", N_("Your followers")),
)


@dataclass(frozen=True, slots=True)
class NotePage(Page):
    template: ClassVar[str] = "note.html"
    text: str
    visibility: str
    warning: str
    errors: Mapping[str, str]
    who: tuple[tuple[str, str], ...] = WHO


async def show(request: web.Request) -> web.StreamResponse:
    return await pages.show(request, NotePage(_("New note"), "", "public", "", {}))


async def send(request: web.Request) -> web.StreamResponse:
    said, me = await answers(request), viewer(request)
    text, visibility, warning = said.get("text", ""), said.get("visibility", "public"), said.get("warning", "")
    try:
        made = await write_note(
            site_of(request), me.actor, text, visibility=visibility, warning=warning, language=me.account.locale
        )
    except Problem as problem:
        if problem.status != 422:
            raise
        page = NotePage(_("New note"), text, visibility, warning, by_field(problem))
        return await pages.show(request, page, status=422)
    return pages.go(request, f"/@{me.actor.name}/timeline#post-{made.id}", notice=_("Your note is out."))
