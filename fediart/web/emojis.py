"""Our copies of other servers' custom emojis: `/emojis/HASH.webp`."""

from __future__ import annotations

from aiohttp import web

from fediart.errors import NotFound
from fediart.language import N_, _
from fediart.rights.model import POLICIES, Preset
from fediart.store import emojis
from fediart.web.request import set_rights, site_of

_ABSENT = N_("There is no such emoji.")
_CACHING = "public, max-age=604800, immutable"


async def show(request: web.Request) -> web.StreamResponse:
    """Named by the hash of its content, so that the bytes of an address never change."""
    name = request.match_info["hash"]
    key = f"public/{name[:2]}/{name[2:4]}/{name}.webp"
    site = site_of(request)
    async with site.db.reading() as tx:
        host = await emojis.host_of_key(tx, key)
    if host is None:
        raise NotFound(_(_ABSENT))
    set_rights(request, POLICIES[Preset.NO_AI_NO_SEARCH])
    try:
        path = await site.storage.local(key)
    except FileNotFoundError:
        raise NotFound(_(_ABSENT)) from None
    return web.FileResponse(path, headers={"Content-Type": "image/webp", "Cache-Control": _CACHING})
