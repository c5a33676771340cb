"""What a member chooses about somebody on their page: how to follow them, and a note for their own eyes."""

from __future__ import annotations

from aiohttp import web

from fediart.actions import follow, people_notes
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import actors
from fediart.store.actors import Actor
from fediart.web import pages
from fediart.web.people import ABSENT
from fediart.web.request import answers, site_of, viewer
from fediart.web.showing import actor_path


async def save_how(request: web.Request) -> web.StreamResponse:
    """`/@HANDLE/how`: whether to be told of each new post, and whether to see what they boost."""
    them, said = await _them(request), await answers(request)
    tells, boosts = said.get("tells") == "1", said.get("boosts") == "1"
    await follow.choose_options(site_of(request), viewer(request).actor, them.id, tells=tells, boosts=boosts)
    return pages.go(request, actor_path(them), notice=_("Saved."))


async def save_note(request: web.Request) -> web.StreamResponse:
    """`/@HANDLE/note`."""
    them, text = await _them(request), (await answers(request)).get("comment", "")
    await people_notes.write(site_of(request), viewer(request).actor, them.id, text)
    notice = _("Saved. Only you see your note.") if text.strip() else _("Your note is deleted.")
    return pages.go(request, actor_path(them), notice=notice)


async def _them(request: web.Request) -> Actor:
    name, _at, host = request.match_info["handle"].partition("@")
    async with site_of(request).db.reading() as tx:
        found = await actors.by_handle(tx, name, host.lower())
    if found is None or found.deleted or found.suspended or found.kind == "Application":
        raise NotFound(_(ABSENT))
    return found
