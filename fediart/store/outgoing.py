"""Activities of ours, as sent: one body for all who receive it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fediart.store import receipts
from fediart.store.database import Reading, Writing, numbers


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`kind` is the type of the activity; `post_id` the post it is about, if any; `body` the JSON.

    `private` where it is for followers only.
    """

    id: int
    uri: str
    actor_id: int
    kind: str
    post_id: int | None
    body: str
    created: int
    private: bool = False


async def insert(tx: Writing, activity: Outgoing) -> bool:
    """False where an activity of that address was sent before: then it is not sent again."""
    touched = await tx.run(
        """insert into outgoing (id, uri, actor_id, kind, post_id, body, created, private)
        values (:id, :uri, :actor_id, :kind, :post_id, :body, :created, :private) on conflict (uri) do nothing""",
        id=activity.id,
        uri=activity.uri,
        actor_id=activity.actor_id,
        kind=activity.kind,
        post_id=activity.post_id,
        body=activity.body,
        created=activity.created,
        private=int(activity.private),
    )
    return touched > 0


async def bodies(tx: Reading, outgoing_ids: Iterable[int]) -> dict[int, bytes]:
    rows = await tx.all(f"select id, body from outgoing where id in ({numbers(outgoing_ids)})")
    return {row["id"]: row["body"].encode() for row in rows}


async def forget(tx: Writing, *, before: int) -> int:
    """Drops activities made before that time (milliseconds) all of whose deliveries have ended; receipts stay."""
    ended = """select o.id from outgoing o where o.created < :before and not exists (
        select 1 from deliveries d where d.outgoing_id = o.id and d.state = 'waiting') limit 1000"""
    rows = await tx.all(ended, before=before)
    await receipts.keep(tx, [row["id"] for row in rows])
    which = numbers(row["id"] for row in rows)
    await tx.run(f"delete from deliveries where outgoing_id in ({which})")
    return await tx.run(f"delete from outgoing where id in ({which})")


async def last_about(tx: Reading, post_id: int) -> Outgoing | None:
    """The newest Create or Update about a post of ours that is still kept."""
    row = await tx.one(
        """select id, uri, actor_id, kind, post_id, body, created from outgoing
        where post_id = :post_id and kind in ('Create', 'Update') order by id desc limit 1""",
        post_id=post_id,
    )
    return Outgoing(**row) if row else None


async def forwarder(tx: Reading, post_id: int) -> int | None:
    """Which actor of ours passed on the Create of this post of another server, if any did."""
    sql = "select actor_id from outgoing where post_id = :post_id and kind = 'Create'"
    found = await tx.value(sql, post_id=post_id)
    return int(found) if found is not None else None
