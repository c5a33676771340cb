"""Our copies of other servers' images, with what their owners and we say about AI."""

from __future__ import annotations

from aiohttp import web

from fediart.errors import NotFound
from fediart.language import N_, _
from fediart.store import wishes
from fediart.store.remote_media import KEPT
from fediart.translate.remote_rights import copy_policy
from fediart.translate.rights import instance_policy
from fediart.web.fetching import FETCHING
from fediart.web.pace import demand_pace
from fediart.web.request import number_in, set_rights, settings_of, site_of

_ABSENT = N_("There is no such picture.")
_CACHING = "public, max-age=86400"


async def show(request: web.Request) -> web.StreamResponse:
    """`/remote-media/ID.webp`. Its pixels never change; what it says of AI does once its owner says something else, so
    it is asked for again after a day. Where no copy lies here, its server is asked."""
    site = site_of(request)
    await demand_pace(request)
    async with site.db.reading() as tx:
        told = await wishes.of_media(tx, number_in(request))
    if told is None or told.media.state != KEPT:
        raise NotFound(_(_ABSENT))
    set_rights(request, copy_policy(told, instance_policy(settings_of(request))))
    try:
        path = await site.storage.local(told.media.key) if told.media.key else None
    except FileNotFoundError:
        path = None
    if path is None:
        return await request.app[FETCHING].answer(request, told)
    await request.app[FETCHING].looked(told.media.id)
    return web.FileResponse(path, headers={"Content-Type": "image/webp", "Cache-Control": _CACHING})
