"""Makes the tiles of works whose artists offer full detail, writes the rights packet into them anew, and lets them go.

Nothing is changed before the one transaction at the end, so a job that is broken off is simply done again; a file that
no row names is swept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from fediart.actions.full_detail import TILE_ALL, queue_tiles
from fediart.actions.marks import MarkPlan, plan_for
from fediart.actions.rights import digest, packet_of
from fediart.actions.submission import limits_of
from fediart.clock import MINUTE
from fediart.ids import secret_token
from fediart.media import studio
from fediart.media.errors import BadImage, WorkFailed
from fediart.media.facts import Format
from fediart.media.tile_pack import Grid
from fediart.outcomes import Done, Failed, Later, Outcome
from fediart.site import Site
from fediart.store import artworks, jobs, marks, pictures, renditions, tile_sets
from fediart.store.artworks import Artwork
from fediart.store.database import Reading, Writing
from fediart.store.pictures import Picture
from fediart.store.tile_sets import TileSet

BATCH: Final = 100
MOST_TRIES: Final = 3
WORTH: Final = 1.2  # times the width of the largest file: for less, nobody needs tiles
_KINDS: Final[Mapping[str, Format]] = {"image/jpeg": "JPEG", "image/webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the tiles of a work must be; `least` is the width of the largest file of each picture that needs tiles."""

    artwork: Artwork
    packet: bytes
    policy: str
    marking: MarkPlan
    least: Mapping[int, int]
    images: Mapping[int, Picture]
    known: Mapping[int, TileSet]

    def made_of(self, picture_id: int) -> str:
        return f"{self.images[picture_id].sha256[:32]}:{self.marking.digest}"


async def tile(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `tile` jobs: one work."""
    artwork_id = int(payload["artwork"])
    async with site.db.reading() as tx:
        plan = await _plan(tx, site, artwork_id)
    if plan is None:
        return Done("it is not published")
    folder = site.storage.incoming()
    try:
        made = [one for number in plan.least if (one := await _made(site, plan, number, folder)) is not None]
    except BadImage as error:
        return Failed(error.reason)
    except WorkFailed as error:
        return await _postpone(site, artwork_id, error)
    finally:
        site.storage.discard(folder)
    async with site.db.writing() as tx:
        if not await _put(tx, site, plan, made):
            await queue_tiles(tx, site, artwork_id)
    site.pages.changed()
    site.bell.ring()
    return Done(f"the tiles of {len(made)} pictures")


async def _plan(tx: Reading, site: Site, artwork_id: int) -> _Plan | None:
    """None where there is nothing to be done: not published, or neither wanted nor there."""
    artwork = await artworks.by_id(tx, artwork_id)
    known = await tile_sets.of_artwork(tx, artwork_id)
    if artwork is None or artwork.state != "published":
        return None
    packet, policy = await packet_of(tx, site, artwork_id)
    images = {one.id: one for one in await pictures.of_artwork(tx, artwork_id) if one.original}
    widest: dict[int, int] = {}
    for file in await renditions.of_artwork(tx, artwork_id):
        widest[file.picture_id] = max(widest.get(file.picture_id, 0), file.width)
    wanted = await tile_sets.wanted(tx, artwork_id, artwork.actor_id)
    least = {
        number: widest[number]
        for number, one in images.items()
        if wanted and number in widest and one.width > widest[number] * WORTH
    }
    return _Plan(artwork, packet, policy, await plan_for(tx, site, artwork), least, images, known)


async def _made(site: Site, plan: _Plan, number: int, folder: Path) -> TileSet | None:
    """A picture's tiles as they must be; None where they are so already. BadImage, WorkFailed."""
    known, said = plan.known.get(number), digest(plan.packet)
    same = known is not None and known.made_of == plan.made_of(number)
    if known is not None and same and (known.said, known.policy) == (said, plan.policy):
        return None
    out = folder / f"{number}.tiles"
    if known is not None and same:
        grid = Grid(known.width, known.height, known.side, known.steps)
        pack = await site.storage.local(known.key)
        await studio.rewrite_tiles(site.pool, pack, out, grid, _KINDS[known.media_type], plan.packet)
        kept = await site.storage.keep(out, "public", "bin")
        return replace(known, key=kept.key, bytes=kept.bytes, policy=plan.policy, said=said)
    original, limits = await site.storage.local(plan.images[number].original), limits_of(site.config)
    cut = await studio.cut_tiles(
        site.pool, original, out, plan.packet, limits, plan.marking.marks, least=plan.least[number]
    )
    kept = await site.storage.keep(out, "public", "bin")
    grid = cut.grid
    return TileSet(
        picture_id=number,
        artwork_id=plan.artwork.id,
        name=known.name if known else secret_token(18),
        key=kept.key,
        media_type=cut.media_type,
        width=grid.width,
        height=grid.height,
        side=grid.side,
        steps=grid.steps,
        bytes=kept.bytes,
        policy=plan.policy,
        said=said,
        made_of=plan.made_of(number),
    )


async def _put(tx: Writing, site: Site, plan: _Plan, made: list[TileSet]) -> bool:
    """False where something has changed meanwhile: then it is looked at again."""
    await artworks.hold_still(tx, [plan.artwork.id])
    now = await _plan(tx, site, plan.artwork.id)
    if now is None:
        return True
    same = (now.packet, now.policy, now.marking.digest, now.least) == (
        plan.packet, plan.policy, plan.marking.digest, plan.least,
    )  # fmt: skip
    if not same or any(now.images.get(number) != one for number, one in plan.images.items()):
        return False
    for one in made:
        await tile_sets.keep(tx, one)
    gone = [number for number in now.known if number not in now.least]
    if gone:
        await tile_sets.drop(tx, gone)
    return True


async def _postpone(site: Site, artwork_id: int, error: WorkFailed) -> Outcome:
    """A worker died or took too long: the largest file is what people see, as before."""
    async with site.db.reading() as tx:
        tries = await jobs.tries_of(tx, f"artwork:{artwork_id}")
    return Later(5 * MINUTE, error.reason) if tries + 1 < MOST_TRIES else Failed(f"{error.reason} {error.detail[:200]}")


async def tile_all(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `tile-all` jobs: queues an artist's published works, some at a time."""
    actor_id, after = int(payload["actor"]), int(payload["after"])
    async with site.db.writing() as tx:
        found = await marks.works_after(tx, actor_id, after, limit=BATCH)
        for artwork_id in found:
            await queue_tiles(tx, site, artwork_id)
        if len(found) == BATCH:
            more = {"actor": actor_id, "after": found[-1]}
            await jobs.enqueue(tx, site.ids.new(), TILE_ALL, more, now=site.clock.now())
    site.bell.ring()
    return Done(f"{len(found)} works queued")
