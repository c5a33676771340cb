"""The form of a new work, whether nothing of it is kept yet or it is a draft, and what its fields mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.attach import Bounds, bounds_of
from fediart.actions.scheduling import moment_of
from fediart.actions.submission import Submission, Upload
from fediart.errors import Problem
from fediart.language import N_, _, ngettext
from fediart.store import marks
from fediart.store.marks import Wish
from fediart.store.settings import InstanceSettings
from fediart.web import pages
from fediart.web.attached import ATTACHED
from fediart.web.mark_words import words_of
from fediart.web.render import Page
from fediart.web.request import settings_of, site_of, viewer
from fediart.web.upload_form import ReceivedFile
from fediart.web.work_form import WorkForm, details_from, work_form

ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/heic,image/gif,image/tiff,.heic,.heif,.avif,.tif,.tiff"
PLAIN_ALTS = 4  # fields for descriptions where no script runs
ROLE_WORDS = (
    ("", N_("A picture of the work")),
    ("process", N_("How it came to be")),
    ("before", N_("Before, beside the next one")),
    ("after", N_("After, beside the one before")),
)
"""The parts a picture can have in a work, as the form offers them."""


@dataclass(frozen=True, slots=True)
class FormFile:
    """A picture that is here already. `src` is empty where browsers cannot show it; `place` counts from 1."""

    id: int
    place: int
    src: str
    alt: str
    focal: str
    name: str
    caption: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class NewPage(Page):
    """`draft` is the number of the draft that the form is of, 0 where nothing is kept yet."""

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
    marks_usual: str = N_("No marks.")
    draft: int = 0
    files: tuple[FormFile, ...] = ()
    publish_at: str = ""
    zone: str = ""
    roles: tuple[tuple[str, str], ...] = ROLE_WORDS


async def new_form(
    request: web.Request,
    said: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    draft: int = 0,
    files: Sequence[FormFile] = (),
    alts: tuple[str, ...] = ("",) * PLAIN_ALTS,
) -> web.StreamResponse:
    """The page with what was said; 422 where something is wrong with it."""
    site, settings = site_of(request), settings_of(request)
    artist, media = viewer(request).actor, site.config.media
    said = said or {"language": viewer(request).account.locale}
    async with site.db.reading() as tx:
        form = await work_form(tx, artist, settings, details_from(said), tags=said.get("tags", ""), errors=errors)
        usual = await marks.wish_of(tx, artist.id) or Wish()
    page = NewPage(
        title=_("Draft") if draft else _("New artwork"),
        form=form,
        alts=() if draft else alts,
        accepted=ACCEPTED,
        most_pictures=media.max_pictures,
        most_megabytes=media.max_file_mb,
        most_megapixels=media.max_megapixels,
        evidence=bounds_of(site.config),
        evidence_accepted=ATTACHED,
        evidence_note=said.get("evidence_note", ""),
        alt_required=settings.require_alt,
        look_first=said.get("look_first") == "1",
        marks=said.get("marks", ""),
        marks_usual=words_of(usual),
        draft=draft,
        files=tuple(files),
        publish_at=said.get("publish_at", ""),
        zone=said.get("zone", ""),
    )
    return await pages.show(request, page, status=422 if errors else 200)


def submission_from(
    said: Mapping[str, str], uploads: Sequence[Upload], beside: Sequence[ReceivedFile], *, now: int
) -> Submission:
    """What the fields mean. Raises Problem where the time to publish at is none."""
    at, zone = said.get("publish_at", ""), said.get("zone", "")
    return Submission(
        details_from(said),
        tuple(uploads),
        look_first=said.get("look_first") == "1",
        evidence=tuple(Upload(file.path, file.name) for file in beside),
        evidence_note=said.get("evidence_note", ""),
        marks=said.get("marks", ""),
        publish_at=moment_of(at, zone, now=now) if at else 0,
        zone=zone,
    )


def remind_of_words(said: Mapping[str, str], alts: Sequence[str], settings: InstanceSettings) -> None:
    """Asks once where pictures lack a description. Raises Problem for the field `without_alt`.

    The form asks for the reminder; where the instance demands descriptions, there is nothing to be asked.
    """
    missing = sum(not alt.strip() for alt in alts)
    if settings.require_alt or not missing or said.get("remind_alt") != "1" or said.get("without_alt") == "1":
        return
    words = ngettext(
        "%(count)s picture has no description yet. Add one, or tick that you publish it without.",
        "%(count)s pictures have no description yet. Add them, or tick that you publish without.",
        missing,
    )
    raise Problem(words, field="without_alt")
