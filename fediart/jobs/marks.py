"""Makes the public files of works anew when their artist wants other marks in the pixels; addresses stay.

Before the one transaction nothing has changed, so a job that is broken off is simply done again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from fediart.actions import outbox
from fediart.actions.marks import REMARK_ALL, MarkPlan, plan_for, queue_remarking
from fediart.actions.rights import packet_of, queue_embedding
from fediart.actions.sealing import plan_of
from fediart.jobs.publishing import Rendered, marked_with, render
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import artworks, jobs, marks, pictures, renditions
from fediart.store.artworks import Artwork
from fediart.store.database import Writing
from fediart.store.renditions import NEWER, Rendition

BATCH: Final = 100
_SHOWN: Final = ("published", "previewed")


async def remark(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `remark` jobs: one work whose files may have to be made anew."""
    artwork_id = int(payload["artwork"])
    async with site.db.reading() as tx:
        artwork = await artworks.by_id(tx, artwork_id)
        if artwork is None or artwork.state not in _SHOWN:
            return Done("it is not published")
        plan, kept = await plan_for(tx, site, artwork), await marks.marked(tx, artwork_id)
        if plan.digest == kept.marks:
            return Done("its files have these marks already")
        packet, policy = await packet_of(tx, site, artwork_id)
        sealing, images = await plan_of(tx, site, artwork_id), await pictures.of_artwork(tx, artwork_id)
    folder = site.storage.incoming()
    try:
        made = [await render(site, one, folder, packet, policy, sealing, plan) for one in images]
    finally:
        site.storage.discard(folder)
    async with site.db.writing() as tx:
        outcome = await _put(tx, site, artwork, plan, made, tell=bool(payload.get("tell")))
        await queue_embedding(tx, site, artwork_id)  # what its files must say may have changed meanwhile
    site.pages.changed()
    site.bell.ring()
    site.delivery_bell.ring()
    return outcome


async def _put(
    tx: Writing, site: Site, artwork: Artwork, plan: MarkPlan, made: Sequence[Rendered], *, tell: bool
) -> Outcome:
    """All files at once, under the names that they had."""
    held = await marks.hold(tx, artwork.id)
    now = await artworks.by_id(tx, artwork.id) if held else None
    if now is None:
        return Done("it was withdrawn meanwhile")
    if (await plan_for(tx, site, now)).digest != plan.digest:
        await queue_remarking(tx, site, artwork.id, tell=tell)
        return Done("its artist wants other marks by now")
    before = await renditions.of_artwork(tx, artwork.id)
    after = renamed(before, [file for one in made for file in one.files])
    await renditions.replace(tx, artwork.id, after)
    await marks.note(tx, artwork.id, marked_with(made), now=site.clock.now())
    if now.state == "published" and (tell or _types(before) != _types(after)):
        await outbox.artwork_changed(tx, site, artwork.id)
    return Done(f"{len(after)} files")


def renamed(before: Sequence[Rendition], after: Sequence[Rendition]) -> list[Rendition]:
    """The new files under the numbers and names of those they replace, so that addresses stay."""
    known = {_slot(one): one for one in before}
    return [replace(one, id=same.id, name=same.name) if (same := known.get(_slot(one))) else one for one in after]


def _slot(one: Rendition) -> tuple[int, str, int, str]:
    """What a file is for; a JPEG may become a PNG, which only its ending tells."""
    return one.picture_id, one.role, one.width, one.media_type if one.media_type in NEWER else ""


def _types(files: Sequence[Rendition]) -> set[tuple[str, str]]:
    return {(one.name, one.media_type) for one in files if one.role == "federated"}


async def remark_all(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `remark-all` jobs: queues an artist's published works, some at a time."""
    actor_id, after = int(payload["actor"]), int(payload["after"])
    async with site.db.writing() as tx:
        found = await marks.works_after(tx, actor_id, after, limit=BATCH)
        for artwork_id in found:
            await queue_remarking(tx, site, artwork_id)
        if len(found) == BATCH:
            rest = {"actor": actor_id, "after": found[-1]}
            await jobs.enqueue(tx, site.ids.new(), REMARK_ALL, rest, now=site.clock.now())
    site.bell.ring()
    return Done(f"{len(found)} works queued")
