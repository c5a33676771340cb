"""Finding those whom a member follows by parts of their names."""

from __future__ import annotations

from collections.abc import Sequence

from fediart.store.actors import Actor, actor_from, listed
from fediart.store.database import Reading


async def followed(tx: Reading, viewer: int, words: str, *, limit: int) -> Sequence[Actor]:
    """Whom the viewer follows and whose handle or name holds the words, the latest follow first."""
    escaped = words.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
    rows = await tx.all(
        f"""select {listed("a")} from follows f join actors a on a.id = f.followee_id
        and a.suspended = 0 and a.deleted = 0
        where f.follower_id = :viewer and f.state = 'accepted'
        and (lower(a.name) || '@' || a.host like :words escape '!' or lower(a.display_name) like :words escape '!')
        order by f.id desc limit :limit""",
        viewer=viewer,
        words=f"%{escaped}%",
        limit=limit,
    )
    return [actor_from(row, "actor_") for row in rows]


async def is_followed(tx: Reading, viewer: int, person_id: int) -> bool:
    """Whether the viewer's follow was accepted."""
    found = await tx.value(
        "select 1 from follows where follower_id = :viewer and followee_id = :person and state = 'accepted'",
        viewer=viewer,
        person=person_id,
    )
    return found is not None
