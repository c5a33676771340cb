"""Rows of marks in pictures: what artists wish for, their drawn signatures, and what public files were made with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Final

from fediart.store.database import Reading, Writing

KINDS: Final = ("none", "text", "image")


@dataclass(frozen=True, slots=True)
class Wish:
    """`visible` is one of KINDS; the rest is as in fediart.media.marks.Visible. `hidden` asks for the identifier."""

    visible: str = "none"
    text: str = ""
    place: str = "bottom-right"
    opacity: int = 60
    width: int = 20
    tone: str = "auto"
    hidden: bool = False

    @property
    def any(self) -> bool:
        return self.hidden or self.visible != "none"


@dataclass(frozen=True, slots=True)
class Marked:
    """What the public files of a work were made with: `marks` is a digest, empty where nothing was wished for."""

    marks: str
    files: int
    hidden: int


_FIELDS = {item.name for item in fields(Wish)}


async def wish_of(tx: Reading, owner_id: int) -> Wish | None:
    """An artist's or a work's own; None where there is none."""
    text = await tx.value("select body from mark_wishes where owner_id = :id", id=owner_id)
    if text is None:
        return None
    return Wish(**{name: value for name, value in json.loads(text).items() if name in _FIELDS})


async def keep_wish(tx: Writing, owner_id: int, wish: Wish, *, now: int) -> None:
    await tx.run(
        """insert into mark_wishes (owner_id, body, changed) values (:id, :body, :now)
        on conflict (owner_id) do update set body = excluded.body, changed = excluded.changed""",
        id=owner_id, body=json.dumps(asdict(wish), ensure_ascii=False), now=now,
    )  # fmt: skip


async def forget_wish(tx: Writing, owner_id: int) -> None:
    await tx.run("delete from mark_wishes where owner_id = :id", id=owner_id)


async def forget(tx: Writing, artwork_id: int) -> None:
    """Of a deleted work: its wish, and what its files were made with."""
    await forget_wish(tx, artwork_id)
    await tx.run("delete from marked_works where artwork_id = :id", id=artwork_id)


async def signature_of(tx: Reading, actor_id: int) -> str:
    """The storage key of the artist's drawn signature, or empty."""
    return str(await tx.value("select key from signatures where actor_id = :id", id=actor_id) or "")


async def keep_signature(tx: Writing, actor_id: int, key: str, *, now: int) -> None:
    await tx.run(
        """insert into signatures (actor_id, key, created) values (:id, :key, :now)
        on conflict (actor_id) do update set key = excluded.key, created = excluded.created""",
        id=actor_id, key=key, now=now,
    )  # fmt: skip


async def forget_signature(tx: Writing, actor_id: int) -> None:
    await tx.run("delete from signatures where actor_id = :id", id=actor_id)


async def note(tx: Writing, artwork_id: int, marked: Marked, *, now: int) -> None:
    """The files of the work are these from now on."""
    await tx.run(
        """insert into marked_works (artwork_id, marks, files, hidden, made)
        values (:id, :marks, :files, :hidden, :now) on conflict (artwork_id) do update
        set marks = excluded.marks, files = excluded.files, hidden = excluded.hidden, made = excluded.made""",
        id=artwork_id, marks=marked.marks, files=marked.files, hidden=marked.hidden, now=now,
    )  # fmt: skip


async def marked(tx: Reading, artwork_id: int) -> Marked:
    """What the files of a work were made with; without a row, with nothing."""
    row = await tx.one("select marks, files, hidden from marked_works where artwork_id = :id", id=artwork_id)
    return Marked(**row) if row else Marked("", 0, 0)


async def works_after(tx: Reading, actor_id: int, after: int, *, limit: int) -> list[int]:
    """Works of this artist that have public files, or will as soon as they are looked at, in order of their numbers."""
    rows = await tx.all(
        """select id from artworks where actor_id = :actor_id and state in ('published', 'previewed') and id > :after
        order by id limit :limit""",
        actor_id=actor_id, after=after, limit=limit,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def hold(tx: Writing, artwork_id: int) -> bool:
    """Nobody else changes the work until this transaction ends. False where it has no public files any more."""
    touched = await tx.run(
        "update artworks set state = state where id = :id and state in ('published', 'previewed')", id=artwork_id
    )
    return touched > 0


async def any_hidden(tx: Reading) -> bool:
    """Whether anything was ever hidden here."""
    return await tx.value("select artwork_id from marked_works where hidden > 0 limit 1") is not None


async def named(tx: Reading, keys: Sequence[str]) -> set[str]:
    """Which of these storage keys are some artist's signature."""
    if not keys:
        return set()
    places = ", ".join(f":key{number}" for number in range(len(keys)))
    rows = await tx.all(
        f"select key from signatures where key in ({places})",
        **{f"key{number}": key for number, key in enumerate(keys)},
    )
    return {row["key"] for row in rows}
