"""Moves the files of an instance between the folder and the bucket while everything runs.

First the database says that files are kept at the new place, and read from the old one where they are not there yet;
then they are copied, each checked by its hash; at the end nothing is read from the old place any more. Whatever breaks
off in between goes on where it was when it is asked for again.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, get_args

from fediart.actions.storing import FRESH
from fediart.clock import SECOND
from fediart.errors import Problem
from fediart.language import _
from fediart.media.chosen_storage import FOLDER, PLACES, S3, Choice, ChosenStorage, side_by_side
from fediart.media.errors import Damaged
from fediart.media.object_storage import ObjectStorage
from fediart.media.storage import Area, Storage, named
from fediart.site import Site
from fediart.store import storage_choice

AREAS: Final[tuple[Area, ...]] = get_args(Area)
HEARD: Final = 2 * FRESH / SECOND  # seconds after which no process keeps files at the old place any more
_AT_ONCE: Final = 8


@dataclass(slots=True)
class Moving:
    """How far it is. `damaged` are keys whose content at the old place is not what their name says."""

    copied: int = 0
    bytes: int = 0
    there: int = 0
    damaged: list[str] = field(default_factory=list)


Tell = Callable[[Moving], None]


async def chosen(site: Site) -> Choice:
    """Where files are kept, as the database has it."""
    async with site.db.reading() as tx:
        at, leaving = await storage_choice.read(tx)
    return Choice(at or FOLDER, leaving)


async def begin(site: Site, to: str) -> Choice:
    """From now on files are kept at `to`. Raises Problem where there is no such place, or nothing to move."""
    places = places_of(site)
    if to not in PLACES:
        raise Problem(_("Files are kept in one of %(value)s.", value=", ".join(PLACES)))
    now = await chosen(site)
    if now == Choice(to):
        raise Problem(_("The files are there already: storage is %(to)s.", to=to))
    bucket = places[S3]
    if isinstance(bucket, ObjectStorage):
        await bucket.probe()
    left = now.leaving if now.at == to else now.at
    await _choose(site, Choice(to, left))
    return Choice(to, left)


async def copy_all(site: Site, choice: Choice, tell: Tell) -> Moving:
    """Copies what the new place lacks; `tell` hears how far it is."""
    places, moving = places_of(site), Moving()
    new, old = places[choice.at], places[choice.leaving]
    for area in AREAS:
        batch: list[tuple[str, int]] = []
        async for here, there in side_by_side(new.keys(area), old.keys(area)):
            if there is None:
                continue
            if here is not None and here.bytes == there.bytes:
                moving.there += 1
                continue
            batch.append((there.key, there.bytes))
            if len(batch) == _AT_ONCE:
                await _copy_some(old, new, batch, moving)
                tell(moving)
                batch = []
        await _copy_some(old, new, batch, moving)
        tell(moving)
    return moving


async def move(
    site: Site, to: str, tell: Tell, *, wait: Callable[[float], Awaitable[None]] = asyncio.sleep, anyway: bool = False
) -> Moving:
    """The whole of it. `wait` sleeps for so many seconds. Raises Problem where files are damaged, unless `anyway`;
    then those stay behind."""
    choice = await begin(site, to)
    total = await copy_all(site, choice, tell)
    await wait(HEARD)
    while True:  # what processes kept at the old place before they heard of the move
        late = await copy_all(site, choice, tell)
        total = Moving(total.copied + late.copied, total.bytes + late.bytes, late.there, late.damaged)
        if not late.copied:
            break
    if total.damaged and not anyway:
        raise Problem(
            _(
                "%(many)s files are not what their names say, such as %(damaged)s: restore them from a"
                " backup and run this again, or leave them behind with --without-damaged. Until then"
                " files are looked for at both places.",
                many=len(total.damaged),
                damaged=total.damaged[0],
            )
        )
    await _choose(site, Choice(to))
    return total


async def delete_left(site: Site, left: str) -> int:
    """Deletes at the old place what the new one has; how many files that were. Raises Problem while it counts."""
    now, places, deleted = await chosen(site), places_of(site), 0
    if left in (now.at, now.leaving):
        raise Problem(_("Files are still kept in %(left)s; move them first.", left=left))
    for area in AREAS:
        async for here, there in side_by_side(places[now.at].keys(area), places[left].keys(area)):
            if here is not None and there is not None and here.bytes == there.bytes:
                deleted += await places[left].delete(there.key)
    return deleted


def places_of(site: Site) -> dict[str, Storage]:
    """Raises Problem where the config names no bucket."""
    if not isinstance(site.storage, ChosenStorage):
        raise Problem(
            _("There is one place only. Name a bucket in [storage] of the config, and restart every process.")
        )
    return dict(site.storage.places)


async def _choose(site: Site, choice: Choice) -> None:
    async with site.db.writing() as tx:
        await storage_choice.save(tx, choice.at, choice.leaving, now=site.clock.now())


async def _copy_some(old: Storage, new: Storage, batch: list[tuple[str, int]], moving: Moving) -> None:
    done = await asyncio.gather(*[_copy(old, new, key) for key, _ in batch])
    for (key, size), state in zip(batch, done, strict=True):
        if state == "copied":
            moving.copied += 1
            moving.bytes += size
        elif state == "damaged":
            moving.damaged.append(key)


async def _copy(old: Storage, new: Storage, key: str) -> str:
    """`copied`, `gone` where it was deleted meanwhile, or `damaged`."""
    area = next(one for one in AREAS if one == key.partition("/")[0])
    extension, folder = key.rpartition(".")[2], new.incoming()
    try:
        temp = folder / "file"
        await asyncio.to_thread(shutil.copyfile, await old.local(key), temp)
        if (await asyncio.to_thread(named, temp, area, extension)).key != key:
            return "damaged"
        await new.keep(temp, area, extension)
    except FileNotFoundError:
        return "gone"
    except Damaged:
        return "damaged"
    finally:
        new.discard(folder)
    return "copied"
