"""Publishing a new artwork: the form, and what is done with it. Scripts are told in JSON, browsers in pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.attach import Bounds, bounds_of
from fediart.actions.moved import demand_not_moved
from fediart.actions.publish import submit
from fediart.actions.submission import Details, Submission, Upload, limits_of
from fediart.errors import Problem, Problems
from fediart.store import marks
from fediart.store.marks import Wish
from fediart.web import pages
from fediart.web.attached import ATTACHED, room_of
from fediart.web.mark_words import words_of
from fediart.web.render import Page
from fediart.web.request import settings_of, site_of, viewer, wants_html
from fediart.web.upload_form import ReceivedForm, by_field, receive
from fediart.web.work_form import WorkForm, details_from, focal_from, work_form

ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/heic,image/gif,image/tiff,.heic,.heif,.avif,.tif,.tiff"
PLAIN_ALTS = 4  # fields for descriptions where no script runs


@dataclass(frozen=True, slots=True)
class NewPage(Page):
    template: ClassVar[str] = "new.html"
    form: WorkForm
    alts: tuple[str, ...]
    accepted: str
    most_pictures: int
    most_megabytes: int
    most_megapixels: int
    evidence: Bounds
    evidence_accepted: str
    evidence_note: str
    alt_required: bool
    look_first: bool = False
    marks: str = ""
    marks_usual: str = "No marks."


async def show(request: web.Request) -> web.StreamResponse:
    demand_not_moved(viewer(request).actor)
    start = Details(language=viewer(request).account.locale)
    return await _form(request, start)


async def send(request: web.Request) -> web.StreamResponse:
    """Takes the form over. It goes on at /works/ID, where the artist sees what becomes of the work."""
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
        artwork_id = await submit(site, viewer(request).actor, _submission(form))
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


def _submission(form: ReceivedForm) -> Submission:
    said = form.fields
    uploads = tuple(
        Upload(file.path, file.name, said.get(f"alt-{number}", ""), focal_from(said.get(f"focal-{number}", "")))
        for number, file in enumerate(form.files, 1)
    )
    return Submission(
        details_from(said),
        uploads,
        look_first=said.get("look_first") == "1",
        evidence=tuple(Upload(file.path, file.name) for file in form.beside),
        evidence_note=said.get("evidence_note", ""),
        marks=said.get("marks", ""),
    )


async def _again(request: web.Request, form: ReceivedForm, problem: Problem) -> web.StreamResponse:
    """The form once more with what was typed; a browser without scripts has to choose the files again."""
    errors = by_field(problem)
    if not wants_html(request):
        return web.json_response({"problems": errors}, status=422)
    if "files" not in errors:
        errors["files"] = "Choose the pictures once more, and what you attached: browsers forget them."
    alts = tuple(form.fields.get(f"alt-{number}", "") for number in range(1, max(PLAIN_ALTS, len(form.files)) + 1))
    return await _form(
        request, details_from(form.fields), alts=alts, tags=form.fields.get("tags", ""), errors=errors,
        look_first=form.fields.get("look_first") == "1", evidence_note=form.fields.get("evidence_note", ""),
        own_marks=form.fields.get("marks", ""),
    )  # fmt: skip


async def _form(
    request: web.Request,
    details: Details,
    *,
    alts: tuple[str, ...] = ("",) * PLAIN_ALTS,
    tags: str = "",
    errors: Mapping[str, str] | None = None,
    look_first: bool = False,
    evidence_note: str = "",
    own_marks: str = "",
) -> web.StreamResponse:
    site, settings = site_of(request), settings_of(request)
    async with site.db.reading() as tx:
        form = await work_form(tx, viewer(request).actor, settings, details, tags=tags, errors=errors)
        usual = await marks.wish_of(tx, viewer(request).actor.id) or Wish()
    media = site.config.media
    page = NewPage(
        title="New artwork",
        form=form,
        alts=alts,
        accepted=ACCEPTED,
        most_pictures=media.max_pictures,
        most_megabytes=media.max_file_mb,
        most_megapixels=media.max_megapixels,
        evidence=bounds_of(site.config),
        evidence_accepted=ATTACHED,
        evidence_note=evidence_note,
        alt_required=settings.require_alt,
        look_first=look_first,
        marks=own_marks,
        marks_usual=words_of(usual),
    )
    return await pages.show(request, page, status=422 if errors else 200)
