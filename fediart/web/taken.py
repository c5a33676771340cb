"""Pictures that were taken away and are kept for an appeal, as moderators see them who decide about it."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from fediart.errors import NotFound
from fediart.language import N_, _
from fediart.media.facts import EXTENSIONS, MEDIA_TYPES
from fediart.store import renditions, taken_things
from fediart.store.database import Reading
from fediart.store.taken_things import PICTURE, Taken
from fediart.web.request import number_in, site_of

_ABSENT = N_("There is no such picture.")
_TYPES: Final = {extension: MEDIA_TYPES[form] for form, extension in EXTENSIONS.items() if form in MEDIA_TYPES}


async def show(request: web.Request) -> web.StreamResponse:
    """`/admin/taken/ID`."""
    site = site_of(request)
    async with site.db.reading() as tx:
        one = await taken_things.by_id(tx, number_in(request))
        key, media_type = await _file(tx, one) if one is not None else ("", "")
    try:
        path = await site.storage.local(key) if key else None
    except FileNotFoundError:
        path = None
    if path is None:
        raise NotFound(_(_ABSENT))
    return web.FileResponse(path, headers={"Content-Type": media_type, "Cache-Control": "private, no-store"})


async def _file(tx: Reading, one: Taken) -> tuple[str, str]:
    """The key and media type of what can be shown of it; empty where there is nothing."""
    if one.kind != PICTURE:
        return one.stored, _TYPES.get(one.stored.rpartition(".")[2], "application/octet-stream")
    files = [file for file in await renditions.of_artwork(tx, one.carrier_id) if file.picture_id == one.picture_id]
    plain = [file for file in files if file.role == "federated"] or files
    return (plain[-1].key, plain[-1].media_type) if plain else ("", "")
