"""From submitted to published, held or refused: checking, preparing, publishing, each stage safe to repeat.

A work may lose its server at any moment. What was reached is in its row; the files of an unfinished stage are swept;
and only one run can make the last step, because it begins by moving the work out of `preparing`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fediart.actions import full_detail, indexing, outbox, series_told
from fediart.actions.artwork_post import write_post
from fediart.actions.marks import MarkPlan, plan_for, queue_remarking
from fediart.actions.new_pictures import Incoming, let_in
from fediart.actions.publish import first_job, lane_of
from fediart.actions.review import is_away, open_review
from fediart.actions.rights import digest, packet_of, queue_embedding
from fediart.actions.scheduling import is_early, put_by
from fediart.actions.sealing import Made, Plan, mark_of, marks_of, plan_of, seal
from fediart.actions.submission import limits_of
from fediart.actions.telling import tell_artist
from fediart.admission.review import reasons_to_json, unreadable
from fediart.clock import DAY, MINUTE, SECOND
from fediart.ids import secret_token
from fediart.jobs import same_moment
from fediart.jobs.checking import check, of_whole
from fediart.jobs.same_moment import Look
from fediart.media import facts, studio
from fediart.media.errors import BadImage, WorkFailed
from fediart.media.facts import Prepared, Recipe
from fediart.outcomes import Done, Failed, Later, Outcome, said
from fediart.site import Site
from fediart.store import (
    actors,
    artworks,
    camera,
    collections,
    imports,
    jobs,
    marks,
    pictures,
    previews,
    renditions,
    revisions,
    series,
    verdicts,
)
from fediart.store.artworks import UNDER_WAY, Artwork
from fediart.store.database import Reading, Writing
from fediart.store.marks import Marked
from fediart.store.pictures import Picture
from fediart.store.renditions import Rendition
from fediart.store.revisions import Revision
from fediart.store.settings import read_settings

MOST_TRIES = 3
OLD = DAY  # what was published elsewhere so long ago is no news for followers: it is in the outbox, and on the page


@dataclass(frozen=True, slots=True)
class Rendered:
    """One picture with its measures, what its camera says, and its files, which are in their place already.

    `marks` is the digest of what was put into the pixels, `hidden` how many of the files hold the identifier.
    """

    picture: Picture
    prepared: Prepared
    files: tuple[Rendition, ...]
    camera: Mapping[str, str]
    marks: str
    hidden: int


@dataclass(frozen=True, slots=True)
class Ready:
    """All files of a work, and what they were made with."""

    made: list[Rendered]
    packet: bytes
    plan: Plan | None
    marking: MarkPlan


async def publish(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `publish` jobs."""
    artwork_id = int(payload["artwork"])
    async with site.db.reading() as tx:
        artwork = await artworks.by_id(tx, artwork_id)
    if artwork is None or artwork.state not in UNDER_WAY:
        return Done(f"it is {artwork.state} already" if artwork else "it is gone")
    try:
        if artwork.state != "preparing" and not await check(site, artwork):
            return Done("held or refused")
        return await _prepare(site, artwork)
    except BadImage as error:
        return await _refuse(site, artwork, error.reason)
    except WorkFailed as error:
        return await _postpone(site, artwork, error)


async def publish_now(site: Site, artwork_id: int) -> Outcome:
    """Does a submitted work's job here and now, or waits for the process that has it already: for the command line."""
    job = await jobs.claim(site.db, first_job(artwork_id), now=site.clock.now(), seat=site.company.seat)
    if job is None:
        # Another process has it, and only the row says when it is done.
        while await _state(site, artwork_id) in UNDER_WAY:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        return Done("done by another process")
    outcome = await publish(site, job.payload)
    now = site.clock.now()
    async with site.db.writing() as tx:
        if isinstance(outcome, Later):
            await jobs.postpone(tx, job.id, due=now + outcome.after, why=said(outcome))
        else:
            await jobs.finish(tx, [(job.id, said(outcome))], now=now)
    return outcome


async def _state(site: Site, artwork_id: int) -> str:
    async with site.db.reading() as tx:
        artwork = await artworks.by_id(tx, artwork_id)
    return artwork.state if artwork else "deleted"


async def _prepare(site: Site, artwork: Artwork) -> Outcome:
    async with site.db.reading() as tx:
        work = await _shown_as(tx, artwork)
        packet, policy = await packet_of(tx, site, work.id)
        plan, marking = await plan_of(tx, site, work.id), await plan_for(tx, site, work)
        images = await pictures.of_artwork(tx, artwork.id)
    folder = site.storage.incoming()
    try:
        made = [await render(site, picture, folder, packet, policy, plan, marking) for picture in images]
    finally:
        site.storage.discard(folder)
    ready = Ready(made, packet, plan, marking)
    for _ in range(same_moment.MOST_LOOKS):
        seen = await same_moment.look(site, artwork)
        async with site.db.writing() as tx:
            if not await same_moment.is_stale(tx, seen, artwork):
                outcome = await _finish(tx, site, artwork, ready, seen)
                break
    else:
        raise same_moment.too_many()
    site.bell.ring()
    site.pages.changed()
    site.delivery_bell.ring()
    return outcome


