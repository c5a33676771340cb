"""A work's page at an address that names its AI policy, `/POLICY/@NAME/ID`, besides the usual one.

robots.txt and its kin can open or close all of these with one line, however many works there are.
"""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from fediart.errors import NotFound
from fediart.language import _
from fediart.rights.model import Preset
from fediart.store import actors, artworks
from fediart.translate.rights import artwork_policy, preset_of
from fediart.web import artwork
from fediart.web.request import number_in, settings_of, site_of


async def show(request: web.Request) -> web.StreamResponse:
    """The page or its document, as long as this is the work's policy; else the way to the usual address.

    Whatever is not for everybody leads there, too, as what is absent does: this answer tells of nothing hidden.
    """
    preset = preset_of(request.match_info["preset"])
    if preset is None:
        raise NotFound(_(artwork.ABSENT))
    if await _holds(request, preset):
        return await artwork.show(request)
    path = f"/@{quote(request.match_info['handle'], safe='@.:')}/{request.match_info['id']}"
    return web.Response(status=302, headers={"Location": path, "Cache-Control": "no-store"})


async def _holds(request: web.Request, preset: Preset) -> bool:
    async with site_of(request).db.reading() as tx:
        work = await artworks.by_id(tx, number_in(request))
        artist = await actors.by_id(tx, work.actor_id) if work else None
    if work is None or artist is None or not work.is_public or artist.suspended or artist.deleted:
        return False
    return artwork_policy(work, artist, settings_of(request)).preset is preset
