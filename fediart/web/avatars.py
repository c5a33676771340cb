"""Avatars and headers of local artists: `/avatars/HASH.EXT`, with the artist's AI policy."""

from __future__ import annotations

from aiohttp import web

from fediart.errors import NotFound
from fediart.language import N_, _
from fediart.media.facts import EXTENSIONS, MEDIA_TYPES
from fediart.store import actors
from fediart.store.faces import owner_of
from fediart.translate.rights import artist_rights
from fediart.web.request import set_rights, settings_of, site_of

_ABSENT = N_("There is no such picture.")
_CACHING = "public, max-age=86400, stale-while-revalidate=604800"
_TYPES = {extension: MEDIA_TYPES[form] for form, extension in EXTENSIONS.items() if form in MEDIA_TYPES}


async def show(request: web.Request) -> web.StreamResponse:
    """Named by the hash of its content, so that the bytes of an address never change."""
    name, extension = request.match_info["hash"], request.match_info["extension"]
    key = f"public/{name[:2]}/{name[2:4]}/{name}.{extension}"
    site = site_of(request)
    async with site.db.reading() as tx:
        owner = await owner_of(tx, key)
        artist = await actors.by_id(tx, owner) if owner is not None else None
    if artist is None or artist.suspended or artist.deleted:
        raise NotFound(_(_ABSENT))
    rights = artist_rights(artist, settings_of(request), site.config.origin)
    set_rights(request, rights.policy, licence_uri=rights.licence.uri, page=rights.work_url)
    try:
        path = await site.storage.local(key)
    except FileNotFoundError:
        raise NotFound(_(_ABSENT)) from None
    return web.FileResponse(path, headers={"Content-Type": _TYPES[extension], "Cache-Control": _CACHING})
