"""What is known of backups that were made or failed, and which versions of the program have run here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from fediart.store.database import Reading, Writing


@dataclass(frozen=True, slots=True)
class Run:
    """Times in ms; `machine` is its name, `problem` why nothing was made, or empty."""

    id: int
    kind: str
    folder: str
    machine: str
    began: int
    ended: int
    files: int
    bytes: int
    problem: str = ""


_COLUMNS = tuple(item.name for item in fields(Run))
_LIST = ", ".join(_COLUMNS)


async def record(tx: Writing, run: Run) -> None:
    values = ", ".join(f":{name}" for name in _COLUMNS)
    await tx.run(f"insert into backups ({_LIST}) values ({values})", **asdict(run))


async def newest(tx: Reading, *, limit: int = 20) -> Sequence[Run]:
    """The newest first."""
    rows = await tx.all(f"select {_LIST} from backups order by began desc limit :limit", limit=limit)
    return [Run(**dict(row)) for row in rows]


async def forget_old(tx: Writing, *, before: int) -> None:
    await tx.run("delete from backups where began < :before", before=before)


async def ran(tx: Writing, version: str, *, now: int) -> None:
    """This version of the program runs on this database now."""
    await tx.run(
        """insert into program_versions (version, first_run, last_run) values (:version, :now, :now)
        on conflict (version) do update set last_run = excluded.last_run""",
        version=version,
        now=now,
    )


async def last_version(tx: Reading) -> str:
    """The version that ran here last; empty where none has said so."""
    found = await tx.value("select version from program_versions order by last_run desc limit 1")
    return str(found or "")
