"""People whom a member may want to follow, in the order of time: nobody is ranked by how much they are liked.

First come those whom people the member follows have followed lately, then artists here who published lately. All of
them let themselves be found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.actors import Actor, actor_from, listed
from fediart.store.database import Reading, Writing
from fediart.store.visibility import unmuted

NEAR, NEW = "near", "new"


@dataclass(frozen=True, slots=True)
class Suggested:
    """`why` is NEAR (followed by people one follows) or NEW (published lately)."""

    person: Actor
    why: str


_OPEN = f"""a.suspended = 0 and a.deleted = 0 and a.discoverable = 1 and a.moved_to = '' and a.id <> :viewer
    and a.kind in ('Person', 'Service', 'Organization', 'Group')
    and not exists (select 1 from follows mine where mine.follower_id = :viewer and mine.followee_id = a.id)
    and not exists (select 1 from suggestions_declined d where d.actor_id = :viewer and d.target_id = a.id)
    and not exists (select 1 from blocks b where b.actor_id = a.id and b.target_id = :viewer)
    and not exists (select 1 from actor_limits q where q.actor_id = a.id and q.silenced = 1)
    and {unmuted("a.id")}"""


# PostgreSQL reads an index for each only with `lateral`, which SQLite does not know, and has no need of.
_LAST_OF_EACH = "h.follower_id = friend.id and h.state = 'accepted' order by h.id desc limit 20"
_JOINS = {
    "sqlite": f"join follows g on g.id in (select h.id from follows h where {_LAST_OF_EACH})",
    "postgres": f"cross join lateral (select h.id, h.followee_id from follows h where {_LAST_OF_EACH}) g",
}


async def near(tx: Reading, viewer: int, *, limit: int) -> Sequence[Suggested]:
    """Whom at least one of the hundred whom the member followed last has followed lately, the latest first."""
    rows = await tx.all(
        f"""select {listed("a")} from (select g.followee_id as id, max(g.id) as newest from
            (select followee_id from follows where follower_id = :viewer and state = 'accepted'
                order by id desc limit 100) f
            join actors friend on friend.id = f.followee_id and friend.host = '' {_JOINS[tx.engine]}
            where not exists (select 1 from profile_choices c where c.actor_id = friend.id and c.hides_follows = 1)
            group by g.followee_id) l
        join actors a on a.id = l.id where {_OPEN} order by l.newest desc limit :limit""",
        viewer=viewer,
        limit=limit,
    )
    return [Suggested(actor_from(row, "actor_"), NEAR) for row in rows]


async def new(tx: Reading, viewer: int, *, limit: int) -> Sequence[Suggested]:
    """Artists here who published a public work lately, the latest first."""
    rows = await tx.all(
        f"""select {listed("a")} from (select actor_id as id, max(published) as newest from
            (select actor_id, published from posts where local = 1 and kind = 'artwork' and visibility = 'public'
                and deleted = 0 order by published desc, id desc limit 500) w group by actor_id) l
        join actors a on a.id = l.id and a.host = '' where {_OPEN} order by l.newest desc limit :limit""",
        viewer=viewer,
        limit=limit,
    )
    return [Suggested(actor_from(row, "actor_"), NEW) for row in rows]


async def decline(tx: Writing, actor_id: int, target_id: int, *, now: int) -> None:
    """They are not suggested again."""
    await tx.run(
        """insert into suggestions_declined (actor_id, target_id, created) values (:actor, :target, :now)
        on conflict (actor_id, target_id) do nothing""",
        actor=actor_id,
        target=target_id,
        now=now,
    )
