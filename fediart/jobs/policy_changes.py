"""Brings the works up to date after a change of an AI policy: their files first, then what other servers know.

One job does a small piece and queues the next, so that uploads and other changes come in between.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from fediart.actions import outbox
from fediart.actions.embedding import Overtaken, embed_work
from fediart.actions.policy_changes import queue
from fediart.actions.rights import queue_embedding
from fediart.media.errors import BadImage, WorkFailed
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import actors, jobs, policy_changes
from fediart.store.actors import Actor
from fediart.store.database import Row, Writing
from fediart.store.policy_changes import (
    ARTISTS,
    FILES,
    FINISHED,
    FLOOR,
    INSTANCE,
    NAME,
    NEW,
    TELLING,
    PolicyChange,
    Standing,
)
from fediart.store.settings import InstanceSettings, read_settings
from fediart.translate.rights import artist_policy, policy_for

LOOK: Final = 500
"""Works looked at in one go, most of which may need nothing."""
AT_ONCE: Final = 20
"""Works whose files one job writes; then another change gets its turn."""
TOLD_AT_ONCE: Final = 10
PACE: Final = 200
"""Milliseconds for each work that others are told of: no server hears of more than five works a second."""
_Phase = Callable[[Site, PolicyChange], Awaitable[int]]
_Needs = Callable[[Standing, str], bool]


async def go_on(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `policy-change` jobs. A piece that was interrupted goes on where it stopped."""
    async with site.db.reading() as tx:
        change = await policy_changes.by_id(tx, int(payload["change"]))
    if change is None or change.ended:
        return Done(f"it is {change.state}" if change else "it is gone")
    pause = await _PHASES[change.state](site, change)
    async with site.db.writing() as tx:
        now = await policy_changes.by_id(tx, change.id) or change
        if not now.ended:
            await queue(tx, site, now, pause=pause)
    site.bell.ring()
    return Done(f"{now.state}: {now.files_done} of {now.files_total} works, {now.told_done} of {now.told_total} told")


async def _count(site: Site, change: PolicyChange) -> int:
    """How many works it will be about."""
    files = told = after = 0
    while True:
        async with site.db.reading() as tx:
            settings = await read_settings(tx)
            found = await policy_changes.standings(tx, change, after=after, limit=LOOK)
        files += sum(_of_files(change)(one, _holds(one, settings)) for one in found)
        told += sum(_of_telling(change)(one, _holds(one, settings)) for one in found)
        if len(found) < LOOK:
            break
        after = found[-1].id
    async with site.db.writing() as tx:
        await policy_changes.move(tx, change, to=FILES, now=site.clock.now(), files=files, told=told)
    return 0


async def _files(site: Site, change: PolicyChange) -> int:
    wanted, end, more = await _next(site, change, _of_files(change), AT_ONCE)
    mine = True
    for artwork_id in wanted:
        mine = await _write_files(site, change, artwork_id)
        if not mine:
            break
    site.pages.changed()  # once for all of them, or the pages would be made anew all the time
    if mine:
        await _went(site, change, end, then=None if more else ARTISTS)
    return 0


async def _write_files(site: Site, change: PolicyChange, artwork_id: int) -> bool:
    """False where somebody else is at it, or a newer change has taken over: its job does the rest."""
    mine = True

    async def keep(tx: Writing) -> None:
        nonlocal mine
        mine = await policy_changes.advance(tx, change, artwork_id, files=1)

    try:
        await embed_work(site, artwork_id, keep)
    except (BadImage, WorkFailed, OSError, LookupError, Overtaken):
        # It has a job of its own now, which tries again, and says what is wrong.
        async with site.db.writing() as tx:
            await queue_embedding(tx, site, artwork_id)
            return await policy_changes.advance(tx, change, artwork_id, failed=1)
    return mine


