"""What is between one member and many others, for lists of people: one question for each kind of tie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fediart.store import follow_options
from fediart.store.database import Reading, numbers
from fediart.store.follow_options import FollowOptions


@dataclass(frozen=True, slots=True)
class Mute:
    """`news`: nor is the member told of what they do. `until` is in milliseconds, 0 for good."""

    news: bool
    until: int


@dataclass(frozen=True, slots=True)
class Ties:
    """By the others' ids. Follows are states of fediart/store/follows.py."""

    follows: Mapping[int, str] = field(default_factory=dict)
    followers: Mapping[int, str] = field(default_factory=dict)
    options: Mapping[int, FollowOptions] = field(default_factory=dict)
    blocks: frozenset[int] = frozenset()
    blocked_by: frozenset[int] = frozenset()
    mutes: Mapping[int, Mute] = field(default_factory=dict)
    host_muted: frozenset[int] = frozenset()
    endorsed: frozenset[int] = frozenset()
    notes: Mapping[int, str] = field(default_factory=dict)


async def ties(tx: Reading, actor_id: int, others: Iterable[int]) -> Ties:
    """Of a member to each of these."""
    ids = numbers(others)
    following = await tx.all(
        f"select followee_id as id, state from follows where follower_id = :me and followee_id in ({ids})", me=actor_id
    )
    back = await tx.all(
        f"select follower_id as id, state from follows where followee_id = :me and follower_id in ({ids})", me=actor_id
    )
    muted = await tx.all(
        f"select target_id as id, news, until from mutes where actor_id = :me and target_id in ({ids})", me=actor_id
    )
    noted = await tx.all(
        f"select target_id as id, text from person_notes where actor_id = :me and target_id in ({ids})", me=actor_id
    )
    marks = await _marks(tx, actor_id, ids)
    return Ties(
        follows={row["id"]: row["state"] for row in following},
        followers={row["id"]: row["state"] for row in back},
        options=await follow_options.of_people(tx, actor_id, [row["id"] for row in following]),
        blocks=marks["blocks"],
        blocked_by=marks["blocked_by"],
        mutes={row["id"]: Mute(bool(row["news"]), row["until"]) for row in muted},
        host_muted=marks["host_muted"],
        endorsed=marks["endorsed"],
        notes={row["id"]: row["text"] for row in noted},
    )


async def _marks(tx: Reading, actor_id: int, ids: str) -> dict[str, frozenset[int]]:
    """What is there or not, in one question."""
    rows = await tx.all(
        f"""select 'blocks' as kind, target_id as id from blocks where actor_id = :me and target_id in ({ids})
        union all select 'blocked_by', actor_id from blocks where target_id = :me and actor_id in ({ids})
        union all select 'endorsed', target_id from endorsements where actor_id = :me and target_id in ({ids})
        union all select 'host_muted', a.id from actors a join muted_hosts h on h.host = a.host
            and h.actor_id = :me where a.id in ({ids})""",
        me=actor_id,
    )
    kinds = ("blocks", "blocked_by", "endorsed", "host_muted")
    return {kind: frozenset(row["id"] for row in rows if row["kind"] == kind) for kind in kinds}


async def familiar(tx: Reading, actor_id: int, target_id: int, *, limit: int) -> Sequence[int]:
    """Whom this member follows that also follow the target, and do not hide it."""
    rows = await tx.all(
        """select f.followee_id as id from follows f join follows g on g.follower_id = f.followee_id
        and g.followee_id = :target and g.state = 'accepted'
        join actors a on a.id = f.followee_id and a.suspended = 0 and a.deleted = 0
        where f.follower_id = :me and f.state = 'accepted'
        and not exists (select 1 from profile_choices c where c.actor_id = f.followee_id
            and c.hides_follows = 1)
        order by f.id desc limit :limit""",
        me=actor_id,
        target=target_id,
        limit=limit,
    )
    return [row["id"] for row in rows]
