"""Words that moderators use again and again: kept once, put into a form with one choice, and changed there freely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.ids import Ids
from fediart.store.database import Reading, Writing

MOST = 100


@dataclass(frozen=True, slots=True)
class Template:
    id: int
    title: str
    text: str


async def everyone(tx: Reading) -> Sequence[Template]:
    """By title."""
    rows = await tx.all(f"select id, title, text from answer_templates order by title, id limit {MOST}")
    return [Template(row["id"], row["title"], row["text"]) for row in rows]


async def by_id(tx: Reading, template_id: int) -> Template | None:
    row = await tx.one("select id, title, text from answer_templates where id = :id", id=template_id)
    return Template(row["id"], row["title"], row["text"]) if row else None


async def add(tx: Writing, ids: Ids, title: str, text: str, *, now: int) -> None:
    await tx.run(
        "insert into answer_templates (id, title, text, created) values (:id, :title, :text, :now)",
        id=ids.new(),
        title=title,
        text=text,
        now=now,
    )


async def change(tx: Writing, template_id: int, title: str, text: str) -> bool:
    touched = await tx.run(
        "update answer_templates set title = :title, text = :text where id = :id",
        title=title,
        text=text,
        id=template_id,
    )
    return touched > 0


async def remove(tx: Writing, template_id: int) -> bool:
    return await tx.run("delete from answer_templates where id = :id", id=template_id) > 0
