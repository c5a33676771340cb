"""Actors of other servers are looked up anew from time to time, so that names, faces and inboxes stay true."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from federation.fetch import FetchError, Gone, NotFound, TimedOut, Unreachable
from fediart.actions.featured import fetch_featured
from fediart.actions.keep import face_later
from fediart.actions.resolve import budget_of, fetch_actor, keep_actor
from fediart.clock import DAY, HOUR
from fediart.outcomes import Done, Later, Outcome, Refused
from fediart.site import Site
from fediart.store import actors, departed, follows, jobs, remote_media
from fediart.store.database import Writing

OLD = 7 * DAY
MOST = 200


async def schedule(tx: Writing, site: Site) -> None:
    """Queues today's look, once, however often this is called."""
    now = site.clock.now()
    await jobs.enqueue(tx, site.ids.new(), "refresh-old", {}, now=now, once_key=f"refresh-old:{now // DAY}")


async def refresh_actor(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `actor_id`. An actor whose server says that it is gone (410) leaves here, too."""
    async with site.db.reading() as tx:
        actor = await actors.by_id(tx, payload["actor_id"])
    if actor is None or actor.local or actor.deleted:
        return Done("nothing to refresh")
    try:
        document = await fetch_actor(site, actor.uri, budget_of(site), known=True)
        async with site.db.writing() as tx:
            kept = await keep_actor(tx, site, document)
            if await remote_media.of_actor(tx, kept.id):
                await face_later(tx, site, kept)
            followed = await follows.followed_from_here(tx, kept.id)
        if followed:
            await fetch_featured(site, kept, budget_of(site))
    except Gone:
        async with site.db.writing() as tx:
            await departed.forget_actor(tx, actor.id, now=site.clock.now())
        return Done("the actor is gone")
    except (TimedOut, Unreachable, NotFound) as problem:
        return Later(12 * HOUR, problem.reason)
    except FetchError as problem:
        return Refused(problem.reason)
    site.bell.ring()
    return Done()


async def refresh_old(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Queues a refresh of people followed from here, or following, who have not been looked up for a week."""
    now = site.clock.now()
    async with site.db.writing() as tx:
        rows = await tx.all(
            """select id from actors where host <> '' and fetched < :before and deleted = 0
            and (exists (select 1 from follows where followee_id = actors.id)
                or exists (select 1 from follows where follower_id = actors.id))
            order by fetched limit :most""",
            before=now - OLD,
            most=MOST,
        )
        for row in rows:
            payload_ = {"actor_id": row["id"]}
            once = f"refresh:{row['id']}:{now // DAY}"
            await jobs.enqueue(tx, site.ids.new(), "refresh-actor", payload_, now=now, once_key=once)
    site.bell.ring()
    return Done(f"{len(rows)} actors")


async def look_at_featured(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `actor_id`. What someone of another server has pinned, for those who open their page here."""
    async with site.db.reading() as tx:
        actor = await actors.by_id(tx, payload["actor_id"])
    if actor is None or actor.suspended or actor.deleted:
        return Done("nothing to look at")
    return Done(f"{await fetch_featured(site, actor, budget_of(site))} pinned posts")
