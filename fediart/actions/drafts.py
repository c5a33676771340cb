"""Drafts: what an artist has begun is kept as they go, file by file, until it is sent in, and seen by nobody else.

A draft is no artwork yet: sending it in makes one, and leads through the same filter as every other way in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from fediart.actions import attach
from fediart.actions.moved import demand_not_moved
from fediart.actions.publish import send_in
from fediart.actions.submission import (
    LONGEST,
    Submission,
    Upload,
    checked,
    checked_alt,
    file_name,
    limits_of,
    paragraphs,
    within,
)  # fmt: skip
from fediart.clock import DAY
from fediart.errors import NotFound, Problem, Problems
from fediart.language import _
from fediart.media import studio
from fediart.media.errors import BadImage, WorkFailed
from fediart.site import Site
from fediart.store import drafts, work_words
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing
from fediart.store.drafts import Draft, DraftFile
from fediart.store.pictures import Picture
from fediart.store.settings import InstanceSettings, read_settings
from fediart.store.work_words import PictureWords

MOST_DRAFTS: Final = 50
MOST_FILES: Final = 200
"""Files in all drafts of one artist together."""
MOST_TEXT: Final = 64 * 1024
_MOST_FIELDS: Final = 80
EMPTY_FOR: Final = 30 * DAY


@dataclass(frozen=True, slots=True)
class FileWords:
    """What the form says of one file; their sequence is the order."""

    id: int
    alt: str
    focal: tuple[float, float] = (0.0, 0.0)


async def begin(site: Site, artist: Actor, said: Mapping[str, str]) -> Draft:
    """A new draft with what the form says. Problem where there are too many."""
    demand_not_moved(artist)
    now = site.clock.now()
    draft = Draft(site.ids.new(), artist.id, _bounded(said), now, now)
    async with site.db.writing() as tx:
        if len(await drafts.of_actor(tx, artist.id, limit=MOST_DRAFTS)) >= MOST_DRAFTS:
            words = _("You have %(count)s drafts already. Publish or throw away some first.", count=MOST_DRAFTS)
            raise Problem(words, field="files")
        await drafts.insert(tx, draft)
    return draft


async def save(
    site: Site, artist: Actor, draft_id: int, said: Mapping[str, str], files: Sequence[FileWords] | None = None
) -> None:
    """Keeps what the form says now, right or wrong, and the order and words of its files. NotFound."""
    now = site.clock.now()
    async with site.db.writing() as tx:
        await _locked(tx, site, artist, draft_id)
        await drafts.save(tx, draft_id, _bounded(said), now=now)
        if files is not None:
            await drafts.describe(tx, _arranged(await drafts.files_of(tx, draft_id), files))


def _bounded(said: Mapping[str, str]) -> dict[str, str]:
    """No more than the form of a new work can hold."""
    if len(said) > _MOST_FIELDS or sum(len(name) + len(value) for name, value in said.items()) > MOST_TEXT:
        raise Problem(_("These texts are too long to keep. Shorten them."))
    return {name[:100]: value for name, value in said.items()}


def _arranged(known: Sequence[DraftFile], files: Sequence[FileWords]) -> list[DraftFile]:
    """Those that are named in the order they are named in, others after them; what is not there is passed over."""
    by_id = {one.id: one for one in known}
    named = {one.id: one for one in files if one.id in by_id}
    order = [*named, *(one.id for one in known if one.id not in named)]
    return [_told(by_id[number], place, named.get(number)) for place, number in enumerate(order)]


def _told(file: DraftFile, place: int, said: FileWords | None) -> DraftFile:
    if said is None:
        return replace(file, position=place)
    alt = paragraphs(said.alt)[: LONGEST["alt"]]
    return replace(file, position=place, alt=alt, focal_x=within(said.focal[0]), focal_y=within(said.focal[1]))


async def add_file(site: Site, artist: Actor, draft_id: int, upload: Upload) -> DraftFile:
    """Takes one file over. Raises NotFound, and Problem with what is wrong with this very file."""
    async with site.db.reading() as tx:
        await demand_room(tx, site, artist, draft_id)
    name = file_name(upload.name)
    try:
        probe = await studio.probe(site.pool, upload.path, limits_of(site.config))
    except BadImage as error:
        raise Problem(f"{name}: {_(error.reason)}", field="files") from None
    except WorkFailed:
        words = _("%(name)s could not be read. Save it anew in an image program, or as JPEG.", name=name)
        raise Problem(words, field="files") from None
    kept = await site.storage.keep(upload.path, "originals", probe.extension)
    width, height = probe.upright
    async with site.db.writing() as tx:
        await _locked(tx, site, artist, draft_id)
        before = await demand_room(tx, site, artist, draft_id)
        file = DraftFile(
            site.ids.new(), draft_id, artist.id, max((one.position for one in before), default=-1) + 1, kept.key,
            kept.sha256, kept.bytes, name, probe.media_type, width, height, upload.alt,
            within(upload.focal[0]), within(upload.focal[1]),
        )  # fmt: skip
        await drafts.add_file(tx, file)
    return file


async def demand_room(tx: Reading, site: Site, artist: Actor, draft_id: int) -> list[DraftFile]:
    """The files of a draft that takes one more. NotFound if it is not theirs, Problem where it is full."""
    if await drafts.owned(tx, draft_id, artist.id) is None:
        raise NotFound(_("There is no such draft."))
    before, most = await drafts.files_of(tx, draft_id), site.config.media.max_pictures
    if len(before) >= most:
        raise Problem(_("Choose at most %(count)s pictures for one artwork.", count=most), field="files")
    if await drafts.count_files(tx, artist.id) >= MOST_FILES:
        words = _("Your drafts hold %(count)s files. Publish or throw away some of them first.", count=MOST_FILES)
        raise Problem(words, field="files")
    return before


async def remove_file(site: Site, artist: Actor, draft_id: int, file_id: int) -> None:
    """The file is swept. Removing it twice is no error. NotFound where the draft is not theirs."""
    async with site.db.writing() as tx:
        await _locked(tx, site, artist, draft_id)
        await drafts.remove_file(tx, draft_id, file_id)


async def throw_away(site: Site, artist: Actor, draft_id: int) -> None:
    """There is no undo: its files are swept. NotFound."""
    async with site.db.writing() as tx:
        await _locked(tx, site, artist, draft_id)
        await drafts.forget(tx, draft_id)


async def _locked(tx: Writing, site: Site, artist: Actor, draft_id: int) -> Draft:
    found = await drafts.lock(tx, draft_id, artist.id, now=site.clock.now())
    if found is None:
        raise NotFound(_("There is no such draft."))
    return found


async def send_draft(
    site: Site, artist: Actor, draft_id: int, submission: Submission, beside: Mapping[int, PictureWords] | None = None
) -> int:
    """Makes an artwork of a draft and queues it for the filter; the draft is gone. Returns the artwork's id.

    Pictures come from the draft, and the uploads of `submission` are not looked at. `beside` are captions and roles by
    the number of the file. Raises NotFound; Problems with
    everything that is wrong, and then the draft is as it was.
    """
    demand_not_moved(artist)
    note = attach.checked_note(submission.evidence_note)
    evidence = await attach.take_over(site, artist, submission.evidence)
    artwork_id = site.ids.new()
    async with site.db.writing() as tx:
        await _locked(tx, site, artist, draft_id)
        files = await drafts.files_of(tx, draft_id)
        submission = _whole(submission, files, await read_settings(tx))
        images = [_picture(artwork_id, place, one) for place, one in enumerate(files)]
        await send_in(tx, site, artist, artwork_id, submission, images)
        await attach.write(tx, site, artwork_id, artist, evidence, step="submission", note=note)
        mine = {one.id for one in files}
        await work_words.keep_words(tx, artwork_id, {one: said for one, said in (beside or {}).items() if one in mine})
        await drafts.forget(tx, draft_id)
    site.bell.ring()
    return artwork_id


def _whole(submission: Submission, files: Sequence[DraftFile], settings: InstanceSettings) -> Submission:
    """The submission with its details tidied up. Raises Problems where it cannot be sent in like this."""
    found = [] if files else [Problem(_("Choose at least one picture."), field="files")]
    try:
        submission = replace(submission, details=checked(submission.details, settings))
    except Problems as problems:
        found += problems.found
    try:
        checked_alt(tuple(one.alt for one in files), settings)
    except Problems as problems:
        found += problems.found
    if found:
        raise Problems(found)
    return submission


def _picture(artwork_id: int, place: int, file: DraftFile) -> Picture:
    return Picture(
        id=file.id, artwork_id=artwork_id, position=place, original=file.original, sha256=file.sha256,
        bytes=file.bytes, file_name=file.file_name, media_type=file.media_type, width=file.width, height=file.height,
        alt=file.alt, focal_x=file.focal_x, focal_y=file.focal_y, blurhash="", colour="",
    )  # fmt: skip


async def tidy_empty(site: Site) -> int:
    """Drafts without a file that nobody has touched for a month go. Returns how many."""
    async with site.db.writing() as tx:
        old = await drafts.empty_since(tx, site.clock.now() - EMPTY_FOR)
        for draft_id in old:
            await drafts.forget(tx, draft_id)
    return len(old)
