"""Many works changed at once, in the background, one transaction each: every one as if it were edited by itself.

What each work said before is kept with the batch, so that all of it can be undone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from fediart.actions.current import current_details
from fediart.actions.edit import PictureWords, edited
from fediart.actions.moved import demand_not_moved
from fediart.actions.submission import MOST_TAGS, Details, checked, tidy_tags
from fediart.errors import NotFound, Problem, Problems
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, artworks, batches, jobs, pictures
from fediart.store.actors import Actor
from fediart.store.batches import Batch, BatchWork
from fediart.store.database import Writing
from fediart.store.settings import read_settings

JOB: Final = "batch"
MOST: Final = 200
"""Works in one batch."""
FIELDS: Final = ("series", "licence", "ai_policy", "visibility", "mature", "portfolio")
"""What a batch can set; tags are added and taken away (`add_tags`, `remove_tags`)."""


async def start(site: Site, artist: Actor, artwork_ids: Sequence[int], changes: Mapping[str, Any]) -> int:
    """Queues the change of these works. Returns the batch's id. Raises Problems for what is wrong with the fields.

    Works that are not theirs, or not published, are no part of it.
    """
    demand_not_moved(artist)
    wanted = {name: value for name, value in changes.items() if name in (*FIELDS, "add_tags", "remove_tags")}
    found = [] if wanted else [Problem(_("Choose what should become different."))]
    batch = Batch(site.ids.new(), artist.id, wanted, site.clock.now(), 0)
    async with site.db.writing() as tx:
        own = await artworks.by_ids(tx, sorted(set(artwork_ids))[: MOST + 1])
        mine = [one.id for one in own.values() if one.actor_id == artist.id and one.state == "published"]
        if not mine:
            found.append(Problem(_("Choose at least one work."), field="works"))
        if len(mine) > MOST:
            found.append(Problem(_("Choose at most %(count)s works at once.", count=MOST), field="works"))
        try:
            checked(changed(Details(title="-"), wanted), await read_settings(tx))
        except Problems as problems:
            found += problems.found
        if found:
            raise Problems(found)
        await batches.insert(tx, batch, mine)
        await _queue(tx, site, batch.id)
    site.bell.ring()
    return batch.id


def changed(details: Details, changes: Mapping[str, Any]) -> Details:
    """The details with these changes."""
    values = {name: changes[name] for name in FIELDS if name in changes}
    gone = {tag.lower() for tag in tidy_tags(tuple(changes.get("remove_tags", ())))}
    kept = tuple(tag for tag in details.tags if tag.lower() not in gone)
    tags = tidy_tags((*kept, *changes.get("add_tags", ())))
    if "tags" in changes:
        tags = tuple(changes["tags"])
    return replace(details, tags=tags if len(tags) <= MOST_TAGS else details.tags, **values)


async def undo(site: Site, artist: Actor, batch_id: int) -> None:
    """Brings back what the works said. Doing it twice is no error. NotFound where the batch is not theirs."""
    async with site.db.writing() as tx:
        if await batches.owned(tx, batch_id, artist.id) is None:
            raise NotFound(_("There is no such change."))
        if await batches.undo(tx, batch_id, now=site.clock.now()):
            await _queue(tx, site, batch_id)
    site.bell.ring()


async def _queue(tx: Writing, site: Site, batch_id: int) -> None:
    await jobs.enqueue(
        tx, site.ids.new(), JOB, {"batch": batch_id}, now=site.clock.now(), order_key=f"{JOB}:{batch_id}"
    )


async def go_on(site: Site, batch_id: int) -> int:
    """Changes, or brings back, what is still to be done. Returns how many works. Safe to be broken off anywhere."""
    count = 0
    while True:
        async with site.db.reading() as tx:
            batch, one = await batches.by_id(tx, batch_id), await batches.next_work(tx, batch_id)
            artist = await actors.by_id(tx, batch.actor_id) if batch else None
        if batch is None or one is None or artist is None:
            break
        await _one(site, artist, batch, one)
        count += 1
    if count:
        site.bell.ring()
        site.delivery_bell.ring()
        site.pages.changed()
    return count


async def _one(site: Site, artist: Actor, batch: Batch, one: BatchWork) -> None:
    try:
        async with site.db.writing() as tx:
            await _change(tx, site, artist, batch, one)
    except Problem as problem:
        async with site.db.writing() as tx:
            await batches.settle(tx, one, to="failed", words=problem.message)


async def _change(tx: Writing, site: Site, artist: Actor, batch: Batch, one: BatchWork) -> None:
    """One work and its row in the batch, in one transaction. Raises Problem where the work cannot become that."""
    work = await artworks.lock(tx, one.artwork_id, artist.id, now=site.clock.now())
    if work is None or work.state != "published" or artist.suspended:
        raise NotFound(_("It is not published any more."))
    undoing = one.state == "undoing"
    now = await current_details(tx, work)
    then = changed(now, one.before if undoing else batch.changes)
    before = one.before if undoing else _said(now, batch.changes)
    if not await batches.settle(tx, one, to="undone" if undoing else "done", before=before):
        return
    known = await pictures.of_artwork(tx, work.id)
    words = [PictureWords(pic.id, pic.alt, (pic.focal_x, pic.focal_y)) for pic in known]
    if then != now:
        await edited(tx, site, artist, work.id, then, words)


def _said(now: Details, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What the work says of the fields that a batch changes."""
    before = {name: getattr(now, name) for name in FIELDS if name in changes}
    return before | ({"tags": list(now.tags)} if {"add_tags", "remove_tags"} & set(changes) else {})
