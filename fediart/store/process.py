"""Rows of how artists say that their works were made; their words may be for everybody, or for moderators alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fediart.store.database import Reading, Writing, numbers


@dataclass(frozen=True, slots=True)
class Process:
    """`process` is a word of fediart.rights.process, or empty; `words` are the artist's, `public` who may read them."""

    process: str = ""
    words: str = ""
    public: bool = False


async def keep(tx: Writing, artwork_id: int, said: Process) -> None:
    """In the place of what was said before."""
    await forget(tx, artwork_id)
    if said.process or said.words:
        await tx.run(
            "insert into artwork_process (artwork_id, process, words, public) values (:id, :process, :words, :public)",
            id=artwork_id,
            process=said.process,
            words=said.words,
            public=int(said.public),
        )


async def of_artwork(tx: Reading, artwork_id: int) -> Process:
    """Everything the artist said; who may read the words is for the caller to heed."""
    row = await tx.one("select process, words, public from artwork_process where artwork_id = :id", id=artwork_id)
    return Process(row["process"], row["words"], bool(row["public"])) if row else Process()


async def of_artworks(tx: Reading, artwork_ids: Iterable[int]) -> dict[int, Process]:
    """The same of several works; those of which nothing was said are left out."""
    rows = await tx.all(
        f"select artwork_id, process, words, public from artwork_process where artwork_id in ({numbers(artwork_ids)})"
    )
    return {row["artwork_id"]: Process(row["process"], row["words"], bool(row["public"])) for row in rows}


async def forget(tx: Writing, artwork_id: int) -> None:
    await tx.run("delete from artwork_process where artwork_id = :id", id=artwork_id)
