"""Publishing a new artwork: the form, and what is done with it. Scripts are told in JSON, browsers in pages."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from fediart.actions.moved import demand_not_moved
from fediart.actions.publish import submit
from fediart.actions.submission import Upload, limits_of
from fediart.actions.turns import demand_turn
from fediart.errors import Problem, Problems, TooOften
from fediart.language import _
from fediart.web import drafts, pages
from fediart.web.attached import room_of
from fediart.web.new_work import PLAIN_ALTS, new_form, remind_of_words, submission_from
from fediart.web.request import settings_of, site_of, viewer, wants_html
from fediart.web.upload_form import ReceivedForm, by_field, receive
from fediart.web.work_form import focal_from


async def show(request: web.Request) -> web.StreamResponse:
    demand_not_moved(viewer(request).actor)
    return await new_form(request, {})


async def send(request: web.Request) -> web.StreamResponse:
    """Takes the form over. It goes on at /works/ID, where the artist sees what becomes of the work.

    What is only to be kept, or is not right yet, becomes a draft: browsers without scripts forget chosen files.
    """
    site = site_of(request)
    folder = site.storage.incoming()
    form = ReceivedForm()
    try:
        form = await receive(
            request, folder,
            most_files=site.config.media.max_pictures, most_bytes=limits_of(site.config).file_bytes,
            beside=room_of(site.config),
        )  # fmt: skip
        if form.problems:
            raise Problems(form.problems)
        uploads = _uploads(form)
        if form.fields.get("deed") == "save":
            number, errors = await drafts.keep(request, form.fields, uploads)
            if errors:
                return await drafts.form_of(request, number, errors=errors)
            return pages.go(request, f"/drafts/{number}", notice=_("Saved as a draft. Nobody sees it but you."))
        remind_of_words(form.fields, [one.alt for one in uploads], settings_of(request))
        submission = submission_from(form.fields, uploads, form.beside, now=site.clock.now())
        await demand_turn(site)
        artwork_id = await submit(site, viewer(request).actor, submission)
    except TooOften as busy:
        return await _later(request, form, busy)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _again(request, form, problem)
    finally:
        site.storage.discard(folder)
    path = f"/works/{artwork_id}"
    if not wants_html(request):
        return web.json_response({"id": str(artwork_id), "url": path}, status=201)
    return pages.go(request, path)


async def _later(request: web.Request, form: ReceivedForm, busy: TooOften) -> web.StreamResponse:
    """Nothing that was sent is lost because others came first."""
    number, _unkept = await drafts.keep(request, form.fields, _uploads(form))
    return await drafts.come_later(request, number, busy)


def _uploads(form: ReceivedForm) -> list[Upload]:
    said = form.fields
    return [
        Upload(file.path, file.name, said.get(f"alt-{number}", ""), focal_from(said.get(f"focal-{number}", "")))
        for number, file in enumerate(form.files, 1)
    ]


async def _again(request: web.Request, form: ReceivedForm, problem: Problem) -> web.StreamResponse:
    """The form once more with what was typed, as a draft where the files can be kept."""
    errors = by_field(problem)
    if not wants_html(request):
        return web.json_response({"problems": errors}, status=422)
    uploads = [one for one in _uploads(form) if one.path.exists()]
    if uploads and "files" not in errors:
        return await _kept_with(request, form, uploads, errors)
    if "files" not in errors:
        errors["files"] = _("Choose the pictures once more, and what you attached: browsers forget them.")
    alts = tuple(form.fields.get(f"alt-{number}", "") for number in range(1, max(PLAIN_ALTS, len(form.files)) + 1))
    return await new_form(request, form.fields, errors=errors, alts=alts)


async def _kept_with(
    request: web.Request, form: ReceivedForm, uploads: Sequence[Upload], errors: dict[str, str]
) -> web.StreamResponse:
    try:
        number, unkept = await drafts.keep(request, form.fields, uploads)
    except Problem as problem:
        return await new_form(request, form.fields, errors=errors | by_field(problem))
    known = drafts.at_files(errors, await drafts.ids(request, number)) | unkept
    return await drafts.form_of(request, number, errors=known)
