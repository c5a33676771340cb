"""From upload to a submitted artwork: the one way in for the web form, the command line and apps.

The files are checked by their headers and kept as private originals, byte for byte; then one transaction writes the
artwork, its pictures and the job that judges, prepares and publishes it (fediart/jobs/publishing.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fediart.actions import attach
from fediart.actions.marks import keep_first
from fediart.actions.moved import demand_not_moved
from fediart.actions.series import series_named
from fediart.actions.submission import Details, Submission, Upload, checked, checked_alt, checked_caption
from fediart.actions.uploads import probed, taken_over
from fediart.actions.words_of_works import words_taken
from fediart.actions.work_choices import keep_own
from fediart.errors import NotFound, Problem, Problems
from fediart.language import _
from fediart.site import Site
from fediart.store import (
    artworks,
    camera,
    consent,
    credentials,
    imports,
    jobs,
    pictures,
    previews,
    process,
    revisions,
    schedules,
    work_words,
)
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Reading, Writing
from fediart.store.pictures import Picture
from fediart.store.process import Process
from fediart.store.settings import InstanceSettings, read_settings
from fediart.store.work_words import ROLES, PictureWords, WorkFacts

JOB = "publish"


async def submit(site: Site, artist: Actor, submission: Submission, number: int = 0) -> int:
    """Takes over the files of a submission and queues it. Returns the artwork's id: `number`, where one is given.

    Raises Problems with everything that is wrong, each named by its form field. Files are told by their content;
    what they are called decides nothing.
    """
    demand_not_moved(artist)
    async with site.db.reading() as tx:
        settings = await read_settings(tx)
    details, uploads = _checked(site, submission, settings)
    details = await words_taken(site, artist, details)
    note = attach.checked_note(submission.evidence_note)
    probes = await probed(site, uploads)
    evidence = await attach.take_over(site, artist, submission.evidence)
    artwork_id = number or site.ids.new()
    images = await taken_over(site, artwork_id, uploads, probes)
    async with site.db.writing() as tx:
        await send_in(tx, site, artist, artwork_id, replace(submission, details=details), images)
        beside = {one.id: PictureWords(said.caption, said.role) for one, said in zip(images, uploads, strict=True)}
        await work_words.keep_words(tx, artwork_id, beside)
        await attach.write(tx, site, artwork_id, artist, evidence, step="submission", note=note)
    site.bell.ring()
    return artwork_id


async def send_in(
    tx: Writing, site: Site, artist: Actor, artwork_id: int, submission: Submission, images: Sequence[Picture]
) -> None:
    """The rows of a work whose files are kept already, and the job that judges it. Its details are `checked`.

    Ring `site.bell` after the commit.
    """
    details = submission.details
    await _write(tx, site, artwork_id, artist, details, images)
    await camera.show(tx, artwork_id, details.camera)
    await process.keep(tx, artwork_id, Process(details.process, details.how, details.how_public))
    await work_words.keep_facts(tx, artwork_id, WorkFacts(details.year, details.size))
    if details.credentials:
        await credentials.choose(tx, artwork_id, details.credentials)
    await keep_first(tx, site, artwork_id, submission.marks)
    if submission.look_first:
        await previews.ask(tx, artwork_id, now=site.clock.now())
    if submission.publish_at:
        await schedules.choose(tx, artwork_id, due=submission.publish_at, zone=submission.zone)
    await keep_own(tx, site, artwork_id, submission)
    if submission.brought_by:
        await imports.keep_work(tx, artwork_id, submission.brought_by, submission.happened)


async def queue(tx: Writing, site: Site, artwork_id: int, *, again: bool = False) -> None:
    """Queues the work's way to the public; `again` after a decision or a failure, when the first job is done."""
    once = f"publish:{artwork_id}:{site.ids.new()}" if again else first_job(artwork_id)
    await jobs.enqueue(
        tx, site.ids.new(), JOB, {"artwork": artwork_id},
        now=site.clock.now(), order_key=await lane_of(tx, artwork_id), once_key=once,
    )  # fmt: skip


def first_job(artwork_id: int) -> str:
    """The once_key of a work's first job."""
    return f"publish:{artwork_id}"


def lane(artwork_id: int) -> str:
    """The order_key of all jobs about a work, and about new pictures for it: they never run side by side."""
    return f"artwork:{artwork_id}"


async def lane_of(tx: Reading, artwork_id: int) -> str:
    """As `lane`, for what may be new pictures of a work: they wait for all that is done to the work itself."""
    revision = await revisions.by_id(tx, artwork_id)
    return lane(revision.artwork_id if revision else artwork_id)


async def try_again(site: Site, artist: Actor, artwork_id: int) -> None:
    """A work that could not be processed is queued once more. NotFound if it is not theirs."""
    async with site.db.writing() as tx:
        await _demand_own(tx, artist, artwork_id)
        if not await artworks.move(tx, artwork_id, to="submitted", among=["failed"], now=site.clock.now()):
            raise Problem(_("This artwork is not waiting for another try."))
        await queue(tx, site, artwork_id, again=True)
    site.bell.ring()


async def _demand_own(tx: Writing, artist: Actor, artwork_id: int) -> Artwork:
    found = await artworks.owned(tx, artwork_id, artist.id)
    if found is None:
        raise NotFound(_("There is no such artwork."))
    return found


def _checked(site: Site, submission: Submission, settings: InstanceSettings) -> tuple[Details, tuple[Upload, ...]]:
    """Everything that can be said without opening a file, all of it at once."""
    found: list[Problem] = []
    details, uploads = submission.details, submission.uploads
    most = site.config.media.max_pictures
    if not uploads:
        found.append(Problem(_("Choose at least one picture."), field="files"))
    if len(uploads) > most:
        found.append(Problem(_("Choose at most %(most)s pictures for one artwork.", most=most), field="files"))
    try:
        details = checked(details, settings)
    except Problems as problems:
        found += problems.found
    try:
        alts = checked_alt(tuple(upload.alt for upload in uploads), settings)
    except Problems as problems:
        found += problems.found
    if found:
        raise Problems(found)
    return details, tuple(
        replace(
            upload, alt=alt, caption=checked_caption(upload.caption), role=upload.role if upload.role in ROLES else ""
        )
        for upload, alt in zip(uploads, alts, strict=True)
    )


async def _write(
    tx: Writing, site: Site, artwork_id: int, artist: Actor, details: Details, images: Sequence[Picture]
) -> None:
    now = site.clock.now()
    series_id = await series_named(tx, site, artist.id, details.series)
    details = replace(details, consent=details.consent or await consent.default_of(tx, artist.id))
    await artworks.insert(tx, _artwork(artwork_id, artist, details, series_id, now))
    await pictures.insert(tx, images)
    await queue(tx, site, artwork_id)


def _artwork(artwork_id: int, artist: Actor, details: Details, series_id: int | None, now: int) -> Artwork:
    return Artwork(
        id=artwork_id,
        actor_id=artist.id,
        state="submitted",
        title=details.title,
        description=details.description,
        medium=details.medium,
        tools=details.tools,
        tags=details.tags,
        series_id=series_id,
        series_position=0,
        licence=details.licence,
        warning=details.warning,
        mature=int(details.mature),
        visibility=details.visibility,
        language=details.language,
        ai_policy=details.ai_policy,
        ai_label="",
        digital_source_type=details.source_type,
        note="",
        portfolio=int(details.portfolio),
        created=now,
        changed=now,
        published=0,
        consent=consent.kept(consent.consent_of(details.consent or consent.USUAL)),
    )
