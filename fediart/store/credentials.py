"""Rows of what Content Credentials in uploads say, how much of them is kept, and works that could not be sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fediart.store.database import Reading, Writing

DEFAULT = "trimmed"


@dataclass(frozen=True, slots=True)
class SealProblem:
    """`created` in ms."""

    artwork_id: int
    words: str
    created: int


async def keep(tx: Writing, picture_id: int, artwork_id: int, told: Mapping[str, Any], *, now: int) -> None:
    """What one picture's file says, in the place of what was read before."""
    await tx.run(
        """insert into credentials (picture_id, artwork_id, told, created) values (:picture, :artwork, :told, :now)
        on conflict (picture_id) do update set told = excluded.told, created = excluded.created""",
        picture=picture_id,
        artwork=artwork_id,
        told=json.dumps(dict(told), ensure_ascii=False),
        now=now,
    )


async def of_artwork(tx: Reading, artwork_id: int) -> dict[int, Mapping[str, Any]]:
    """By picture id; pictures without Content Credentials are not in it."""
    rows = await tx.all("select picture_id, told from credentials where artwork_id = :id", id=artwork_id)
    return {row["picture_id"]: json.loads(row["told"]) for row in rows}


async def choose(tx: Writing, artwork_id: int, kept: str) -> None:
    """How much the artist wants kept of them in the files of this work."""
    await tx.run("delete from credential_choices where artwork_id = :id", id=artwork_id)
    if kept != DEFAULT:
        await tx.run("insert into credential_choices (artwork_id, kept) values (:id, :kept)", id=artwork_id, kept=kept)


async def choice_of(tx: Reading, artwork_id: int) -> str:
    """whole, trimmed or none."""
    return str(await tx.value("select kept from credential_choices where artwork_id = :id", id=artwork_id) or DEFAULT)


async def published_after(tx: Reading, artwork_id: int, *, limit: int) -> list[int]:
    """The ids of published works, the oldest first, after this one."""
    rows = await tx.all(
        "select id from artworks where state = 'published' and id > :id order by id limit :limit",
        id=artwork_id,
        limit=limit,
    )
    return [row["id"] for row in rows]


async def forget(tx: Writing, artwork_id: int) -> None:
    """Of a deleted work nothing of all this stays."""
    await tx.run("delete from credentials where artwork_id = :id", id=artwork_id)
    await tx.run("delete from credential_choices where artwork_id = :id", id=artwork_id)
    await sealed(tx, artwork_id)


async def not_sealed(tx: Writing, problem: SealProblem) -> None:
    """Keeps the newest reason why files of a work have no seal."""
    await tx.run(
        """insert into seal_problems (artwork_id, words, created) values (:artwork, :words, :now)
        on conflict (artwork_id) do update set words = excluded.words, created = excluded.created""",
        artwork=problem.artwork_id,
        words=problem.words,
        now=problem.created,
    )


async def sealed(tx: Writing, artwork_id: int) -> None:
    """All its files have their seal."""
    await tx.run("delete from seal_problems where artwork_id = :id", id=artwork_id)


async def problems(tx: Reading, *, limit: int) -> list[SealProblem]:
    """The newest first."""
    rows = await tx.all(
        "select artwork_id, words, created from seal_problems order by created desc, artwork_id desc limit :limit",
        limit=limit,
    )
    return [SealProblem(row["artwork_id"], row["words"], row["created"]) for row in rows]
