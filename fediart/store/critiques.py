"""Rows of works whose artists ask for critique, and of replies that are meant as such."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from fediart.store.database import Reading, Writing, numbers
from fediart.store.gallery import FIRST, HANGING, ITS_ARTWORK, Cursor, Hanging, hang
from fediart.store.visibility import SEEN_BY, UNMUTED, UNSILENCED


@dataclass(frozen=True, slots=True)
class Critique:
    """`kinds` and `tone` are words of translate/critique.py, `words` the artist's own. `closed` is 0 while open."""

    artwork_id: int
    kinds: tuple[str, ...]
    tone: str
    words: str
    opened: int
    closed: int = 0


async def ask(tx: Writing, one: Critique) -> None:
    """Opens it, or says something else; when it was opened first stays while it is open."""
    await tx.run(
        """insert into critiques (artwork_id, kinds, tone, words, opened, closed)
        values (:id, :kinds, :tone, :words, :now, 0) on conflict (artwork_id) do update
        set kinds = excluded.kinds, tone = excluded.tone, words = excluded.words, closed = 0,
        opened = case when critiques.closed = 0 then critiques.opened else excluded.opened end""",
        id=one.artwork_id,
        kinds=json.dumps(one.kinds),
        tone=one.tone,
        words=one.words,
        now=one.opened,
    )


async def close(tx: Writing, artwork_id: int, *, now: int) -> bool:
    """False where it was not open."""
    touched = await tx.run(
        "update critiques set closed = :now where artwork_id = :id and closed = 0", now=now, id=artwork_id
    )
    return touched > 0


async def open_of(tx: Reading, artwork_id: int) -> Critique | None:
    row = await tx.one(
        "select artwork_id, kinds, tone, words, opened, closed from critiques where artwork_id = :id and closed = 0",
        id=artwork_id,
    )
    return Critique(**{**row, "kinds": tuple(json.loads(row["kinds"]))}) if row else None


async def asking(tx: Reading, *, viewer: int, before: Cursor = FIRST, limit: int) -> list[tuple[int, Hanging]]:
    """Public works whose artists ask, those that began to ask last first, each with that time."""
    rows = await tx.all(
        f"""select c.opened as opened, {HANGING} from critiques c
        join posts p on p.id = c.artwork_id and p.visibility = 'public' {ITS_ARTWORK}
        where c.closed = 0 and (c.opened, c.artwork_id) < (:time, :last)
        and {SEEN_BY} and {UNSILENCED} and {UNMUTED}
        order by c.opened desc, c.artwork_id desc limit :limit""",
        viewer=viewer,
        time=before[0],
        last=before[1],
        limit=limit,
    )
    return list(zip([row["opened"] for row in rows], await hang(tx, rows), strict=True))


async def mark(tx: Writing, post_id: int) -> None:
    """The reply is meant as critique."""
    await tx.run("insert into critique_replies (post_id) values (:id) on conflict (post_id) do nothing", id=post_id)


async def marked(tx: Reading, post_ids: Iterable[int]) -> frozenset[int]:
    """Which of these replies are meant as critique."""
    rows = await tx.all(f"select post_id from critique_replies where post_id in ({numbers(post_ids)})")
    return frozenset(row["post_id"] for row in rows)


async def forget(tx: Writing, artwork_id: int) -> None:
    await tx.run("delete from critiques where artwork_id = :id", id=artwork_id)
