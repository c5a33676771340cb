"""Rows of processes: which `fediart serve` and `fediart worker` run this instance, and when each was last heard of."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from fediart.store.database import Reading, Writing

WEB = "web"
JOBS = "jobs"


@dataclass(frozen=True, slots=True)
class Process:
    """`does` has the words WEB and JOBS; `name` is the machine and the process's number there. Times are in ms."""

    id: int
    name: str
    does: str
    version: str
    started: int
    beat: int


async def put(tx: Writing, process: Process) -> None:
    """Says that it lives: the row is made, or made young again."""
    await tx.run(
        """insert into processes (id, name, does, version, started, beat)
        values (:id, :name, :does, :version, :started, :beat) on conflict (id) do update set beat = :beat""",
        **asdict(process),
    )


async def leave(tx: Writing, process_id: int) -> None:
    await tx.run("delete from processes where id = :id", id=process_id)


async def forget(tx: Writing, *, before: int) -> None:
    """Those that were killed leave their rows behind."""
    await tx.run("delete from processes where beat < :before", before=before)


async def alive(tx: Reading, *, since: int) -> list[Process]:
    """All that were heard of since then, the oldest first: a handful."""
    rows = await tx.all(
        "select id, name, does, version, started, beat from processes where beat >= :since order by id", since=since
    )
    return [Process(**dict(row)) for row in rows]
