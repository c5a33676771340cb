"""A change of an AI policy, and what follows: every file it touches is written anew, and other servers are told.

Pages and headers say what holds from the moment of the change; the rest is brought up to date in small pieces, each in
one transaction with how far it has come, so that a process may die at any moment and nothing is done twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fediart.actions.rights import queue_embedding
from fediart.actions.wishes import heed
from fediart.site import Site
from fediart.store import accounts, actors, artworks, jobs, policy_changes
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.policy_changes import FLOOR, INSTANCE, NEW, PolicyChange
from fediart.store.settings import read_settings
from fediart.translate.rights import artwork_policy, policy_for

JOB: Final = "policy-change"
LANE: Final = "policy-changes"
"""Changes that are about many works take turns; a single work waits for none of them."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What somebody has changed: see `PolicyChange`."""

    scope: str
    was: str
    became: str
    actor_id: int | None = None
    subject_id: int = 0
    subject: str = ""


async def begin(tx: Writing, site: Site, changed: Changed, *, account_id: int | None) -> int:
    """Keeps the change and queues what follows from it. Ring `site.bell` after the commit."""
    change = PolicyChange(
        id=site.ids.new(),
        account_id=account_id,
        actor_id=changed.actor_id,
        scope=changed.scope,
        subject_id=changed.subject_id,
        subject=changed.subject,
        was=changed.was,
        became=changed.became,
        state=NEW,
        reached=0,
        files_total=0,
        files_done=0,
        files_failed=0,
        told_total=0,
        told_done=0,
        started=site.clock.now(),
        ended=0,
    )
    await policy_changes.insert(tx, change)
    await policy_changes.supersede(tx, change, now=change.started)
    await queue(tx, site, change)
    if change.scope in (INSTANCE, FLOOR):
        await heed(tx, site, {})  # copies of others' pictures say the stricter of their word and ours
    return change.id


async def begin_for(tx: Writing, site: Site, artist: Actor, changed: Changed) -> int:
    """As `begin`, by the artist whose works it is about."""
    account = await accounts.by_actor(tx, artist.id)
    return await begin(tx, site, changed, account_id=account.id if account else None)


async def wake(tx: Writing, site: Site) -> None:
    """Whatever is under way has a job that goes on with it: also after one was given up."""
    for change in await policy_changes.unfinished(tx):
        waiting = [payload["change"] for payload in await jobs.payloads(tx, _lane(change))]
        if change.id not in waiting:
            await jobs.enqueue(
                tx, site.ids.new(), JOB, {"change": change.id}, now=site.clock.now(), order_key=_lane(change)
            )


def _lane(change: PolicyChange) -> str:
    return f"{LANE}:{change.id}" if change.scope == policy_changes.ARTWORK else LANE


async def queue(tx: Writing, site: Site, change: PolicyChange, *, pause: int = 0) -> None:
    """The next piece of the change, in `pause` milliseconds."""
    now = site.clock.now()
    await jobs.enqueue(
        tx, site.ids.new(), JOB, {"change": change.id}, now=now, due=now + pause, order_key=_lane(change),
        once_key=f"{JOB}:{change.id}:{change.state}:{change.reached}",
    )  # fmt: skip


async def catch_up(tx: Writing, site: Site, artwork_id: int) -> None:
    """A work that was away is back, or in another series: its files, and what others know, follow what holds now."""
    artwork = await artworks.by_id(tx, artwork_id)
    artist = await actors.by_id(tx, artwork.actor_id) if artwork else None
    if artwork is None or artist is None:
        return
    told, holds = await policy_changes.told_of(tx, artwork_id), artwork_policy(artwork, artist, await read_settings(tx))
    if told == holds.preset.value:
        await queue_embedding(tx, site, artwork_id)
        return
    changed = Changed(policy_changes.ARTWORK, told, holds.preset.value, artist.id, artwork_id, artwork.title)
    await begin_for(tx, site, artist, changed)


async def catch_up_all(tx: Writing, site: Site, artist: Actor, *, account_id: int | None) -> None:
    """An artist may speak again: others hear of the policies that were changed meanwhile, and the avatar and header say
    what holds now. `account_id` is whose doing it is. Ring `site.bell` after the commit."""
    if artist.avatar or artist.header:
        await jobs.enqueue(tx, site.ids.new(), "embed-profile", {"actor": artist.id}, now=site.clock.now())
    settings = await read_settings(tx)
    for one in await policy_changes.told_and_chosen(tx, artist.id):
        holds = policy_for(settings, one["artist"], one["series"], one["work"]).preset.value
        if one["told"] != holds:
            changed = Changed(policy_changes.RETURN, one["told"], holds, artist.id)
            await begin(tx, site, changed, account_id=account_id)
            return
