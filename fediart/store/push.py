"""Browsers that take pushes (RFC 8030), each bound to the session it was turned on in: log out, and it ends."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fediart.store.database import Reading, Row, Writing

MOST = 20  # browsers of one member
MOST_FAILURES = 8  # in a row, before a browser counts as gone


@dataclass(frozen=True, slots=True)
class Subscription:
    """`endpoint` is where its push service takes messages; `p256dh` and `auth` are its keys, base64url (RFC 8291)."""

    id: int
    actor_id: int
    session_hash: str
    endpoint: str
    p256dh: str
    auth: str
    created: int
    failures: int = 0


_LISTED = "id, actor_id, session_hash, endpoint, p256dh, auth, created, failures"


def _subscription(row: Row) -> Subscription:
    return Subscription(**{name: row[name] for name in _LISTED.split(", ")})


async def put(tx: Writing, one: Subscription) -> None:
    """One for each session: anew, it takes the place of the one before."""
    await tx.run(
        f"""insert into push_subscriptions ({_LISTED})
        values (:id, :actor_id, :session_hash, :endpoint, :p256dh, :auth, :created, 0)
        on conflict (session_hash) do update set actor_id = excluded.actor_id, endpoint = excluded.endpoint,
        p256dh = excluded.p256dh, auth = excluded.auth, created = excluded.created, failures = 0""",
        id=one.id,
        actor_id=one.actor_id,
        session_hash=one.session_hash,
        endpoint=one.endpoint,
        p256dh=one.p256dh,
        auth=one.auth,
        created=one.created,
    )


async def of_actor(tx: Reading, actor_id: int) -> Sequence[Subscription]:
    """Of sessions that go on, the oldest first."""
    rows = await tx.all(
        f"select {_LISTED} from push_subscriptions where actor_id = :id order by id limit {MOST}", id=actor_id
    )
    return [_subscription(row) for row in rows]


async def of_session(tx: Reading, session_hash: str) -> Subscription | None:
    row = await tx.one(f"select {_LISTED} from push_subscriptions where session_hash = :hash", hash=session_hash)
    return _subscription(row) if row else None


async def remove_of_session(tx: Writing, session_hash: str) -> None:
    await tx.run("delete from push_subscriptions where session_hash = :hash", hash=session_hash)


async def remove(tx: Writing, subscription_id: int, endpoint: str) -> None:
    """Unless the browser has given another endpoint since."""
    await tx.run(
        "delete from push_subscriptions where id = :id and endpoint = :endpoint", id=subscription_id, endpoint=endpoint
    )


async def count_failure(tx: Writing, subscription_id: int) -> None:
    """One more in a row; with too many, the browser is not asked again."""
    await tx.run("update push_subscriptions set failures = failures + 1 where id = :id", id=subscription_id)
    await tx.run(f"delete from push_subscriptions where id = :id and failures >= {MOST_FAILURES}", id=subscription_id)


async def count_success(tx: Writing, subscription_id: int) -> None:
    await tx.run("update push_subscriptions set failures = 0 where id = :id and failures > 0", id=subscription_id)


def queueing(job_id: int, actor_id: int, payload: Mapping[str, Any], *, now: int) -> tuple[str, Mapping[str, Any]]:
    """The statement that queues a push to a member, where a browser or an app of theirs takes any; ring `site.bell`."""
    return _QUEUE, {
        "id": job_id,
        "actor": actor_id,
        "payload": json.dumps(payload, separators=(",", ":")),
        "now": now,
    }


_QUEUE = """insert into jobs (id, kind, order_key, once_key, payload, due, created)
    select cast(:id as bigint), 'push', '', null, cast(:payload as text), cast(:now as bigint), cast(:now as bigint)
    where exists (select 1 from push_subscriptions where actor_id = cast(:actor as bigint))
    or exists (select 1 from app_subscriptions where actor_id = cast(:actor as bigint))"""
