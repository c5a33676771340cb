"""Pages have the addresses people share, so other servers ask for them, too: they get the document instead."""

from __future__ import annotations

from aiohttp import web

from fediart.web import actors, objects
from fediart.web.asking import demand_asker


async def of_artist(request: web.Request) -> web.StreamResponse:
    """`/@NAME` asked for as ActivityPub: what `/users/NAME` answers."""
    request.match_info["name"] = request.match_info["handle"]
    return await actors.show(request)


async def of_post(request: web.Request) -> web.StreamResponse:
    """`/@NAME/ID` asked for as ActivityPub: what `/users/NAME/posts/ID` answers, to the same people."""
    request.match_info["name"] = request.match_info["handle"]
    await demand_asker(request)
    return await objects.show(request)
