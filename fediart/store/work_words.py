"""Rows of what artists say of a work beside its title: when it was made, how large it is, and of each of its pictures a
caption and its part in the work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fediart.store.database import Reading, Writing, numbers

ROLES: Final = ("", "process", "before", "after")


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """`year` is when it was made, `size` how large the thing itself is, in the artist's words; both may be empty."""

    year: str = ""
    size: str = ""


@dataclass(frozen=True, slots=True)
class PictureWords:
    """`caption` stands below the picture; `role` is one of ROLES."""

    caption: str = ""
    role: str = ""


NOTHING: Final = WorkFacts()
UNSAID: Final = PictureWords()


async def facts_of(tx: Reading, artwork_id: int) -> WorkFacts:
    row = await tx.one("select year, size from work_facts where artwork_id = :id", id=artwork_id)
    return WorkFacts(row["year"], row["size"]) if row else NOTHING


async def keep_facts(tx: Writing, artwork_id: int, facts: WorkFacts) -> None:
    await tx.run("delete from work_facts where artwork_id = :id", id=artwork_id)
    if facts != NOTHING:
        await tx.run(
            "insert into work_facts (artwork_id, year, size) values (:id, :year, :size)",
            id=artwork_id,
            year=facts.year,
            size=facts.size,
        )


async def words_of(tx: Reading, artwork_id: int) -> dict[int, PictureWords]:
    """By picture id; pictures without words are left out."""
    rows = await tx.all("select picture_id, caption, role from picture_words where artwork_id = :id", id=artwork_id)
    return {row["picture_id"]: PictureWords(row["caption"], row["role"]) for row in rows}


async def keep_words(tx: Writing, artwork_id: int, words: Mapping[int, PictureWords]) -> None:
    """In the place of what was said of these pictures before; what is said of others stays."""
    if not words:
        return
    listed = numbers(words)
    await tx.run(f"delete from picture_words where artwork_id = :id and picture_id in ({listed})", id=artwork_id)
    await tx.many(
        """insert into picture_words (picture_id, artwork_id, caption, role)
        values (:picture, :artwork, :caption, :role)""",
        [
            {"picture": picture_id, "artwork": artwork_id, "caption": said.caption, "role": said.role}
            for picture_id, said in words.items()
            if said != UNSAID
        ],
    )


async def forget(tx: Writing, artwork_id: int) -> None:
    await tx.run("delete from work_facts where artwork_id = :id", id=artwork_id)
    await tx.run("delete from picture_words where artwork_id = :id", id=artwork_id)
