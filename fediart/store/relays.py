"""Relays this instance is subscribed to, and the posts that are here only because one of them named them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from fediart.store.database import Reading, Row, Writing

MASTODON, LITEPUB = "mastodon", "litepub"
PENDING, ACCEPTED, REJECTED = "pending", "accepted", "rejected"


@dataclass(frozen=True, slots=True)
class Relay:
    """`address` is what the admin wrote: an inbox, or an actor. `taken` posts came in the minute `minute`."""

    id: int
    address: str
    style: str
    inbox: str
    actor_uri: str
    follow_uri: str
    state: str
    outcome: str
    minute: int
    taken: int
    received: int
    kept: int
    created: int
    changed: int


_COLUMNS = tuple(item.name for item in fields(Relay))
_LISTED = ", ".join(_COLUMNS)


def _relay(row: Row | None) -> Relay | None:
    return Relay(**{name: row[name] for name in _COLUMNS}) if row else None


async def insert(tx: Writing, relay: Relay) -> None:
    """Raises Conflict where it is subscribed to already."""
    places = ", ".join(f":{name}" for name in _COLUMNS)
    await tx.run(
        f"insert into relays ({_LISTED}) values ({places})", **{name: getattr(relay, name) for name in _COLUMNS}
    )


async def everyone(tx: Reading) -> Sequence[Relay]:
    rows = await tx.all(f"select {_LISTED} from relays order by id")
    return [found for row in rows if (found := _relay(row))]


async def by_id(tx: Reading, relay_id: int) -> Relay | None:
    return _relay(await tx.one(f"select {_LISTED} from relays where id = :id", id=relay_id))


async def by_follow(tx: Reading, uri: str) -> Relay | None:
    """The relay that this Follow of ours asked."""
    return _relay(await tx.one(f"select {_LISTED} from relays where follow_uri = :uri", uri=uri))


async def by_actor(tx: Reading, uri: str) -> Relay | None:
    return _relay(await tx.one(f"select {_LISTED} from relays where actor_uri = :uri and actor_uri <> ''", uri=uri))


async def accepted(tx: Reading, style: str) -> Sequence[Relay]:
    rows = await tx.all(f"select {_LISTED} from relays where state = 'accepted' and style = :style", style=style)
    return [found for row in rows if (found := _relay(row))]


async def answer(tx: Writing, relay_id: int, state: str, *, actor_uri: str, outcome: str, now: int) -> None:
    await tx.run(
        "update relays set state = :state, actor_uri = :actor, outcome = :outcome, changed = :now where id = :id",
        state=state,
        actor=actor_uri,
        outcome=outcome,
        now=now,
        id=relay_id,
    )


async def count(tx: Writing, relay: Relay, *, minute: int, most: int) -> bool:
    """One more post comes from it in this minute. False where it is one too many."""
    touched = await tx.run(
        """update relays set received = received + 1, taken = case when minute = :minute then taken + 1 else 1 end,
        minute = :minute where id = :id and (minute <> :minute or taken < :most)""",
        minute=minute,
        most=most,
        id=relay.id,
    )
    return touched > 0


async def keep(tx: Writing, post_id: int, relay_id: int, *, now: int) -> None:
    """The post is here because of the relay alone."""
    await tx.run(
        """insert into relayed_posts (post_id, relay_id, created) values (:post, :relay, :now)
        on conflict (post_id) do nothing""",
        post=post_id,
        relay=relay_id,
        now=now,
    )
    await tx.run("update relays set kept = kept + 1 where id = :id", id=relay_id)


async def drop(tx: Writing, relay_id: int) -> None:
    await tx.run("delete from relays where id = :id", id=relay_id)


async def idle(tx: Reading, *, before: int, limit: int) -> list[int]:
    """Posts from relays older than that which nobody here has liked, boosted, answered, or follows the author of."""
    rows = await tx.all(
        """select r.post_id as id from relayed_posts r join posts p on p.id = r.post_id where r.created < :before
        and not exists (select 1 from likes where likes.post_id = p.id)
        and not exists (select 1 from bookmarks where bookmarks.post_id = p.id)
        and not exists (select 1 from reactions where reactions.post_id = p.id)
        and not exists (select 1 from boosts where boosts.post_id = p.id)
        and not exists (select 1 from posts child where child.reply_to_id = p.id)
        and not exists (select 1 from report_posts named where named.post_id = p.id)
        and not exists (select 1 from follows where follows.followee_id = p.actor_id)
        order by r.created limit :limit""",
        before=before,
        limit=limit,
    )
    return [row["id"] for row in rows]


async def forget_posts(tx: Writing, *, before: int) -> int:
    """The marks of what has stayed, or has been removed."""
    return await tx.run("delete from relayed_posts where created < :before", before=before)
