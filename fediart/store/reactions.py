"""Emojis with which people reacted to posts: several of one person to one post, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from fediart.store import emojis
from fediart.store.database import Reading, Row, Writing, numbers

MOST_OF_ONE = 10  # different emojis of one person on one post
MOST_SHOWN = 24


@dataclass(frozen=True, slots=True)
class Reaction:
    """`emoji` is the sign itself, or `:name:` of a custom one that `host` uses; `uri` is the activity's id."""

    id: int
    actor_id: int
    post_id: int
    emoji: str
    host: str
    uri: str
    created: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many reacted with an emoji. `path` is our copy of a custom one, empty while there is none; `custom` ones
    cannot be sent from here, and `mine` says whether the viewer is among those who did."""

    emoji: str
    path: str
    count: int
    custom: bool = False
    mine: bool = False


def _reaction(row: Row | None) -> Reaction | None:
    if row is None:
        return None
    return Reaction(row["id"], row["actor_id"], row["post_id"], row["emoji"], row["host"], row["uri"], row["created"])


async def add(tx: Writing, reaction: Reaction) -> bool:
    """False where this person reacted so already, or has reacted as often as one may."""
    have = await tx.value(
        "select count(*) from reactions where post_id = :post_id and actor_id = :actor_id",
        post_id=reaction.post_id,
        actor_id=reaction.actor_id,
    )
    if int(have) >= MOST_OF_ONE:
        return False
    touched = await tx.run(
        """insert into reactions (id, actor_id, post_id, emoji, host, uri, created)
        values (:id, :actor_id, :post_id, :emoji, :host, :uri, :created)
        on conflict (post_id, actor_id, emoji) do nothing""",
        id=reaction.id,
        actor_id=reaction.actor_id,
        post_id=reaction.post_id,
        emoji=reaction.emoji,
        host=reaction.host,
        uri=reaction.uri,
        created=reaction.created,
    )
    return touched > 0


async def by_uri(tx: Reading, uri: str, actor_id: int) -> Reaction | None:
    return _reaction(
        await tx.one("select * from reactions where uri = :uri and actor_id = :actor_id", uri=uri, actor_id=actor_id)
    )


async def of(tx: Reading, post_id: int, actor_id: int, emoji: str) -> Reaction | None:
    return _reaction(
        await tx.one(
            "select * from reactions where post_id = :post_id and actor_id = :actor_id and emoji = :emoji",
            post_id=post_id,
            actor_id=actor_id,
            emoji=emoji,
        )
    )


async def remove(tx: Writing, reaction_id: int, actor_id: int) -> bool:
    """False where it is not this person's, or there is none."""
    touched = await tx.run(
        "delete from reactions where id = :id and actor_id = :actor_id", id=reaction_id, actor_id=actor_id
    )
    return touched > 0


async def left(tx: Reading, post_id: int, actor_id: int) -> str:
    """The emoji with which this person still reacts to the post; empty where there is none."""
    found = await tx.value(
        "select emoji from reactions where post_id = :post_id and actor_id = :actor_id order by id desc limit 1",
        post_id=post_id,
        actor_id=actor_id,
    )
    return str(found or "")


async def tallies(tx: Reading, post_ids: Iterable[int], viewer: int) -> dict[int, tuple[Tally, ...]]:
    """By post, the most used first. Custom emojis of one name from different servers stand side by side."""
    rows = await tx.all(
        f"""select post_id, emoji, host, count(*) as count, min(id) as first,
        max(case when actor_id = :viewer then 1 else 0 end) as mine from reactions
        where post_id in ({numbers(post_ids)}) group by post_id, emoji, host order by count desc, first""",
        viewer=viewer,
    )
    copies = await emojis.used_in(tx, ((row["host"], row["emoji"]) for row in rows))
    found: dict[int, list[Tally]] = defaultdict(list)
    for row in rows:
        if len(found[row["post_id"]]) < MOST_SHOWN:
            path = copies.get(row["host"], {}).get(row["emoji"].strip(":"), "")
            emoji, custom = row["emoji"], row["emoji"].startswith(":")
            found[row["post_id"]].append(Tally(emoji, path, row["count"], custom, bool(row["mine"])))
    return {post_id: tuple(listed) for post_id, listed in found.items()}
