"""Attached files: an artist hands them in and takes them back, and they and reviewers open them. Nobody else can.

Every file goes out as a download of unknown type, whatever it is, so that no browser ever runs or shows what somebody
sent (advisories 17 and 70). Only the small pictures that we made ourselves are shown in pages.
"""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from fediart.actions.appeal import answer
from fediart.actions.attach import FIELD, attach, bounds_of, may_look, remove
from fediart.actions.submission import Upload
from fediart.errors import NotFound, Problem, Problems
from fediart.language import N_, _
from fediart.store import artworks, attachments, reviews
from fediart.store.attachments import Attachment
from fediart.store.database import Reading
from fediart.web import pages, works
from fediart.web.request import number_in, site_of, viewer
from fediart.web.upload_form import by_field, receive

ABSENT = N_("There is no such file.")
_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


async def send(request: web.Request) -> web.StreamResponse:
    """Takes files over for a work that waits; the work's page says what is wrong with them."""
    site, work_id = site_of(request), works.artwork_id(request)
    async with site.db.reading() as tx:
        await works.demand_own(tx, request, viewer(request).actor)  # before anything is read
    bounds, folder = bounds_of(site.config), site.storage.incoming()
    try:
        form = await receive(request, folder, most_files=bounds.files, most_bytes=bounds.file_bytes)
        if form.problems:
            raise Problems([Problem(one.message.replace("pictures", "files"), field=FIELD) for one in form.problems])
        uploads = [Upload(file.path, file.name) for file in form.files]
        note = form.fields.get("evidence_note", "")
        await attach(site, viewer(request).actor, work_id, uploads, note)
        await _answer(request, work_id, note or f"Attached: {', '.join(one.name for one in uploads)}"[:500])
    except Problem as problem:
        if problem.status != 422:
            raise
        return await works.show_again(request, by_field(problem))
    finally:
        site.storage.discard(folder)
    return pages.go(
        request, f"/works/{work_id}", notice=_("Attached. You and the moderators can open it, nobody else.")
    )


async def _answer(request: web.Request, work_id: int, words: str) -> None:
    """Where moderators have asked, files are an answer: the case goes on."""
    site = site_of(request)
    async with site.db.reading() as tx:
        case = await reviews.open_of(tx, work_id)
    if case is not None and case.state == reviews.ASKED:
        await answer(site, viewer(request).actor, work_id, words)


async def take_back(request: web.Request) -> web.StreamResponse:
    work_id = works.artwork_id(request)
    await remove(site_of(request), viewer(request).actor, work_id, number_in(request, "file"))
    return pages.go(request, f"/works/{work_id}", notice=_("The file is removed."))


async def show(request: web.Request) -> web.StreamResponse:
    """The file itself, as a download."""
    async with site_of(request).db.reading() as tx:
        found = await _visible(tx, request)
    response = await private_file(request, found.stored, "application/octet-stream")
    response.headers["Content-Disposition"] = as_download(found.name)
    return response


def as_download(file_name: str) -> str:
    """The Content-Disposition by which a browser keeps a file and never shows it."""
    plain = "".join(mark if mark.isascii() and (mark.isalnum() or mark in "._- ") else "_" for mark in file_name)
    names = f"filename=\"{plain or 'attachment'}\"; filename*=UTF-8''{quote(file_name or 'attachment', safe='')}"
    return f"attachment; {names}"


async def preview(request: web.Request) -> web.StreamResponse:
    """The small picture that we made of it."""
    async with site_of(request).db.reading() as tx:
        found = await _visible(tx, request)
    if not found.preview:
        raise NotFound(_(ABSENT))
    response = await private_file(request, found.preview, "image/webp")
    response.headers["Content-Disposition"] = "inline"
    return response


async def _visible(tx: Reading, request: web.Request) -> Attachment:
    """Raises NotFound alike for what is absent and what is not for these eyes (advisories 89 and 105)."""
    work_id = number_in(request)
    artwork = await artworks.by_id(tx, work_id)
    found = await attachments.by_id(tx, work_id, number_in(request, "file"))
    if artwork is None or found is None or not await may_look(tx, viewer(request).account, artwork):
        raise NotFound(_(ABSENT))
    return found


async def private_file(request: web.Request, key: str, media_type: str) -> web.FileResponse:
    """A file of the private storage, which no browser keeps or runs. Who may see it was asked before this."""
    try:
        path = await site_of(request).storage.local(key)
    except FileNotFoundError:
        raise NotFound(_(ABSENT)) from None
    return web.FileResponse(path, headers={**_HEADERS, "Content-Type": media_type})
