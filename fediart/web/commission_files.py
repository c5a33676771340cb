"""Files of a commission, for its two sides alone, and all of it as one ZIP to keep.

Every file goes out as a download of unknown type (fediart/web/attachments.py says why); only the small pictures that
we made ourselves are shown in pages.
"""

from __future__ import annotations

import asyncio

from aiohttp import web

from fediart.actions import commission_export
from fediart.actions.commission_sides import MODERATOR
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import commission_talk
from fediart.store.commission_talk import File
from fediart.web.attachments import as_download, private_file
from fediart.web.commission import located
from fediart.web.request import number_in, site_of


async def show(request: web.Request) -> web.StreamResponse:
    """The file itself, as a download."""
    found = await _file(request)
    response = await private_file(request, found.stored, "application/octet-stream")
    response.headers["Content-Disposition"] = as_download(found.name)
    return response


async def preview(request: web.Request) -> web.StreamResponse:
    """The small picture that we made of it."""
    found = await _file(request)
    if not found.preview:
        raise NotFound(_("There is no such file."))
    response = await private_file(request, found.preview, "image/webp")
    response.headers["Content-Disposition"] = "inline"
    return response


async def export(request: web.Request) -> web.StreamResponse:
    """Everything that was agreed, said and sent."""
    one, side = await located(request)
    if side == MODERATOR:
        raise NotFound(_("There is no such file."))
    site = site_of(request)
    folder = site.storage.incoming()
    try:
        path = await commission_export.write_zip(site, one, folder)
        response = web.StreamResponse(
            headers={
                "Content-Type": "application/zip",
                "Content-Disposition": as_download(f"commission-{one.id}.zip"),
                "Content-Length": str(path.stat().st_size),
                "Cache-Control": "private, no-store",
            }
        )
        await response.prepare(request)
        with path.open("rb") as file:
            while piece := await asyncio.to_thread(file.read, 256 * 1024):
                await response.write(piece)
        await response.write_eof()
    finally:
        site.storage.discard(folder)
    return response


async def _file(request: web.Request) -> File:
    """Raises NotFound alike for what is absent and what is not for these eyes (advisories 89 and 105)."""
    one, _side = await located(request)
    async with site_of(request).db.reading() as tx:
        found = await commission_talk.file_by_id(tx, one.id, number_in(request, "file"))
    if found is None:
        raise NotFound(_("There is no such file."))
    return found
