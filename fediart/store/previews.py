"""Rows of works whose artist wants to see, before anybody else, what other servers will show."""

from __future__ import annotations

from collections.abc import Sequence

from fediart.store.database import Reading, Writing


async def ask(tx: Writing, artwork_id: int, *, now: int) -> None:
    """The work waits for its artist once it is ready."""
    await tx.run(
        """insert into previews (artwork_id, asked) values (:id, :now) on conflict (artwork_id) do nothing""",
        id=artwork_id,
        now=now,
    )


async def wanted(tx: Reading, artwork_id: int) -> bool:
    """Whether the artist is still to say yes."""
    found = await tx.value("select 1 from previews where artwork_id = :id and approved = 0", id=artwork_id)
    return found is not None


async def set_ready(tx: Writing, artwork_id: int, *, source_type: str, now: int) -> None:
    """It can be looked at; `source_type` is what the filter judged it by."""
    await tx.run(
        "update previews set ready = :now, source_type = :source_type where artwork_id = :id",
        now=now,
        source_type=source_type,
        id=artwork_id,
    )


async def judged_as(tx: Reading, artwork_id: int) -> str:
    """How it was declared to be made when the filter saw it."""
    return str(await tx.value("select source_type from previews where artwork_id = :id", id=artwork_id) or "")


async def approve(tx: Writing, artwork_id: int, *, now: int) -> None:
    await tx.run("update previews set approved = :now where artwork_id = :id", now=now, id=artwork_id)


async def forgotten(tx: Reading, *, ready_before: int, unreminded: bool, limit: int = 100) -> Sequence[int]:
    """Works that have waited for their artist since before that time, the longest first."""
    more = "and reminded = 0" if unreminded else ""
    rows = await tx.all(
        f"""select artwork_id from previews join artworks on artworks.id = previews.artwork_id
        where approved = 0 and ready > 0 and ready < :before and artworks.state = 'previewed' {more}
        order by ready limit :limit""",
        before=ready_before,
        limit=limit,
    )
    return [row["artwork_id"] for row in rows]


async def set_reminded(tx: Writing, artwork_id: int, *, now: int) -> None:
    await tx.run("update previews set reminded = :now where artwork_id = :id", now=now, id=artwork_id)
