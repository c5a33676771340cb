"""Our copies of other servers' images, with what their owners and we say about AI."""

from __future__ import annotations

from aiohttp import web

from fediart.errors import NotFound
from fediart.store import remote_media
from fediart.store.remote_media import KEPT
from fediart.translate.remote_rights import joined
from fediart.translate.rights import instance_policy
from fediart.web.pace import demand_pace
from fediart.web.request import number_in, set_rights, settings_of, site_of

_ABSENT = "There is no such picture."
_CACHING = "public, max-age=604800, immutable"


async def show(request: web.Request) -> web.StreamResponse:
    """`/remote-media/ID.webp`. The bytes of an address never change."""
    site = site_of(request)
    await demand_pace(request)
    async with site.db.reading() as tx:
        found = await remote_media.by_id(tx, number_in(request))
    if found is None or found.state != KEPT:
        raise NotFound(_ABSENT)
    set_rights(request, joined(found.rights, instance_policy(settings_of(request))))
    try:
        path = await site.storage.local(found.key)
    except FileNotFoundError:
        raise NotFound(_ABSENT) from None
    return web.FileResponse(path, headers={"Content-Type": "image/webp", "Cache-Control": _CACHING})
