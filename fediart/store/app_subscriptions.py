"""Apps that take pushes (RFC 8030), each bound to the token it was turned on with: revoke that, and it ends."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from fediart.store.database import Reading, Row, Writing

MOST: Final = 20  # apps of one member
MOST_FAILURES: Final = 8  # in a row, before an app counts as gone
ALL, FOLLOWED, FOLLOWER, NONE = "all", "followed", "follower", "none"


@dataclass(frozen=True, slots=True)
class AppSubscription:
    """`standard`: encrypted by RFC 8291; else by the draft that older relays expect. `alerts` are Mastodon's types of
    notifications with whether they are wanted; `policy` is by whom they must be."""

    id: int
    actor_id: int
    token_hash: str
    endpoint: str
    p256dh: str
    auth: str
    standard: int
    policy: str
    created: int
    failures: int = 0
    alerts: Mapping[str, bool] = field(default_factory=dict)


_PLAIN: Final = "id, actor_id, token_hash, endpoint, p256dh, auth, standard, policy, created, failures"


def _subscription(row: Row) -> AppSubscription:
    return AppSubscription(**{name: row[name] for name in _PLAIN.split(", ")}, alerts=json.loads(row["alerts"]))


async def put(tx: Writing, one: AppSubscription) -> None:
    """One for each token: anew, it takes the place of the one before. Of too many, the oldest go."""
    values = {name: getattr(one, name) for name in _PLAIN.split(", ")}
    await tx.run("delete from app_subscriptions where token_hash = :hash", hash=one.token_hash)
    await tx.run(
        f"""insert into app_subscriptions ({_PLAIN}, alerts) values (:id, :actor_id, :token_hash, :endpoint, :p256dh,
        :auth, :standard, :policy, :created, :failures, :alerts)""",
        alerts=json.dumps(dict(one.alerts)),
        **values,
    )
    await tx.run(
        f"""delete from app_subscriptions where actor_id = :actor and id not in (select id from app_subscriptions
        where actor_id = :actor order by id desc limit {MOST})""",
        actor=one.actor_id,
    )


async def of_token(tx: Reading, token_hash: str) -> AppSubscription | None:
    row = await tx.one(f"select {_PLAIN}, alerts from app_subscriptions where token_hash = :hash", hash=token_hash)
    return _subscription(row) if row else None


async def of_actor(tx: Reading, actor_id: int, *, now: int) -> Sequence[AppSubscription]:
    """Of tokens that hold, the oldest first."""
    rows = await tx.all(
        f"""select {_PLAIN}, alerts from app_subscriptions s where actor_id = :id
        and exists (select 1 from access_tokens t where t.token_hash = s.token_hash
            and (t.expires = 0 or t.expires > :now))
        order by id limit {MOST}""",
        id=actor_id,
        now=now,
    )
    return [_subscription(row) for row in rows]


async def choose(tx: Writing, token_hash: str, alerts: Mapping[str, bool], policy: str) -> None:
    await tx.run(
        "update app_subscriptions set alerts = :alerts, policy = :policy where token_hash = :hash",
        alerts=json.dumps(dict(alerts)),
        policy=policy,
        hash=token_hash,
    )


async def remove_of_token(tx: Writing, token_hash: str) -> None:
    await tx.run("delete from app_subscriptions where token_hash = :hash", hash=token_hash)


async def remove(tx: Writing, subscription_id: int, endpoint: str) -> None:
    """Unless the app has given another endpoint since."""
    await tx.run(
        "delete from app_subscriptions where id = :id and endpoint = :endpoint", id=subscription_id, endpoint=endpoint
    )


async def count_failure(tx: Writing, subscription_id: int) -> None:
    """One more in a row; with too many, the app is not asked again."""
    await tx.run("update app_subscriptions set failures = failures + 1 where id = :id", id=subscription_id)
    await tx.run(f"delete from app_subscriptions where id = :id and failures >= {MOST_FAILURES}", id=subscription_id)


async def count_success(tx: Writing, subscription_id: int) -> None:
    await tx.run("update app_subscriptions set failures = 0 where id = :id and failures > 0", id=subscription_id)