async def _shown_as(tx: Reading, artwork: Artwork) -> Artwork:
    """The work under whose name its pictures are shown: that which new pictures are for, else the work itself."""
    revision = await revisions.by_id(tx, artwork.id)
    return (await artworks.by_id(tx, revision.artwork_id) if revision else None) or artwork


async def _finish(tx: Writing, site: Site, artwork: Artwork, ready: Ready, seen: Look) -> Outcome:
    revision = await revisions.by_id(tx, artwork.id)
    if revision is not None:
        return await _let_in(tx, site, artwork, ready, seen, revision)
    if (await plan_for(tx, site, artwork)).digest != ready.marking.digest:
        await queue_remarking(tx, site, artwork.id)
    if await previews.wanted(tx, artwork.id):
        return await _lay_out(tx, site, artwork, ready.made)
    if await is_early(tx, site, artwork.id):
        return await _put_by(tx, site, artwork, ready.made)
    fresh = await artworks.by_id(tx, artwork.id)
    if fresh is not None and fresh.state == "preparing" and await same_moment.is_stopped(tx, site, seen, fresh):
        return Done("held or refused: somebody else has published the like meanwhile")
    if not await _publish(tx, site, artwork.id, ready.made):
        return Done("published or withdrawn meanwhile")
    same = (await packet_of(tx, site, artwork.id))[0] == ready.packet
    if not same or await plan_of(tx, site, artwork.id) != ready.plan:  # edited while it was being prepared
        await queue_embedding(tx, site, artwork.id)
    return Done("published")


async def _let_in(tx: Writing, site: Site, artwork: Artwork, ready: Ready, seen: Look, revision: Revision) -> Outcome:
    """New pictures of a published work come into it, where nothing has come in between."""
    fresh = await artworks.by_id(tx, artwork.id)
    if fresh is not None and fresh.state == "preparing" and await same_moment.is_stopped(tx, site, seen, fresh):
        return Done("held or refused: somebody else has published the like meanwhile")
    if await _stopped(tx, site, artwork.id):
        return Done("held: its artist is away")
    await _measure(tx, artwork.id, ready.made)
    files = tuple(file for one in ready.made for file in one.files)
    words = await let_in(tx, site, artwork, revision, Incoming(files, marked_with(ready.made)))
    work = await artworks.by_id(tx, revision.artwork_id)
    if work is not None and work.state == "published":
        await full_detail.follow_up(tx, site, work.id, work.actor_id)
        if (await plan_for(tx, site, work)).digest != ready.marking.digest:
            await queue_remarking(tx, site, work.id)
        same = (await packet_of(tx, site, work.id))[0] == ready.packet
        if not same or await plan_of(tx, site, work.id) != ready.plan:
            await queue_embedding(tx, site, work.id)
    return Done(words)


async def render(
    site: Site, picture: Picture, folder: Path, packet: bytes, policy: str, plan: Plan | None, marking: MarkPlan
) -> Rendered:
    """Makes, marks and seals the public files of one picture and puts them in their place. BadImage, WorkFailed."""
    out = folder / str(picture.id)
    out.mkdir()
    original = await site.storage.local(picture.original)
    async with site.db.reading() as tx:
        recipe = Recipe(avif=(await read_settings(tx)).avif)
    prepared = await studio.prepare(site.pool, original, out, packet, limits_of(site.config), recipe, marking.marks)
    made = [_to_seal(one, marking) for one in prepared.renditions]
    await seal(site, plan, picture, made)
    files = []
    for one in prepared.renditions:
        kept = await site.storage.keep(one.path, "public", one.path.suffix.removeprefix("."))
        files.append(
            Rendition(
                id=site.ids.new(),
                picture_id=picture.id,
                artwork_id=picture.artwork_id,
                name=secret_token(18),
                role=one.role,
                media_type=one.media_type,
                width=one.width,
                height=one.height,
                bytes=kept.bytes,
                key=kept.key,
                policy=policy,
                said=digest(packet + mark_of(plan)),
            )
        )
    hidden = sum(one.hidden for one in prepared.renditions)
    said = await studio.read_camera(site.pool, original)
    return Rendered(picture, prepared, tuple(files), said, marking.digest, hidden)


def _to_seal(one: facts.Rendition, marking: MarkPlan) -> Made:
    put_in = marks_of(visible=marking.marks.visible is not None, hidden=one.hidden)
    return Made(one.path, one.media_type, one.role, one.width, one.height, put_in)


def marked_with(made: Sequence[Rendered]) -> Marked:
    """What is kept about the files of a work: all are made by one plan."""
    return Marked(made[0].marks, sum(len(one.files) for one in made), sum(one.hidden for one in made))


