"""The artist's word to the moderators, with files that show how a work was made, in one form."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from fediart.actions.appeal import answer, appeal
from fediart.actions.attach import FIELD, bounds_of
from fediart.actions.submission import Upload
from fediart.errors import Problem, Problems
from fediart.language import _
from fediart.web import csrf, pages, works
from fediart.web.request import answers, site_of, viewer
from fediart.web.upload_form import ReceivedForm, by_field, receive

_LONGEST = 500


async def speak(request: web.Request) -> web.StreamResponse:
    """`/works/ID/answer` in an open case, `/works/ID/appeal` after one."""
    site, work_id = site_of(request), works.artwork_id(request)
    async with site.db.reading() as tx:
        await works.demand_own(tx, request, viewer(request).actor)  # before anything is read
    folder, form = site.storage.incoming(), ReceivedForm()
    try:
        form = await _form(request, folder)
        if form.problems:
            raise Problems([Problem(one.message.replace("pictures", "files"), field=FIELD) for one in form.problems])
        await _say(request, work_id, form)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await works.show_again(request, by_field(problem), draft=form.fields.get("note", ""))
    finally:
        site.storage.discard(folder)
    return pages.go(request, f"/works/{work_id}", notice=_("The moderators can read it now."))


async def _form(request: web.Request, folder: Path) -> ReceivedForm:
    """Large forms are read piece by piece, their token first; one without files may come as any other does."""
    if request.content_type.startswith("multipart/form-data"):
        bounds = bounds_of(site_of(request).config)
        return await receive(request, folder, most_files=bounds.files, most_bytes=bounds.file_bytes)
    await csrf.demand(request)
    return ReceivedForm(dict(await answers(request)))


async def _say(request: web.Request, work_id: int, form: ReceivedForm) -> None:
    """Files alone are an answer, too; an appeal needs words."""
    words, uploads = form.fields.get("note", ""), [Upload(file.path, file.name) for file in form.files]
    about, artist = form.fields.get("evidence_note", ""), viewer(request).actor
    if request.match_info["deed"] == "appeal":
        await appeal(site_of(request), artist, work_id, words, uploads, about)
        return
    named = f"Attached: {', '.join(one.name for one in uploads)}"[:_LONGEST] if uploads else ""
    await answer(site_of(request), artist, work_id, words or about or named, uploads, about)
