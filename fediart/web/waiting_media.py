"""Small pictures of files that apps sent in and no work has taken yet: `/waiting-media/NAME.webp`.

Apps load pictures without their token, so the name is what nobody can guess; it is told to the artist's apps alone,
and gone when the file is published, thrown away or forgotten.
"""

from __future__ import annotations

from aiohttp import web

from fediart.errors import NotFound
from fediart.language import N_, _
from fediart.media.facts import EXTENSIONS, MEDIA_TYPES
from fediart.store import actors, app_files
from fediart.translate.rights import artist_rights
from fediart.web.request import set_rights, settings_of, site_of

_TYPES = {extension: MEDIA_TYPES[form] for form, extension in EXTENSIONS.items() if form in MEDIA_TYPES}
_ABSENT = N_("There is no such picture.")


async def show(request: web.Request) -> web.StreamResponse:
    """Never kept by anybody on the way."""
    site = site_of(request)
    async with site.db.reading() as tx:
        file = await app_files.by_preview(tx, request.match_info["name"])
        artist = await actors.by_id(tx, file.actor_id) if file else None
    if file is None or artist is None or artist.suspended or artist.deleted:
        raise NotFound(_(_ABSENT))
    rights = artist_rights(artist, settings_of(request), site.config.origin)
    set_rights(request, rights.policy, licence_uri=rights.licence.uri, page=rights.work_url)
    try:
        path = await site.storage.local(file.preview)
    except FileNotFoundError:
        raise NotFound(_(_ABSENT)) from None
    kind = _TYPES.get(path.suffix.removeprefix("."), "image/webp")
    headers = {"Content-Type": kind, "Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
    return web.FileResponse(path, headers=headers)
