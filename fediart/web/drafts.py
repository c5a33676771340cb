"""Drafts: the form of a new work as it was left, saved as one goes. One address takes all changes, files among them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from aiohttp import web

from fediart.actions import drafts
from fediart.actions.drafts import FileWords, send_draft
from fediart.actions.submission import Upload, checked_caption, limits_of
from fediart.actions.turns import demand_turn
from fediart.errors import NotFound, Problem, Problems, TooOften
from fediart.language import _
from fediart.store import drafts as rows
from fediart.store.drafts import Draft, DraftFile
from fediart.store.work_words import ROLES, PictureWords
from fediart.translate.rights import artist_rights
from fediart.web import pages
from fediart.web.attached import room_of
from fediart.web.new_work import FormFile, new_form, remind_of_words, submission_from
from fediart.web.request import answers, number_in, set_rights, settings_of, site_of, viewer, wants_html
from fediart.web.showing import SHOWN_BY_BROWSERS
from fediart.web.upload_form import ReceivedForm, by_field, receive
from fediart.web.work_form import focal_from

_OF_A_FILE = re.compile(r"(alt|focal|place|remove)-(\d{1,19})")
_NOT_KEPT = {"csrf", "deed", "without_alt"}
_ALT = re.compile(r"alt-(\d{1,3})")


async def begin(request: web.Request) -> web.StreamResponse:
    """A script begins one as soon as there is something to keep: `{"id", "url"}`."""
    draft = await drafts.begin(site_of(request), viewer(request).actor, _kept(await answers(request)))
    return web.json_response({"id": str(draft.id), "url": f"/drafts/{draft.id}"}, status=201)


async def show(request: web.Request) -> web.StreamResponse:
    return await form_of(request, number_in(request))


async def send(request: web.Request) -> web.StreamResponse:
    """Keeps what the form says, takes files away and over, and sends the work in where that is asked for."""
    site, draft_id, folder = site_of(request), number_in(request), site_of(request).storage.incoming()
    form = ReceivedForm()
    await _own(request, draft_id)
    try:
        form = await receive(
            request, folder,
            most_files=site.config.media.max_pictures, most_bytes=limits_of(site.config).file_bytes,
            beside=room_of(site.config),
        )  # fmt: skip
        await _save(request, draft_id, form)
        if form.fields.get("deed") == "publish":
            await demand_turn(site)
            return _sent(request, await _send_in(request, draft_id, form))
    except TooOften as busy:
        return await come_later(request, draft_id, busy)
    except Problem as problem:
        if problem.status != 422:
            raise
        errors = at_files(by_field(problem), await ids(request, draft_id))
        if not wants_html(request):
            return web.json_response({"problems": errors}, status=422)
        return await form_of(request, draft_id, errors=errors)
    finally:
        site.storage.discard(folder)
    if not wants_html(request):
        return web.json_response({"saved": True})
    return pages.go(request, f"/drafts/{draft_id}", notice=_("Saved as a draft. Nobody sees it but you."))


async def come_later(request: web.Request, draft_id: int, busy: TooOften) -> web.StreamResponse:
    """What was sent is kept as a draft, since no more works are taken for a while."""
    words = _("%(why)s Your work is kept as a draft until then.", why=busy.message)
    if wants_html(request):
        response = await form_of(request, draft_id, errors={"": words})
        response.set_status(busy.status)
    else:
        response = web.json_response({"error": words, "draft": f"/drafts/{draft_id}"}, status=busy.status)
    response.headers["Retry-After"] = str(busy.retry_after)
    return response


def _sent(request: web.Request, artwork_id: int) -> web.StreamResponse:
    path = f"/works/{artwork_id}"
    if wants_html(request):
        return pages.go(request, path)
    return web.json_response({"id": str(artwork_id), "url": path}, status=201)


async def _save(request: web.Request, draft_id: int, form: ReceivedForm) -> None:
    site, artist, said = site_of(request), viewer(request).actor, form.fields
    files = await ids(request, draft_id)
    for one in files:
        if said.get(f"remove-{one}") == "1":
            await drafts.remove_file(site, artist, draft_id, one)
    await drafts.save(site, artist, draft_id, _kept(said), _words(files, said))
    if form.problems:
        raise Problems(form.problems)
    for file in form.files:
        await drafts.add_file(site, artist, draft_id, Upload(file.path, file.name))


async def _send_in(request: web.Request, draft_id: int, form: ReceivedForm) -> int:
    site, artist, said = site_of(request), viewer(request).actor, form.fields
    async with site.db.reading() as tx:
        files = await rows.files_of(tx, draft_id)
    remind_of_words(said, [one.alt for one in files], settings_of(request))
    submission = submission_from(said, (), form.beside, now=site.clock.now())
    beside = {
        one.id: PictureWords(checked_caption(said.get(f"caption-{one.id}", "")), _role(said, one.id)) for one in files
    }
    return await send_draft(site, artist, draft_id, submission, beside)


def _role(said: Mapping[str, str], file_id: int) -> str:
    role = said.get(f"role-{file_id}", "")
    return role if role in ROLES else ""


def _words(files: Sequence[int], said: Mapping[str, str]) -> list[FileWords]:
    """The files in the order of the places given; those that the form does not name stay as they are."""
    named = [one for one in files if f"alt-{one}" in said]
    return [
        FileWords(one, said[f"alt-{one}"], focal_from(said.get(f"focal-{one}", "")))
        for one in sorted(named, key=lambda one: _place(said.get(f"place-{one}", "")))
    ]


def _place(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 999


def _kept(said: Mapping[str, str]) -> dict[str, str]:
    """The fields of the form; what is said of files is kept with them, but for captions."""
    return {name: value for name, value in said.items() if name not in _NOT_KEPT and not _OF_A_FILE.fullmatch(name)}


async def keep(request: web.Request, said: Mapping[str, str], uploads: Sequence[Upload]) -> tuple[int, dict[str, str]]:
    """A new draft of a form that came without one: its number, and what is wrong with files that are not kept."""
    site, artist, found = site_of(request), viewer(request).actor, list[Problem]()
    draft = await drafts.begin(site, artist, _kept(said))
    for upload in uploads:
        try:
            await drafts.add_file(site, artist, draft.id, upload)
        except Problem as problem:
            found.append(problem)
    return draft.id, by_field(Problems(found)) if found else {}


async def add(request: web.Request) -> web.StreamResponse:
    """One file, sent by a script: `{"id", "name", "src"}`, or `{"problem"}` with what is wrong with this very file."""
    site, draft_id, folder = site_of(request), number_in(request), site_of(request).storage.incoming()
    await _own(request, draft_id)
    try:
        form = await receive(request, folder, most_files=1, most_bytes=limits_of(site.config).file_bytes)
        if form.problems or not form.files:
            raise Problems(form.problems or [Problem(_("Choose at least one picture."), field="files")])
        given = Upload(form.files[0].path, form.files[0].name, form.fields.get("alt", ""))
        file = await drafts.add_file(site, viewer(request).actor, draft_id, given)
    except Problem as problem:
        if problem.status != 422:
            raise
        return web.json_response({"problem": problem.message}, status=422)
    finally:
        site.storage.discard(folder)
    return web.json_response({"id": str(file.id), "name": file.file_name, "src": _src(file)}, status=201)


async def remove(request: web.Request) -> web.StreamResponse:
    draft_id = number_in(request)
    await drafts.remove_file(site_of(request), viewer(request).actor, draft_id, number_in(request, "file"))
    if not wants_html(request):
        return web.json_response({"removed": True})
    return pages.go(request, f"/drafts/{draft_id}")


async def throw_away(request: web.Request) -> web.StreamResponse:
    await drafts.throw_away(site_of(request), viewer(request).actor, number_in(request))
    return pages.go(request, "/works", notice=_("The draft is thrown away."))


async def file(request: web.Request) -> web.StreamResponse:
    """The private file, for its artist alone."""
    site, artist = site_of(request), viewer(request).actor
    async with site.db.reading() as tx:
        found = await rows.file_of(tx, number_in(request), number_in(request, "file"), artist.id)
    if found is None:
        raise NotFound(_("There is no such draft."))
    set_rights(request, artist_rights(artist, settings_of(request), site.config.origin).policy)
    path = await site.storage.local(found.original)
    shown = "inline" if found.media_type in SHOWN_BY_BROWSERS else "attachment"
    headers = {"Content-Type": found.media_type, "Cache-Control": "private, no-store", "Content-Disposition": shown}
    return web.FileResponse(path, headers=headers)


async def form_of(
    request: web.Request, draft_id: int, *, errors: Mapping[str, str] | None = None
) -> web.StreamResponse:
    """The draft's own page. NotFound where it is not theirs."""
    draft = await _own(request, draft_id)
    async with site_of(request).db.reading() as tx:
        files = await rows.files_of(tx, draft_id)
    shown = [_form_file(one, place, draft.fields) for place, one in enumerate(files, 1)]
    return await new_form(request, draft.fields, errors=errors, draft=draft_id, files=shown)


