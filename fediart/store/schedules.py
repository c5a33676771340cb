"""Rows of works that are published at a time of their artist's choice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fediart.store.database import Reading, Writing, numbers
from fediart.store.windows import Window

WAITING: Final = ("submitted", "checking", "preparing", "held", "previewed", "scheduled")
"""States of works that may still wait for their time."""
_STATES: Final = ", ".join(f"'{state}'" for state in WAITING)


@dataclass(frozen=True, slots=True)
class Schedule:
    """`due` in milliseconds; `zone` is where it was named; `source_type` is how the filter saw it declared."""

    artwork_id: int
    due: int
    zone: str
    source_type: str = ""


async def choose(tx: Writing, artwork_id: int, *, due: int, zone: str) -> None:
    await tx.run(
        """insert into schedules (artwork_id, due, zone) values (:id, :due, :zone)
        on conflict (artwork_id) do update set due = excluded.due, zone = excluded.zone""",
        id=artwork_id, due=due, zone=zone,
    )  # fmt: skip


async def of_artwork(tx: Reading, artwork_id: int) -> Schedule | None:
    row = await tx.one("select artwork_id, due, zone, source_type from schedules where artwork_id = :id", id=artwork_id)
    return Schedule(**row) if row else None


async def of_artworks(tx: Reading, artwork_ids: Iterable[int]) -> dict[int, Schedule]:
    rows = await tx.all(
        f"select artwork_id, due, zone, source_type from schedules where artwork_id in ({numbers(artwork_ids)})"
    )
    return {row["artwork_id"]: Schedule(**row) for row in rows}


async def ahead(tx: Reading, actor_id: int, window: Window, *, now: int) -> list[int]:
    """Works of this artist whose time is still to come, in the window's own order."""
    order = "asc" if window.upwards else "desc"
    rows = await tx.all(
        f"""select a.id from artworks a join schedules s on s.artwork_id = a.id
        where a.actor_id = :actor_id and a.state in ({_STATES}) and s.due > :now and a.id < :before and a.id > :after
        order by a.id {order} limit :limit""",
        actor_id=actor_id,
        now=now,
        **window.bounds(),
    )
    return [row["id"] for row in rows]


async def note_judged(tx: Writing, artwork_id: int, source_type: str) -> None:
    """What it was declared to be when the filter let it pass."""
    await tx.run(
        "update schedules set source_type = :source_type where artwork_id = :id",
        source_type=source_type, id=artwork_id,
    )  # fmt: skip


async def forget(tx: Writing, artwork_id: int) -> None:
    await tx.run("delete from schedules where artwork_id = :id", id=artwork_id)
