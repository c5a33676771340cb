"""Who follows whom, and who has asked to. Counts are counted anew at each change, so that they never drift."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fediart.store.actors import Actor, actor_from, listed
from fediart.store.database import Reading, Row, Writing, numbers

ACCEPTED = "accepted"
REQUESTED = "requested"


@dataclass(frozen=True, slots=True)
class Follow:
    """`state` is ACCEPTED or REQUESTED; `uri` is the id of the Follow activity."""

    id: int
    follower_id: int
    followee_id: int
    state: str
    uri: str
    created: int


_LISTED = "id, follower_id, followee_id, state, uri, created"


def _follow(row: Row | None) -> Follow | None:
    if row is None:
        return None
    return Follow(row["id"], row["follower_id"], row["followee_id"], row["state"], row["uri"], row["created"])


async def between(tx: Reading, follower_id: int, followee_id: int) -> Follow | None:
    return _follow(
        await tx.one(
            f"select {_LISTED} from follows where follower_id = :follower and followee_id = :followee",
            follower=follower_id,
            followee=followee_id,
        )
    )


async def by_id(tx: Reading, follow_id: int) -> Follow | None:
    return _follow(await tx.one(f"select {_LISTED} from follows where id = :id", id=follow_id))


async def by_uri(tx: Reading, uri: str) -> Follow | None:
    return _follow(await tx.one(f"select {_LISTED} from follows where uri = :uri", uri=uri))


async def put(tx: Writing, follow: Follow) -> None:
    """A new follow, or the same asked again: then with the newer activity's address, and never less accepted."""
    await tx.run(
        """insert into follows (id, follower_id, followee_id, state, uri, created)
        values (:id, :follower, :followee, :state, :uri, :created)
        on conflict (follower_id, followee_id) do update set uri = excluded.uri,
        state = case when follows.state = 'accepted' then follows.state else excluded.state end""",
        id=follow.id,
        follower=follow.follower_id,
        followee=follow.followee_id,
        state=follow.state,
        uri=follow.uri,
        created=follow.created,
    )
    await recount(tx, follow.follower_id, follow.followee_id)


async def accept(tx: Writing, follower_id: int, followee_id: int) -> bool:
    """A request becomes a follow. False where there was no open request."""
    touched = await tx.run(
        """update follows set state = 'accepted'
        where follower_id = :follower and followee_id = :followee and state = 'requested'""",
        follower=follower_id,
        followee=followee_id,
    )
    await recount(tx, follower_id, followee_id)
    return touched > 0


async def remove(tx: Writing, follower_id: int, followee_id: int) -> bool:
    """False where there was none."""
    touched = await tx.run(
        "delete from follows where follower_id = :follower and followee_id = :followee",
        follower=follower_id,
        followee=followee_id,
    )
    await recount(tx, follower_id, followee_id)
    return touched > 0


async def recount(tx: Writing, follower_id: int, followee_id: int) -> None:
    """Both rows are held first, in one order for all, so that nobody counts beside us without seeing this follow."""
    await tx.batch(
        [
            *((_HOLD, {"id": one}) for one in sorted((follower_id, followee_id))),
            (
                """update actors set following_count = (select count(*) from follows
                where follower_id = :id and state = 'accepted') where id = :id""",
                {"id": follower_id},
            ),
            (
                """update actors set follower_count = (select count(*) from follows
                where followee_id = :id and state = 'accepted') where id = :id""",
                {"id": followee_id},
            ),
        ]
    )


_HOLD = "update actors set kind = kind where id = :id"


async def followed_from_here(tx: Reading, actor_id: int) -> bool:
    """Whether anyone of this instance follows the actor."""
    found = await tx.value(
        """select 1 from follows join actors on actors.id = follows.follower_id
        where followee_id = :id and state = 'accepted' and actors.host = '' limit 1""",
        id=actor_id,
    )
    return found is not None


