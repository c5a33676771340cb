"""Timelines of people: what one follows, and what one person said and boosted; chronological, nothing ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fediart.store import actors
from fediart.store.database import Reading, Row
from fediart.store.gallery import FIRST, Cursor
from fediart.store.threads import ITS_AUTHOR, SPOKEN, Spoken, gather
from fediart.store.visibility import NOBODY, SEEN_BY, UNMUTED, unmuted

_FOLLOWED = "(select followee_id from follows where follower_id = :viewer and state = 'accepted')"


async def home(tx: Reading, viewer: int, *, before: Cursor = FIRST, limit: int = 30) -> list[Spoken]:
    """Posts and boosts of everyone the viewer follows, and the viewer's own; replies are left to their threads."""
    own = await tx.all(
        f"""select {SPOKEN}, p.published as at, p.id as cursor, 0 as booster from posts p {ITS_AUTHOR}
        where (p.actor_id in {_FOLLOWED} or p.actor_id = :viewer) and p.kind <> 'reply'
        and p.visibility <> 'direct' and (p.published, p.id) < (:time, :last) and {SEEN_BY} and {UNMUTED}
        order by p.published desc, p.id desc limit :limit""",
        viewer=viewer,
        time=before[0],
        last=before[1],
        limit=limit,
    )
    boosted = await tx.all(
        f"""select {SPOKEN}, b.published as at, b.id as cursor, b.actor_id as booster
        from boosts b join posts p on p.id = b.post_id {ITS_AUTHOR}
        where b.actor_id in {_FOLLOWED} and (b.published, b.id) < (:time, :last) and {SEEN_BY}
        and {UNMUTED} and {unmuted("b.actor_id")}
        order by b.published desc, b.id desc limit :limit""",
        viewer=viewer,
        time=before[0],
        last=before[1],
        limit=limit,
    )
    return await _merged(tx, [*own, *boosted], viewer=viewer, limit=limit)


async def timeline(
    tx: Reading, actor_id: int, *, viewer: int = NOBODY, before: Cursor = FIRST, limit: int = 30
) -> list[Spoken]:
    """Everything one person posted, replied and boosted, as far as the viewer may see it."""
    own = await tx.all(
        f"""select {SPOKEN}, p.published as at, p.id as cursor, 0 as booster from posts p {ITS_AUTHOR}
        where p.actor_id = :actor_id and p.visibility <> 'direct' and (p.published, p.id) < (:time, :last)
        and {SEEN_BY} order by p.published desc, p.id desc limit :limit""",
        actor_id=actor_id,
        viewer=viewer,
        time=before[0],
        last=before[1],
        limit=limit,
    )
    boosted = await tx.all(
        f"""select {SPOKEN}, b.published as at, b.id as cursor, b.actor_id as booster
        from boosts b join posts p on p.id = b.post_id {ITS_AUTHOR}
        where b.actor_id = :actor_id and p.visibility in ('public', 'unlisted')
        and (b.published, b.id) < (:time, :last) and {SEEN_BY} order by b.published desc, b.id desc limit :limit""",
        actor_id=actor_id,
        viewer=viewer,
        time=before[0],
        last=before[1],
        limit=limit,
    )
    return await _merged(tx, [*own, *boosted], viewer=viewer, limit=limit)


async def _merged(tx: Reading, rows: Sequence[Row], *, viewer: int, limit: int) -> list[Spoken]:
    """One list, the newest first; a post that comes both by itself and by boosts is shown once."""
    newest = sorted(rows, key=lambda row: (row["at"], row["cursor"]), reverse=True)[:limit]
    once = list({row["post_id"]: row for row in reversed(newest)}.values())[::-1]
    spoken = await gather(tx, once, viewer=viewer)
    boosters = await actors.by_ids(tx, {row["booster"] for row in once if row["booster"]})
    return [
        replace(said, boosted_by=boosters.get(row["booster"]), at=row["at"], cursor=row["cursor"])
        for said, row in zip(spoken, once, strict=True)
    ]