async def ids(request: web.Request, draft_id: int) -> list[int]:
    """The numbers of its files, in their order."""
    async with site_of(request).db.reading() as tx:
        return [one.id for one in await rows.files_of(tx, draft_id)]


def at_files(errors: Mapping[str, str], files: Sequence[int]) -> dict[str, str]:
    """`alt-2` of the second picture belongs to the field of that file."""
    found = {}
    for name, message in errors.items():
        place = _ALT.fullmatch(name)
        at = int(place[1]) - 1 if place else -1
        found[f"alt-{files[at]}" if 0 <= at < len(files) else name] = message
    return found


async def _own(request: web.Request, draft_id: int) -> Draft:
    async with site_of(request).db.reading() as tx:
        draft = await rows.owned(tx, draft_id, viewer(request).actor.id)
    if draft is None:
        raise NotFound(_("There is no such draft."))
    return draft


def _form_file(file: DraftFile, place: int, said: Mapping[str, str]) -> FormFile:
    focal = f"{file.focal_x:g},{file.focal_y:g}"
    caption = said.get(f"caption-{file.id}", "")
    return FormFile(file.id, place, _src(file), file.alt, focal, file.file_name, caption, _role(said, file.id))


def _src(file: DraftFile) -> str:
    return f"/drafts/{file.draft_id}/files/{file.id}" if file.media_type in SHOWN_BY_BROWSERS else ""
