"""Larger files of works whose artist gives visitors smaller ones: who gets them all the same, and where others go."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from fediart.rights.agents import server_named
from fediart.store import renditions, visitor_sizes
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.renditions import Rendition
from fediart.store.visitor_sizes import Bound, within
from fediart.web.request import site_of, viewer_of
from fediart.web.sessions import find_viewer

FEDERATED = "federated"


@dataclass(frozen=True, slots=True)
class Share:
    """What somebody gets who asks for a file: `instead` is another one; `private` where others would not get it."""

    instead: Rendition | None = None
    private: bool = False


async def share_of(request: web.Request, artwork: Artwork, artist: Actor, file: Rendition) -> Share:
    """Of a published work. What is within the artist's bound is for everybody, as everything is without one."""
    async with site_of(request).db.reading() as tx:
        bound = await visitor_sizes.of_work(tx, artwork.id, artist.id)
        if not bound.side or artwork.state != "published":
            return Share()
        files = [one for one in await renditions.of_artwork(tx, artwork.id) if one.picture_id == file.picture_id]
    allowed = within(files, bound.side)
    if file in allowed:
        return Share()
    if await _may_have(request, bound, file):
        return Share(private=True)
    alike = [one for one in allowed if one.media_type == file.media_type and one.role != FEDERATED]
    return Share(instead=(alike or allowed)[-1])


async def _may_have(request: web.Request, bound: Bound, file: Rendition) -> bool:
    """Members; and servers, for the file that is made for them.

    Servers fetch without a signature, so this is what they say of themselves. Artists who want it closed to those who
    only say so give servers no more than visitors.
    """
    await find_viewer(request)
    if viewer_of(request) is not None:
        return True
    is_server = bool(server_named(request.headers.get("User-Agent", "")))
    return is_server and file.role == FEDERATED and not bound.servers


def to_smaller(file: Rendition) -> web.Response:
    """Kept by nobody: for who logs in, the same address is the whole picture."""
    headers = {"Location": file.path, "Cache-Control": "private, no-store", "Vary": "Cookie, User-Agent"}
    return web.Response(status=302, headers=headers)
