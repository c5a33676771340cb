"""How far a member has read in apps, so that another app goes on there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fediart.store.database import Reading, Writing

HOME, NOTIFICATIONS = "home", "notifications"
TIMELINES: Final = (HOME, NOTIFICATIONS)


@dataclass(frozen=True, slots=True)
class Marker:
    """`last_read` is an id in that timeline; `version` counts the changes; `updated` is milliseconds."""

    last_read: int
    version: int
    updated: int


async def of_actor(tx: Reading, actor_id: int) -> Mapping[str, Marker]:
    rows = await tx.all("select timeline, last_read, version, updated from markers where actor_id = :id", id=actor_id)
    return {row["timeline"]: Marker(row["last_read"], row["version"], row["updated"]) for row in rows}


async def last_read(tx: Reading, actor_id: int, timeline: str) -> int:
    """0 where nothing was marked."""
    found = await tx.value(
        "select last_read from markers where actor_id = :id and timeline = :timeline", id=actor_id, timeline=timeline
    )
    return int(found or 0)


async def put(tx: Writing, actor_id: int, timeline: str, last_read: int, *, before: int, now: int) -> bool:
    """`before` is the version that was read, 0 for none. False where another app has written one meanwhile."""
    values = {"id": actor_id, "timeline": timeline, "last_read": last_read, "now": now}
    if not before:
        return bool(
            await tx.run(
                """insert into markers (actor_id, timeline, last_read, version, updated)
                values (:id, :timeline, :last_read, 1, :now) on conflict (actor_id, timeline) do nothing""",
                **values,
            )
        )
    touched = await tx.run(
        """update markers set last_read = :last_read, version = version + 1, updated = :now
        where actor_id = :id and timeline = :timeline and version = :before""",
        before=before,
        **values,
    )
    return touched > 0
