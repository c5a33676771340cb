"""Rules about what a member does not want to come by: a title, some words and posts, where they hold and how.

Pages and apps show the same rules. The words of a rule are rows of fediart/store/muted_words.py.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Row, Writing, numbers
from fediart.store.muted_words import MutedWord

MOST = 200  # rules of one member
MOST_POSTS = 500  # named by the rules of one member


@dataclass(frozen=True, slots=True)
class NamedPost:
    """A post that a rule names by itself."""

    id: int
    post_id: int


@dataclass(frozen=True, slots=True)
class Filter:
    """`places`, `way` and `until` as those of muted words, which have them from here."""

    id: int
    title: str
    places: tuple[str, ...]
    way: str
    until: int
    words: tuple[MutedWord, ...] = ()
    posts: tuple[NamedPost, ...] = ()


_RULE = "id, title, places, way, until"


async def of_actor(tx: Reading, actor_id: int) -> list[Filter]:
    """All of a member, the latest first."""
    rows = await tx.all(f"select {_RULE} from filters where actor_id = :id order by id desc limit {MOST}", id=actor_id)
    return await _whole(tx, rows)


async def by_id(tx: Reading, actor_id: int, filter_id: int) -> Filter | None:
    """The member's own alone."""
    rows = await tx.all(
        f"select {_RULE} from filters where id = :id and actor_id = :actor_id", id=filter_id, actor_id=actor_id
    )
    return (await _whole(tx, rows))[0] if rows else None


async def _whole(tx: Reading, rows: Sequence[Row]) -> list[Filter]:
    ids = numbers(row["id"] for row in rows)
    words: dict[int, list[MutedWord]] = defaultdict(list)
    posts: dict[int, list[NamedPost]] = defaultdict(list)
    for row in await tx.all(
        f"""select id, filter_id, phrase, whole, places, way, until from muted_words
        where filter_id in ({ids}) order by id"""
    ):
        places = tuple(json.loads(row["places"]))
        number = row["filter_id"]
        words[number].append(
            MutedWord(row["id"], row["phrase"], row["whole"], places, row["way"], row["until"], number)
        )
    for row in await tx.all(f"select id, filter_id, post_id from filter_posts where filter_id in ({ids}) order by id"):
        posts[row["filter_id"]].append(NamedPost(row["id"], row["post_id"]))
    return [
        Filter(
            row["id"], row["title"], tuple(json.loads(row["places"])), row["way"], row["until"],
            tuple(words[row["id"]]), tuple(posts[row["id"]]),
        )
        for row in rows
    ]  # fmt: skip


async def put(tx: Writing, actor_id: int, rule: Filter, *, now: int) -> None:
    """Adds the rule, or changes the member's own of this id, and with it where its words hold and how."""
    values = {
        "id": rule.id,
        "actor_id": actor_id,
        "places": json.dumps(rule.places),
        "way": rule.way,
        "until": rule.until,
    }
    await tx.run(
        """insert into filters (id, actor_id, title, places, way, until, created)
        values (:id, :actor_id, :title, :places, :way, :until, :now)
        on conflict (id) do update set title = excluded.title, places = excluded.places, way = excluded.way,
        until = excluded.until where filters.actor_id = excluded.actor_id""",
        title=rule.title,
        now=now,
        **values,
    )
    await tx.run(
        """update muted_words set places = :places, way = :way, until = :until
        where filter_id = :id and actor_id = :actor_id""",
        **values,
    )


async def remove(tx: Writing, actor_id: int, filter_id: int) -> None:
    for table in ("muted_words", "filter_posts"):
        await tx.run(
            f"""delete from {table} where filter_id = :id
            and filter_id in (select id from filters where id = :id and actor_id = :actor_id)""",
            id=filter_id,
            actor_id=actor_id,
        )
    await tx.run("delete from filters where id = :id and actor_id = :actor_id", id=filter_id, actor_id=actor_id)


async def count(tx: Reading, actor_id: int) -> int:
    return int(await tx.value("select count(*) from filters where actor_id = :id", id=actor_id))


async def count_posts(tx: Reading, actor_id: int) -> int:
    return int(
        await tx.value(
            """select count(*) from filters f join filter_posts n on n.filter_id = f.id where f.actor_id = :id""",
            id=actor_id,
        )
    )


async def add_post(tx: Writing, filter_id: int, named: NamedPost) -> None:
    """Raises Conflict where it is named there already."""
    await tx.run(
        "insert into filter_posts (id, filter_id, post_id) values (:id, :filter_id, :post_id)",
        id=named.id,
        filter_id=filter_id,
        post_id=named.post_id,
    )


async def post_by_id(tx: Reading, actor_id: int, named_id: int) -> NamedPost | None:
    """The member's own alone."""
    row = await tx.one(
        """select n.id as id, n.post_id as post_id from filter_posts n join filters f on f.id = n.filter_id
        where n.id = :id and f.actor_id = :actor_id""",
        id=named_id,
        actor_id=actor_id,
    )
    return NamedPost(row["id"], row["post_id"]) if row else None


async def remove_post(tx: Writing, named_id: int) -> None:
    await tx.run("delete from filter_posts where id = :id", id=named_id)
