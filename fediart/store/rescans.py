"""Rows of rescans: runs of a policy or a model over everything published, how far each is, and what it found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from fediart.store.database import Reading, Row, Writing

RUNNING, FINISHED, CANCELLED = "running", "finished", "cancelled"
DRY, TO_REVIEW, WITH_LABELS = 0, 1, 2
"""What a run does about what it finds: nothing, put it before moderators, or set labels besides."""
OUTCOMES: Final = ("review", "open", "label", "decided", "failed")


@dataclass(frozen=True, slots=True)
class Rescan:
    """A run over the published works with ids above `since` and up to `until`. Times in ms, 0 for not yet.

    `account_id` is None for the command line; `reached` the id of the last work that is done, `worked` the ms at work.
    """

    id: int
    account_id: int | None
    policy: Mapping[str, Any]
    policy_version: int
    folders: Sequence[str]
    model: str
    applies: int
    since: int
    until: int
    total: int
    state: str
    reached: int
    done: int
    measured: int
    worked: int
    started: int
    ended: int

    @property
    def left(self) -> int:
        return max(self.total - self.done, 0)


@dataclass(frozen=True, slots=True)
class Found:
    """A work that the run would decide otherwise about, or could not judge; `acted` where something was done."""

    artwork_id: int
    before: str
    after: str
    outcome: str
    acted: int
    why: str


_COLUMNS = tuple(item.name for item in fields(Rescan))
_LISTED = ", ".join(_COLUMNS)
_FOUND = ", ".join(item.name for item in fields(Found))


def _from(row: Row) -> Rescan:
    values: dict[str, Any] = {name: row[name] for name in _COLUMNS}
    values |= {"policy": json.loads(row["policy"]), "folders": tuple(json.loads(row["folders"]))}
    return Rescan(**values)


async def insert(tx: Writing, run: Rescan) -> None:
    values: dict[str, Any] = {name: getattr(run, name) for name in _COLUMNS}
    values |= {"policy": json.dumps(dict(run.policy)), "folders": json.dumps(list(run.folders))}
    places = ", ".join(f":{name}" for name in _COLUMNS)
    await tx.run(f"insert into rescans ({_LISTED}) values ({places})", **values)


async def by_id(tx: Reading, rescan_id: int) -> Rescan | None:
    row = await tx.one(f"select {_LISTED} from rescans where id = :id", id=rescan_id)
    return _from(row) if row else None


async def running(tx: Reading) -> Rescan | None:
    """The one that is under way; there is never more than one."""
    row = await tx.one(f"select {_LISTED} from rescans where state = :state order by id desc limit 1", state=RUNNING)
    return _from(row) if row else None


async def newest(tx: Reading, *, limit: int = 20) -> list[Rescan]:
    rows = await tx.all(f"select {_LISTED} from rescans where id > 0 order by id desc limit :limit", limit=limit)
    return [_from(row) for row in rows]


async def works_to_do(tx: Reading, *, after: int, until: int, limit: int) -> list[int]:
    """The next published works of a run, in order."""
    rows = await tx.all(
        """select id from artworks where state = 'published' and id > :after and id <= :until
        order by id limit :limit""",
        after=after,
        until=until,
        limit=limit,
    )
    return [row["id"] for row in rows]


async def count_to_do(tx: Reading, *, after: int, until: int) -> int:
    return int(
        await tx.value(
            "select count(*) from artworks where state = 'published' and id > :after and id <= :until",
            after=after,
            until=until,
        )
    )


async def advance(tx: Writing, rescan_id: int, *, reached: int, measured: int, worked: int) -> bool:
    """One more work is done. False where another process has done it, or somebody has cancelled the run."""
    touched = await tx.run(
        """update rescans set reached = :reached, done = done + 1, measured = measured + :measured,
        worked = worked + :worked where id = :id and state = 'running' and reached < :reached""",
        id=rescan_id,
        reached=reached,
        measured=measured,
        worked=worked,
    )
    return touched > 0


async def end(tx: Writing, rescan_id: int, state: str, *, now: int) -> bool:
    """False where it has ended already."""
    touched = await tx.run(
        "update rescans set state = :state, ended = :now where id = :id and state = 'running'",
        id=rescan_id,
        state=state,
        now=now,
    )
    return touched > 0


async def keep(tx: Writing, rescan_id: int, found: Found) -> None:
    values = {item.name: getattr(found, item.name) for item in fields(Found)}
    places = ", ".join(f":{item.name}" for item in fields(Found))
    await tx.run(
        f"insert into rescan_works (rescan_id, {_FOUND}) values (:rescan_id, {places})", rescan_id=rescan_id, **values
    )


async def found_by(tx: Reading, rescan_id: int, *, after: int = 0, limit: int = 100) -> list[Found]:
    """In the order of the works."""
    rows = await tx.all(
        f"""select {_FOUND} from rescan_works where rescan_id = :rescan_id and artwork_id > :after
        order by artwork_id limit :limit""",
        rescan_id=rescan_id,
        after=after,
        limit=limit,
    )
    return [Found(**row) for row in rows]


async def counts(tx: Reading, rescan_id: int) -> dict[tuple[str, str], int]:
    """How many works by (after, outcome)."""
    rows = await tx.all(
        """select after, outcome, count(*) as number from rescan_works where rescan_id = :rescan_id
        group by after, outcome""",
        rescan_id=rescan_id,
    )
    return {(row["after"], row["outcome"]): row["number"] for row in rows}
