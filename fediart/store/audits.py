"""Rows of audits: runs over published works, what was wrong in them, and the last look at a single work."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from fediart.store.database import Reading, Row, Writing

RUNNING, FINISHED, CANCELLED, FAILED = "running", "finished", "cancelled", "failed"
NIGHTLY, ASKED, COMMAND = "nightly", "asked", "command"
KEPT: Final = 60
"""Runs that are kept, the newest."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run over `works`, of which the first `done` were looked at. Times in ms, 0 for not yet.

    `site` is the report on what speaks for the whole site, once there is one; `problem` why the run ended early.
    """

    id: int
    account_id: int | None
    cause: str
    state: str
    works: tuple[int, ...]
    done: int
    troubled: int
    site: Mapping[str, Any] | None
    problem: str
    started: int
    ended: int


@dataclass(frozen=True, slots=True)
class Look:
    """A report on one work, under the policy that held when it was made; `looked` in ms."""

    artwork_id: int
    policy: str
    report: Mapping[str, Any]
    looked: int = 0


_COLUMNS = tuple(item.name for item in fields(Run))
_LISTED = ", ".join(_COLUMNS)


def _from(row: Row) -> Run:
    values: dict[str, Any] = {name: row[name] for name in _COLUMNS}
    site = json.loads(row["site"]) if row["site"] else None
    return Run(**(values | {"works": tuple(json.loads(row["works"])), "site": site}))


async def insert(tx: Writing, run: Run) -> None:
    values: dict[str, Any] = {name: getattr(run, name) for name in _COLUMNS}
    values |= {"works": json.dumps(list(run.works)), "site": ""}
    places = ", ".join(f":{name}" for name in _COLUMNS)
    await tx.run(f"insert into audits ({_LISTED}) values ({places})", **values)


async def by_id(tx: Reading, audit_id: int) -> Run | None:
    row = await tx.one(f"select {_LISTED} from audits where id = :id", id=audit_id)
    return _from(row) if row else None


async def running(tx: Reading) -> Run | None:
    """The one that is under way; there is never more than one."""
    row = await tx.one(f"select {_LISTED} from audits where state = :state order by id desc limit 1", state=RUNNING)
    return _from(row) if row else None


async def newest(tx: Reading, *, limit: int = 20) -> list[Run]:
    rows = await tx.all(f"select {_LISTED} from audits where id > 0 order by id desc limit :limit", limit=limit)
    return [_from(row) for row in rows]


async def advance(tx: Writing, audit_id: int, *, done: int, troubled: bool) -> bool:
    """Work number `done` (from 0) was looked at. False where another process did it, or the run was ended."""
    touched = await tx.run(
        """update audits set done = done + 1, troubled = troubled + :troubled
        where id = :id and state = 'running' and done = :done""",
        id=audit_id,
        done=done,
        troubled=int(troubled),
    )
    return touched > 0


async def end(
    tx: Writing, audit_id: int, state: str, *, now: int, site: Mapping[str, Any] | None = None, problem: str = ""
) -> bool:
    """False where it has ended already."""
    touched = await tx.run(
        """update audits set state = :state, ended = :now, site = :site, problem = :problem
        where id = :id and state = 'running'""",
        id=audit_id,
        state=state,
        now=now,
        site=json.dumps(site, ensure_ascii=False) if site else "",
        problem=problem[:500],
    )
    return touched > 0


async def keep_trouble(tx: Writing, audit_id: int, look: Look) -> None:
    await tx.run(
        """insert into audit_works (audit_id, artwork_id, policy, report)
        values (:audit_id, :artwork_id, :policy, :report)
        on conflict (audit_id, artwork_id) do nothing""",
        audit_id=audit_id,
        artwork_id=look.artwork_id,
        policy=look.policy,
        report=json.dumps(look.report, ensure_ascii=False),
    )


async def troubles(tx: Reading, audit_id: int, *, limit: int = 200) -> list[Look]:
    rows = await tx.all(
        """select artwork_id, policy, report from audit_works where audit_id = :audit_id
        order by artwork_id desc limit :limit""",
        audit_id=audit_id,
        limit=limit,
    )
    return [Look(row["artwork_id"], row["policy"], json.loads(row["report"])) for row in rows]


async def keep_look(tx: Writing, look: Look) -> None:
    """In the place of the one before it."""
    await tx.run(
        """insert into work_audits (artwork_id, policy, report, looked) values (:artwork_id, :policy, :report, :looked)
        on conflict (artwork_id) do update set policy = excluded.policy, report = excluded.report,
        looked = excluded.looked""",
        artwork_id=look.artwork_id,
        policy=look.policy,
        report=json.dumps(look.report, ensure_ascii=False),
        looked=look.looked,
    )


async def last_look(tx: Reading, artwork_id: int) -> Look | None:
    row = await tx.one("select policy, report, looked from work_audits where artwork_id = :id", id=artwork_id)
    return Look(artwork_id, row["policy"], json.loads(row["report"]), row["looked"]) if row else None


async def forget_old(tx: Writing, *, before: int) -> None:
    """Drops looks at single works from before that time (ms), and all runs but the newest."""
    await tx.run("delete from work_audits where looked < :before", before=before)
    oldest = await tx.value("select id from audits where id > 0 order by id desc limit 1 offset :kept", kept=KEPT - 1)
    if oldest is not None:
        await tx.run("delete from audit_works where audit_id < :oldest", oldest=oldest)
        await tx.run("delete from audits where id < :oldest and state <> 'running'", oldest=oldest)


async def drawn(tx: Reading, *, after: int, limit: int) -> Sequence[int]:
    """Published works from this id on, in order."""
    rows = await tx.all(
        "select id from artworks where state = 'published' and id >= :after order by id limit :limit",
        after=after,
        limit=limit,
    )
    return [row["id"] for row in rows]


async def newest_works(tx: Reading, *, limit: int) -> Sequence[int]:
    """The newest published works."""
    rows = await tx.all(
        "select id from artworks where state = 'published' and id > 0 order by id desc limit :limit", limit=limit
    )
    return [row["id"] for row in rows]


async def changing(tx: Reading) -> bool:
    """Whether a change of a policy is still being carried out, so that what is out there cannot agree yet."""
    sql = "select id from policy_changes where ended = 0 order by scope, id limit 1"
    return await tx.value(sql) is not None
