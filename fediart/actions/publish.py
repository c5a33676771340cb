"""From upload to a submitted artwork: the one way in for the web form, the command line and apps.

The files are checked by their headers and kept as private originals, byte for byte; then one transaction writes the
artwork, its pictures and the job that judges, prepares and publishes it (fediart/jobs/publishing.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from fediart.actions import attach
from fediart.actions.marks import keep_first
from fediart.actions.moved import demand_not_moved
from fediart.actions.series import series_named
from fediart.actions.submission import Details, Submission, Upload, checked, checked_alt, file_name, limits_of
from fediart.errors import NotFound, Problem, Problems
from fediart.media import studio
from fediart.media.errors import BadImage, WorkFailed
from fediart.media.facts import Probe
from fediart.media.storage import StoredFile
from fediart.site import Site
from fediart.store import artworks, camera, consent, credentials, jobs, pictures, previews, process
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Writing
from fediart.store.pictures import Picture
from fediart.store.process import Process
from fediart.store.settings import InstanceSettings, read_settings

JOB = "publish"


@dataclass(frozen=True, slots=True)
class _Kept:
    upload: Upload
    probe: Probe
    file: StoredFile


async def submit(site: Site, artist: Actor, submission: Submission) -> int:
    """Takes over the files of a submission and queues it. Returns the artwork's id.

    Raises Problems with everything that is wrong, each named by its form field. Files are told by their content;
    what they are called decides nothing.
    """
    demand_not_moved(artist)
    async with site.db.reading() as tx:
        settings = await read_settings(tx)
    details, uploads = _checked(site, submission, settings)
    note = attach.checked_note(submission.evidence_note)
    probes = await _probed(site, uploads)
    evidence = await attach.take_over(site, artist, submission.evidence)
    kept = [
        _Kept(upload, probe, await site.storage.keep(upload.path, "originals", probe.extension))
        for upload, probe in zip(uploads, probes, strict=True)
    ]
    artwork_id = site.ids.new()
    async with site.db.writing() as tx:
        await _write(tx, site, artwork_id, artist, details, kept)
        await camera.show(tx, artwork_id, details.camera)
        await attach.write(tx, site, artwork_id, artist, evidence, step="submission", note=note)
        await process.keep(tx, artwork_id, Process(details.process, details.how, details.how_public))
        if details.credentials:
            await credentials.choose(tx, artwork_id, details.credentials)
        await keep_first(tx, site, artwork_id, submission.marks)
        if submission.look_first:
            await previews.ask(tx, artwork_id, now=site.clock.now())
    site.bell.ring()
    return artwork_id


async def queue(tx: Writing, site: Site, artwork_id: int, *, again: bool = False) -> None:
    """Queues the work's way to the public; `again` after a decision or a failure, when the first job is done."""
    once = f"publish:{artwork_id}:{site.ids.new()}" if again else first_job(artwork_id)
    await jobs.enqueue(
        tx, site.ids.new(), JOB, {"artwork": artwork_id},
        now=site.clock.now(), order_key=lane(artwork_id), once_key=once,
    )  # fmt: skip


def first_job(artwork_id: int) -> str:
    """The once_key of a work's first job."""
    return f"publish:{artwork_id}"


def lane(artwork_id: int) -> str:
    """The order_key of all jobs about a work: they never run side by side."""
    return f"artwork:{artwork_id}"


async def try_again(site: Site, artist: Actor, artwork_id: int) -> None:
    """A work that could not be processed is queued once more. NotFound if it is not theirs."""
    async with site.db.writing() as tx:
        await _demand_own(tx, artist, artwork_id)
        if not await artworks.move(tx, artwork_id, to="submitted", among=["failed"], now=site.clock.now()):
            raise Problem("This artwork is not waiting for another try.")
        await queue(tx, site, artwork_id, again=True)
    site.bell.ring()


async def _demand_own(tx: Writing, artist: Actor, artwork_id: int) -> Artwork:
    found = await artworks.owned(tx, artwork_id, artist.id)
    if found is None:
        raise NotFound("There is no such artwork.")
    return found


def _checked(site: Site, submission: Submission, settings: InstanceSettings) -> tuple[Details, tuple[Upload, ...]]:
    """Everything that can be said without opening a file, all of it at once."""
    found: list[Problem] = []
    details, uploads = submission.details, submission.uploads
    most = site.config.media.max_pictures
    if not uploads:
        found.append(Problem("Choose at least one picture.", field="files"))
    if len(uploads) > most:
        found.append(Problem(f"Choose at most {most} pictures for one artwork.", field="files"))
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
        Upload(upload.path, upload.name, alt, upload.focal) for upload, alt in zip(uploads, alts, strict=True)
    )


async def _probed(site: Site, uploads: tuple[Upload, ...]) -> list[Probe]:
    probes, found = [], []
    for upload in uploads:
        try:
            probes.append(await studio.probe(site.pool, upload.path, limits_of(site.config)))
        except BadImage as error:
            found.append(Problem(f"{upload.name}: {error.reason}", field="files"))
        except WorkFailed as error:
            found.append(Problem(f"{upload.name} could not be read: {error.reason}.", field="files"))
    if found:
        raise Problems(found)
    return probes


async def _write(tx: Writing, site: Site, artwork_id: int, artist: Actor, details: Details, kept: list[_Kept]) -> None:
    now = site.clock.now()
    series_id = await series_named(tx, site, artist.id, details.series)
    details = replace(details, consent=details.consent or await consent.default_of(tx, artist.id))
    await artworks.insert(tx, _artwork(artwork_id, artist, details, series_id, now))
    await pictures.insert(tx, [_picture(site.ids.new(), artwork_id, place, one) for place, one in enumerate(kept)])
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
        portfolio=1,
        created=now,
        changed=now,
        published=0,
        consent=consent.kept(consent.consent_of(details.consent or consent.USUAL)),
    )


def _picture(picture_id: int, artwork_id: int, place: int, kept: _Kept) -> Picture:
    width, height = kept.probe.upright
    return Picture(
        id=picture_id,
        artwork_id=artwork_id,
        position=place,
        original=kept.file.key,
        sha256=kept.file.sha256,
        bytes=kept.file.bytes,
        file_name=file_name(kept.upload.name),
        media_type=kept.probe.media_type,
        width=width,
        height=height,
        alt=kept.upload.alt,
        focal_x=within(kept.upload.focal[0]),
        focal_y=within(kept.upload.focal[1]),
        blurhash="",
        colour="",
    )


def within(value: float) -> float:
    """A coordinate of a focal point, brought into -1 to 1."""
    return max(-1.0, min(1.0, value))
