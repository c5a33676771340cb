"""Files that apps send in before the work they are for: kept as private originals, with a small picture to look at.

They are seen by nobody but their artist, and let go after a day if no work takes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from fediart.actions.moved import demand_not_moved
from fediart.actions.submission import LONGEST, Upload, file_name, limits_of, paragraphs, within
from fediart.clock import DAY
from fediart.errors import NotFound, Problem
from fediart.ids import secret_token
from fediart.language import _
from fediart.media import studio
from fediart.media.errors import BadImage, WorkFailed
from fediart.site import Site
from fediart.store import app_files, jobs, pictures
from fediart.store.actors import Actor
from fediart.store.app_files import PROCESSING, READY, REFUSED, AppFile
from fediart.store.database import Reading, Writing
from fediart.store.pictures import Picture

JOB: Final = "app-file"
MOST_WAITING: Final = 200
"""Files of one person that no work has taken yet."""
KEPT_FOR: Final = DAY


async def take_in(site: Site, artist: Actor, upload: Upload) -> AppFile:
    """Takes one file over and queues what is left to do. Raises Problem with what is wrong with it."""
    demand_not_moved(artist)
    alt = _checked_alt(upload.alt)
    async with site.db.reading() as tx:
        _demand_room(await app_files.count(tx, artist.id))
    name = file_name(upload.name)
    try:
        probe = await studio.probe(site.pool, upload.path, limits_of(site.config))
    except BadImage as error:
        raise Problem(_(error.reason), field="file") from None
    except WorkFailed:
        words = _("%(name)s could not be read. Save it anew in an image program, or as JPEG.", name=name)
        raise Problem(words, field="file") from None
    kept = await site.storage.keep(upload.path, "originals", probe.extension)
    width, height = probe.upright
    file = AppFile(
        site.ids.new(), artist.id, PROCESSING, "", kept.key, kept.sha256, kept.bytes, name, probe.media_type,
        width, height, alt, within(upload.focal[0]), within(upload.focal[1]), site.clock.now(),
    )  # fmt: skip
    async with site.db.writing() as tx:
        _demand_room(await app_files.count(tx, artist.id))
        await app_files.insert(tx, [file])
        await jobs.enqueue(tx, site.ids.new(), JOB, {"file": file.id}, now=site.clock.now(), order_key=lane(file.id))
    site.bell.ring()
    return file


def lane(file_id: int) -> str:
    """The order_key of the job about a file."""
    return f"{JOB}:{file_id}"


def _demand_room(waiting: int) -> None:
    if waiting >= MOST_WAITING:
        words = _("%(count)s files of yours wait for a work already. Publish or delete some of them first.",
                  count=MOST_WAITING)  # fmt: skip
        raise Problem(words, field="file")


def _checked_alt(text: str) -> str:
    alt = paragraphs(text)
    if len(alt) > LONGEST["alt"]:
        raise Problem(_("Shorten this description to %(most)s characters.", most=LONGEST["alt"]), field="description")
    return alt


async def process(site: Site, file_id: int) -> AppFile | None:
    """Makes the small picture. Safe to repeat; None where the file is gone. Raises WorkFailed."""
    async with site.db.reading() as tx:
        file = await app_files.by_id(tx, file_id)
    if file is None or file.state != PROCESSING:
        return file
    folder = site.storage.incoming()
    try:
        original, out = await site.storage.local(file.original), folder / "preview.webp"
        made = await studio.preview(site.pool, original, out, limits_of(site.config))
        kept = await site.storage.keep(out, "attachments", "webp")
    except BadImage as error:
        return await _settled(site, replace(file, state=REFUSED, why=error.reason))
    finally:
        site.storage.discard(folder)
    return await _settled(
        site,
        replace(
            file,
            state=READY,
            blurhash=made.blurhash,
            preview=kept.key,
            preview_name=secret_token(18),
            preview_width=made.width,
            preview_height=made.height,
        ),
    )


async def _settled(site: Site, file: AppFile) -> AppFile | None:
    """As it is in its row now: somebody else may have been quicker."""
    async with site.db.writing() as tx:
        await app_files.settle(tx, file)
        return await app_files.by_id(tx, file.id)


async def give_up(site: Site, file_id: int) -> None:
    """It could not be made, whatever was tried."""
    async with site.db.writing() as tx:
        file = await app_files.by_id(tx, file_id)
        if file is not None:
            await app_files.settle(tx, replace(file, state=REFUSED, why="the picture could not be processed"))


async def own_file(site: Site, artist: Actor, file_id: int) -> AppFile:
    """Raises NotFound for everything else."""
    async with site.db.reading() as tx:
        found = (await app_files.owned(tx, [file_id], artist.id)).get(file_id)
    if found is None:
        raise NotFound(_("There is no such file of yours."))
    return found


async def describe(
    site: Site, artist: Actor, file_id: int, *, alt: str | None, focal: tuple[float, float] | None
) -> AppFile:
    """Says what it shows and which point of it counts; what is None stays. Raises NotFound, Problem."""
    file = await own_file(site, artist, file_id)
    if alt is not None:
        file = replace(file, alt=_checked_alt(alt))
    if focal is not None:
        file = replace(file, focal_x=within(focal[0]), focal_y=within(focal[1]))
    async with site.db.writing() as tx:
        if not await app_files.describe(tx, file):
            raise NotFound(_("There is no such file of yours."))
    return file


async def throw_away(site: Site, artist: Actor, file_id: int) -> None:
    """It is swept with its small picture. Raises NotFound."""
    async with site.db.writing() as tx:
        if not await app_files.throw_away(tx, file_id, artist.id):
            raise NotFound(_("There is no such file of yours."))


async def taken(tx: Writing, artist: Actor, file_ids: Sequence[int]) -> list[AppFile]:
    """Takes these files for a work, in their order. Raises Problem: then nothing is to be committed."""
    found = await app_files.take(tx, file_ids, artist.id)
    if len(found) < len(set(file_ids)):
        missing = ", ".join(str(one) for one in file_ids if one not in {file.id for file in found})
        words = _("Media %(ids)s not found or already attached to another post", ids=missing)
        raise Problem(words, field="media_ids")
    if any(file.state == PROCESSING for file in found):
        raise Problem(_("Cannot attach files that have not finished processing. Try again in a moment!"))
    bad = [file for file in found if file.state == REFUSED]
    if bad:
        raise Problem(f"{bad[0].file_name}: {_(bad[0].why)}", field="media_ids")
    return found


async def pictures_of(tx: Reading, site: Site, files: Sequence[AppFile], artwork_id: int) -> list[Picture]:
    """The pictures that the files become, with their numbers; one that was a picture of a deleted work gets another,
    since the verdicts about that one stay."""
    before = await pictures.known(tx, [one.id for one in files])
    return [
        _picture_of(one, site.ids.new() if one.id in before else one.id, artwork_id, place)
        for place, one in enumerate(files)
    ]


def _picture_of(file: AppFile, number: int, artwork_id: int, place: int) -> Picture:
    return Picture(
        id=number, artwork_id=artwork_id, position=place, original=file.original, sha256=file.sha256,
        bytes=file.bytes, file_name=file.file_name, media_type=file.media_type, width=file.width, height=file.height,
        alt=file.alt, focal_x=file.focal_x, focal_y=file.focal_y, blurhash="", colour="",
    )  # fmt: skip


async def tidy_old(tx: Writing, site: Site) -> int:
    """Lets go of files that no work took within a day. Returns how many."""
    return await app_files.forget_old(tx, before=site.clock.now() - KEPT_FOR)
