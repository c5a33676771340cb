"""One stretch of an import after the other: reading, bringing in, taking back. Safe to be broken off anywhere.

No stretch takes long. Works wait for the filter in between: what has ended wakes the import, which goes on.
"""

from __future__ import annotations

from typing import Final

from fediart.actions.import_deeds import AFTER_WORKS, DEEDS
from fediart.actions.import_works import AT_ONCE, settle_sent
from fediart.actions.imports import read, wake
from fediart.catalogues import named
from fediart.clock import SECOND
from fediart.errors import Problem, TooOften
from fediart.language import speaking
from fediart.site import Site
from fediart.store import accounts, actors, artworks, import_items, imports
from fediart.store.actors import Actor
from fediart.store.artworks import UNDER_WAY
from fediart.store.import_items import FAILED, WAITING
from fediart.store.imports import DONE, READING, RUNNING, UNDOING, UNDONE, Import
from fediart.store.notifications import notify

STRETCH: Final = 20  # things in one go: well within the lease of a job, however slow the servers that are asked


async def go_on(site: Site, import_id: int) -> str:
    """Does the next stretch, and queues the one after it. Returns what was done, in words."""
    async with site.db.reading() as tx:
        made = await imports.by_id(tx, import_id)
        artist = await actors.by_id(tx, made.actor_id) if made else None
        account = await accounts.by_actor(tx, made.actor_id) if made else None
    if made is None or artist is None or account is None:
        return "it is gone"
    with speaking(named(account.locale)):
        if made.state == READING:
            return await read(site, made)
        if made.state == RUNNING and account.active and not artist.suspended:
            return await _bring(site, artist, made)
        if made.state == UNDOING:
            return await _take_back(site, artist, made)
    return f"nothing to do: it is {made.state}"


async def _bring(site: Site, artist: Actor, made: Import) -> str:
    under_way = await settle_sent(site, made.id)
    async with site.db.reading() as tx:
        waiting = await import_items.in_state(tx, made.id, WAITING, limit=STRETCH)
    done = 0
    for item in waiting:
        if under_way >= (AT_ONCE if item.kind == "work" else 1 if item.kind in AFTER_WORKS else under_way + 1):
            break
        if await _is_over(site, made):
            return "it was stopped"
        try:
            await DEEDS[item.kind].do(site, artist, made, item)
            under_way += item.kind == "work"
        except TooOften as pause:
            await _again(site, made, after=pause.retry_after * SECOND)
            return f"{done} things; it goes on when more may be asked for"
        except Problem as problem:
            async with site.db.writing() as tx:
                await import_items.settle(tx, item, to=FAILED, outcome=problem.message)
        done += 1
    if waiting and (done == len(waiting) or not under_way):
        await _again(site, made)
    if not waiting and not under_way:
        await _finish(site, made)
    site.bell.ring()
    return f"{done} things, {under_way} works under way"


async def _is_over(site: Site, made: Import) -> bool:
    async with site.db.reading() as tx:
        fresh = await imports.by_id(tx, made.id)
    return fresh is None or fresh.state != made.state


async def _take_back(site: Site, artist: Actor, made: Import) -> str:
    async with site.db.reading() as tx:
        items = await import_items.in_state(tx, made.id, import_items.UNDOING, limit=STRETCH)
    for item in items:
        try:
            await DEEDS[item.kind].undo(site, artist, made, item)
        except Problem as problem:
            async with site.db.writing() as tx:
                await import_items.settle(tx, item, to=FAILED, outcome=problem.message)
    if items:
        await _again(site, made)
    else:
        async with site.db.writing() as tx:
            await imports.move(tx, made.id, to=UNDONE, among=[UNDOING], now=site.clock.now())
    site.bell.ring()
    site.delivery_bell.ring()
    site.pages.changed()
    return f"{len(items)} things taken back"


async def _again(site: Site, made: Import, *, after: int = 0) -> None:
    async with site.db.writing() as tx:
        await wake(tx, site, made.id, after=after)


async def _finish(site: Site, made: Import) -> None:
    """Everything has come, or has said why not: its member is told, and the archives are let go."""
    now = site.clock.now()
    async with site.db.writing() as tx:
        if await imports.move(tx, made.id, to=DONE, among=[RUNNING], now=now):
            await imports.keep_files(tx, made.id, ())
            await notify(tx, site.ids, made.actor_id, "import-done", now=now, text=str(made.id))


async def work_ended(site: Site, artwork_id: int) -> None:
    """A work's job has ended: where it was brought along, its import goes on."""
    async with site.db.reading() as tx:
        brought = await imports.of_work(tx, artwork_id)
        work = await artworks.by_id(tx, artwork_id) if brought else None
    if brought is None or brought.state != RUNNING or (work is not None and work.state in UNDER_WAY):
        return
    async with site.db.writing() as tx:
        await wake(tx, site, brought.import_id)
    site.bell.ring()