async def followers(tx: Reading, actor_id: int, *, before: int = 2**62, limit: int = 40) -> Sequence[tuple[int, Actor]]:
    """`(follow id, follower)`, the newest first; `before` is the follow id where the page before ended."""
    rows = await tx.all(
        f"""select follows.id as follow_id, {listed("actors")} from follows
        join actors on actors.id = follows.follower_id
        where followee_id = :id and state = 'accepted' and follows.id < :before
        order by follows.id desc limit :limit""",
        id=actor_id,
        before=before,
        limit=limit,
    )
    return [(row["follow_id"], actor_from(row, "actor_")) for row in rows]


async def following(tx: Reading, actor_id: int, *, before: int = 2**62, limit: int = 40) -> Sequence[tuple[int, Actor]]:
    """`(follow id, followee)`, the newest first."""
    rows = await tx.all(
        f"""select follows.id as follow_id, {listed("actors")} from follows
        join actors on actors.id = follows.followee_id
        where follower_id = :id and state = 'accepted' and follows.id < :before
        order by follows.id desc limit :limit""",
        id=actor_id,
        before=before,
        limit=limit,
    )
    return [(row["follow_id"], actor_from(row, "actor_")) for row in rows]


async def tied_at(tx: Reading, actor_id: int, host: str, *, limit: int) -> Sequence[Actor]:
    """People of this server who follow the actor, or whom the actor follows or has asked to."""
    rows = await tx.all(
        f"""select {listed("a")} from actors a where a.host = :host and a.host <> '' and a.id in (
            select followee_id from follows where follower_id = :id
            union select follower_id from follows where followee_id = :id) limit :limit""",
        host=host,
        id=actor_id,
        limit=limit,
    )
    return [actor_from(row, "actor_") for row in rows]


async def requests(tx: Reading, actor_id: int, *, limit: int = 200) -> Sequence[tuple[int, Actor]]:
    """`(follow id, who asks)`: open requests to follow this actor, the oldest first."""
    rows = await tx.all(
        f"""select follows.id as follow_id, {listed("actors")} from follows
        join actors on actors.id = follows.follower_id
        where followee_id = :id and state = 'requested' order by follows.id limit :limit""",
        id=actor_id,
        limit=limit,
    )
    return [(row["follow_id"], actor_from(row, "actor_")) for row in rows]


async def follower_inboxes(tx: Reading, actor_id: int) -> list[str]:
    """One inbox per server that has followers of this actor, its shared one where it has one; ours never."""
    rows = await tx.all(
        """select distinct case when shared_inbox <> '' then shared_inbox else inbox end as inbox
        from follows join actors on actors.id = follows.follower_id
        where followee_id = :id and state = 'accepted' and actors.host <> '' and actors.deleted = 0
        and actors.suspended = 0 order by inbox""",
        id=actor_id,
    )
    return [row["inbox"] for row in rows]


async def drop_all_of(tx: Writing, actor_id: int) -> None:
    """The actor is gone: nobody follows it and it follows nobody. Counts of the others are made anew."""
    others = "select {0} as id from follows where {1} = :id"
    recount_one = "update actors set {0} = (select count(*) from follows where {1} = actors.id and state = 'accepted'"
    followees = await tx.all(others.format("followee_id", "follower_id"), id=actor_id)
    followers_ = await tx.all(others.format("follower_id", "followee_id"), id=actor_id)
    await tx.run("delete from follows where follower_id = :id or followee_id = :id", id=actor_id)
    await tx.many(
        recount_one.format("follower_count", "followee_id") + ") where id = :id", [{"id": r["id"]} for r in followees]
    )
    await tx.many(
        recount_one.format("following_count", "follower_id") + ") where id = :id", [{"id": r["id"]} for r in followers_]
    )


async def who_follow(tx: Reading, followee_id: int, among: Iterable[int]) -> set[int]:
    """Those of them who follow this one."""
    rows = await tx.all(
        f"""select follower_id from follows where followee_id = :id and state = '{ACCEPTED}'
        and follower_id in ({numbers(among)})""",
        id=followee_id,
    )
    return {row["follower_id"] for row in rows}