async def _publish(tx: Writing, site: Site, artwork_id: int, made: list[Rendered]) -> bool:
    """The one transaction that makes it public. False where another run, or its artist, was faster."""
    now, brought = site.clock.now(), await imports.of_work(tx, artwork_id)
    since = brought.happened if brought else now
    if await _stopped(tx, site, artwork_id):
        return False
    if not await artworks.mark_published(tx, artwork_id, now=now, as_of=since):
        return False
    artwork = await artworks.by_id(tx, artwork_id)
    assert artwork is not None  # it was there a line ago, and is ours until the commit
    await _keep(tx, site, artwork_id, made)
    await full_detail.follow_up(tx, site, artwork_id, artwork.actor_id)
    if artwork.series_id:
        await series.append(tx, artwork.series_id, artwork_id)
    await write_post(tx, site, artwork, now=since)
    await indexing.wake(tx, site)
    if brought is None:
        await tell_artist(tx, site, artwork, "artwork-published")
    if brought is None or now - since < OLD:
        await outbox.artwork_published(tx, site, artwork_id)
        artist = await actors.by_id(tx, artwork.actor_id)
        if artwork.series_id and artist is not None:
            await series_told.added(tx, site, artist, artwork)
    elif artwork.series_id:
        await collections.touch(tx, artwork.series_id, now=now)
    return True


async def _stopped(tx: Writing, site: Site, artwork_id: int) -> bool:
    """What was under way when its artist was suspended waits for a person."""
    artwork = await artworks.by_id(tx, artwork_id)
    if artwork is None or not await is_away(tx, artwork):
        return False
    if await artworks.move(tx, artwork_id, to="held", among=["preparing"], now=site.clock.now()):
        await open_review(tx, site, artwork, "moderator", "Its artist was suspended or frozen before it was published.")
    return True


async def _measure(tx: Writing, artwork_id: int, made: list[Rendered]) -> None:
    """What was found out when the files were made."""
    for one in made:
        found = one.prepared
        await pictures.measure(
            tx, one.picture.id, width=found.width, height=found.height, blurhash=found.blurhash, colour=found.colour
        )
    await camera.keep(tx, artwork_id, {one.picture.id: one.camera for one in made})


async def _keep(tx: Writing, site: Site, artwork_id: int, made: list[Rendered]) -> None:
    await _measure(tx, artwork_id, made)
    await renditions.replace(tx, artwork_id, [file for one in made for file in one.files])
    await marks.note(tx, artwork_id, marked_with(made), now=site.clock.now())


async def _lay_out(tx: Writing, site: Site, artwork: Artwork, made: list[Rendered]) -> Outcome:
    """It is all there, and waits for its artist, who wanted to see first what others will see."""
    now = site.clock.now()
    if not await artworks.move(tx, artwork.id, to="previewed", among=["preparing"], now=now):
        return Done("withdrawn meanwhile")
    await _keep(tx, site, artwork.id, made)
    await previews.set_ready(tx, artwork.id, source_type=artwork.digital_source_type, now=now)
    await tell_artist(tx, site, artwork, "artwork-previewed")
    return Done("waits for its artist")


async def _put_by(tx: Writing, site: Site, artwork: Artwork, made: list[Rendered]) -> Outcome:
    """It may be published, and waits for the time that its artist has chosen."""
    if not await put_by(tx, site, artwork):
        return Done("withdrawn meanwhile")
    await _keep(tx, site, artwork.id, made)
    return Done("waits for its time")


async def _refuse(site: Site, artwork: Artwork, reason: str) -> Outcome:
    """A file that opens, but cannot be made into pictures for the public."""
    verdict = unreadable(reason)
    async with site.db.writing() as tx:
        if await artworks.move(tx, artwork.id, to="refused", among=UNDER_WAY, now=site.clock.now()):
            await verdicts.insert(tx, of_whole(site, artwork.id, 0, verdict))
            await tell_artist(tx, site, artwork, "artwork-refused", reasons_to_json(verdict))
    return Done("refused: unreadable")


async def _postpone(site: Site, artwork: Artwork, error: WorkFailed) -> Outcome:
    """A worker died or took too long. It is tried again, and after three times the artist is asked."""
    async with site.db.writing() as tx:
        tries = await jobs.tries_of(tx, await lane_of(tx, artwork.id))
        if tries + 1 < MOST_TRIES:
            return Later(30 * SECOND if tries == 0 else 5 * MINUTE, error.reason)
        if await artworks.move(tx, artwork.id, to="failed", among=UNDER_WAY, now=site.clock.now()):
            await artworks.set_note(tx, artwork.id, f"It could not be processed: {error.reason}.")
            await tell_artist(tx, site, artwork, "artwork-refused", words=f"It could not be processed: {error.reason}.")
    return Failed(f"{error.reason} {error.detail[:200]}")