async def _artists(site: Site, change: PolicyChange) -> int:
    """Those whose own default is another one now. An artist's own change has told the followers already."""
    if change.scope not in (INSTANCE, FLOOR):
        await _went(site, change, change.reached, then=TELLING)
        return 0
    async with site.db.writing() as tx:
        settings = await read_settings(tx)
        found = await policy_changes.artists(tx, after=change.reached, limit=TOLD_AT_ONCE)
        if change.reached == 0:
            await _tell_of_instance(tx, site)
        before = _before(change, settings)
        touched = [row["id"] for row in found if _artist_told(row, before) != _artist_holds(row, settings)]
        for artist in (await actors.by_ids(tx, touched)).values():
            await _tell_of_artist(tx, site, settings, artist)
        if found:
            await policy_changes.advance(tx, change, found[-1]["id"])
        if len(found) < TOLD_AT_ONCE:
            now = await policy_changes.by_id(tx, change.id) or change
            await policy_changes.move(tx, now, to=TELLING, now=site.clock.now())
    site.delivery_bell.ring()
    return PACE * len(touched)


def _before(change: PolicyChange, settings: InstanceSettings) -> InstanceSettings:
    if change.scope == FLOOR:
        return replace(settings, ai_policy_floor=change.was)
    return replace(settings, ai_policy=change.was)


def _artist_holds(row: Row, settings: InstanceSettings) -> str:
    return policy_for(settings, row["ai_policy"]).preset.value


def _artist_told(row: Row, before: InstanceSettings) -> str:
    """Of whom nothing was ever sent, others can only know what held before."""
    return row["told"] or _artist_holds(row, before)


async def _tell_of_instance(tx: Writing, site: Site) -> None:
    """The instance's own actor has followers, too: relays."""
    instance = await actors.by_uri(tx, f"{site.config.origin}/actor")
    if instance is not None:
        await outbox.actor_updated(tx, site, instance)


async def _tell_of_artist(tx: Writing, site: Site, settings: InstanceSettings, artist: Actor) -> None:
    """Avatar and header get the packet of now, and with it a new address, of which the same Update tells."""
    if artist.avatar or artist.header:
        await policy_changes.artist_told(tx, artist.id, artist_policy(artist, settings).preset.value)
        await jobs.enqueue(tx, site.ids.new(), "embed-profile", {"actor": artist.id}, now=site.clock.now())
    else:
        await outbox.actor_updated(tx, site, artist)


async def _telling(site: Site, change: PolicyChange) -> int:
    wanted, end, more = await _next(site, change, _of_telling(change), TOLD_AT_ONCE)
    gone_out = 0
    for artwork_id in wanted:
        async with site.db.writing() as tx:
            if not await policy_changes.advance(tx, change, artwork_id, told=1):
                return 0
            gone_out += bool(await outbox.artwork_changed(tx, site, artwork_id))
        site.delivery_bell.ring()
    await _went(site, change, end, then=None if more else FINISHED)
    return PACE * gone_out


async def _next(site: Site, change: PolicyChange, needs: _Needs, most: int) -> tuple[list[int], int, bool]:
    """The next works that need it, up to which id nothing else needs it, and whether there may be more behind."""
    async with site.db.reading() as tx:
        settings = await read_settings(tx)
        found = await policy_changes.standings(tx, change, after=change.reached, limit=LOOK)
    wanted = [one.id for one in found if needs(one, _holds(one, settings))]
    if len(wanted) > most:
        return wanted[:most], wanted[most - 1], True
    return wanted, found[-1].id if found else change.reached, len(found) == LOOK


async def _went(site: Site, change: PolicyChange, end: int, *, then: str | None) -> None:
    async with site.db.writing() as tx:
        if then is None:
            await policy_changes.advance(tx, change, end)
        else:
            await policy_changes.move(tx, change, to=then, now=site.clock.now())


def _holds(one: Standing, settings: InstanceSettings) -> str:
    return policy_for(settings, one.artist, one.series, one.work).preset.value


def _of_files(change: PolicyChange) -> _Needs:
    if change.scope == NAME:
        return lambda one, holds: bool(one.least)
    return lambda one, holds: bool(one.least) and (one.least, one.most) != (holds, holds)


def _of_telling(change: PolicyChange) -> _Needs:
    """Of a name the profile tells; a suspended artist says nothing."""
    return lambda one, holds: change.scope != NAME and not one.suspended and one.told != holds


_PHASES: Final[Mapping[str, _Phase]] = {NEW: _count, FILES: _files, ARTISTS: _artists, TELLING: _telling}
