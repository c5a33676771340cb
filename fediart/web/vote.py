"""`/posts/ID/vote`: a member's vote in a poll of another server."""

from __future__ import annotations

from aiohttp import web

from fediart.actions.vote import vote
from fediart.errors import Problem
from fediart.language import _
from fediart.web import pages
from fediart.web.request import answers, number_in, site_of, ticked, viewer


async def send(request: web.Request) -> web.StreamResponse:
    """Each chosen option comes as a field `option`. What stands in the way is told where the form was."""
    post_id, back = number_in(request), (await answers(request)).get("back", "")
    places = [int(text) for text in await ticked(request, "option") if _is_place(text)]
    notice = _("You have voted.")
    try:
        await vote(site_of(request), viewer(request).actor, post_id, places)
    except Problem as problem:
        if problem.status != 422:
            raise
        notice = problem.message
    return pages.go(request, f"{back or f'/posts/{post_id}'}#post-{post_id}", notice=notice)


def _is_place(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4
