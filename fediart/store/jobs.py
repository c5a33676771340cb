"""Work to be done, as rows: queued in the transaction that causes it, taken with a lease, kept with its outcome."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fediart.logs import cause
from fediart.store.database import Database, Reading, Row, Writing, numbers

LEASE = 10 * 60_000  # after a crash, taken work is free again once its lease is over


@dataclass(frozen=True, slots=True)
class Job:
    """`order_key`: jobs that share it are done one after the other. `payload` is JSON made by the one who queued it,
    `cause` what was being done then (fediart/logs.py)."""

    id: int
    kind: str
    order_key: str
    payload: Mapping[str, Any]
    tries: int
    cause: str = ""


def enqueuing(
    job_id: int,
    kind: str,
    payload: Mapping[str, Any],
    *,
    now: int,
    due: int | None = None,
    order_key: str = "",
    once_key: str | None = None,
) -> tuple[str, Mapping[str, Any]]:
    """The statement that queues work, for a batch."""
    return _ENQUEUE, {
        "id": job_id,
        "kind": kind,
        "order_key": order_key,
        "once_key": once_key,
        "payload": json.dumps(payload, separators=(",", ":")),
        "due": now if due is None else due,
        "now": now,
        "cause": cause(),
    }


_ENQUEUE = """insert into jobs (id, kind, order_key, once_key, payload, due, created, cause)
    values (:id, :kind, :order_key, :once_key, :payload, :due, :now, :cause) on conflict (once_key) do nothing"""


async def enqueue(
    tx: Writing,
    job_id: int,
    kind: str,
    payload: Mapping[str, Any],
    *,
    now: int,
    due: int | None = None,
    order_key: str = "",
    once_key: str | None = None,
) -> bool:
    """Queues work. False where a job with this `once_key` is or was there already: then nothing happens."""
    sql, params = enqueuing(job_id, kind, payload, now=now, due=due, order_key=order_key, once_key=once_key)
    return await tx.run(sql, **params) > 0


async def take(db: Database, *, now: int, limit: int, without: Sequence[str] = (), seat: int = 0) -> list[Job]:
    """Takes what is due, in order; a job never overtakes an earlier unfinished one of its order key. `seat` is whose.

    Of the kinds in `without` none is taken this time.

    What waits behind such a one takes nobody's place: whoever has much waiting holds up only themselves. What a process
    took and did not end within its lease is free again: that process is dead.
    """
    async with db.writing() as tx:
        await free_abandoned(tx, now=now)
        lock = "for update skip locked" if db.engine == "postgres" else ""
        kinds = {f"w{number}": kind for number, kind in enumerate(without)}
        others = f"and kind not in ({', '.join(f':{name}' for name in kinds)})" if kinds else ""
        due = await tx.all(f"{_FREE} {others} order by due, id limit :limit {lock}", now=now, limit=limit, **kinds)
        free = [*due, *await _before(tx, due, now=now, limit=limit, lock=lock)]
        held = await _held_up(tx, free, now=now)
        taken = [row for row in free if row["id"] < held.get(row["order_key"], row["id"] + 1)]
        await tx.run(
            f"""update jobs set state = 'taken', taken_until = :until, taken_by = :seat
            where id in ({numbers(row["id"] for row in taken)})""",
            until=now + LEASE,
            seat=seat,
        )
    return [_job(row) for row in sorted(taken, key=lambda row: int(row["id"]))]


_FREE = """select id, kind, order_key, payload, tries, cause from jobs where state = 'waiting' and due <= :now
    and not exists (select 1 from jobs e where e.order_key = jobs.order_key and e.order_key <> ''
        and e.state <> 'finished' and e.id < jobs.id and (e.state = 'taken' or e.due > :now))"""


async def _before(tx: Reading, free: Sequence[Row], *, now: int, limit: int, lock: str) -> Sequence[Row]:
    """Those that were put off and are due again, before which others of their order key have become due."""
    keys = sorted({row["order_key"] for row in free} - {""})
    if not keys:
        return []
    places = ", ".join(f":k{number}" for number in range(len(keys)))
    return await tx.all(
        f"""select id, kind, order_key, payload, tries, cause from jobs where order_key in ({places})
        and state <> 'finished' and state = 'waiting' and due <= :now and id < :last
        and id not in ({numbers(row["id"] for row in free)}) order by id limit :limit {lock}""",
        now=now,
        last=max(row["id"] for row in free),
        limit=limit,
        **{f"k{number}": key for number, key in enumerate(keys)},
    )


async def _held_up(tx: Reading, free: Sequence[Row], *, now: int) -> dict[str, int]:
    """For each order key, the earliest unfinished job that is not ours to take now."""
    keys = sorted({row["order_key"] for row in free} - {""})
    if not keys:
        return {}
    places = ", ".join(f":k{number}" for number in range(len(keys)))
    rows = await tx.all(
        f"""select order_key, min(id) as earliest from jobs where order_key in ({places}) and state <> 'finished'
        and id not in ({numbers(row["id"] for row in free)}) group by order_key""",
        **{f"k{number}": key for number, key in enumerate(keys)},
    )
    return {row["order_key"]: row["earliest"] for row in rows}


async def claim(db: Database, once_key: str, *, now: int, seat: int = 0) -> Job | None:
    """Takes one certain job, if it waits; None where another worker has it or had it."""
    async with db.writing() as tx:
        touched = await tx.run(
            """update jobs set state = 'taken', taken_until = :until, taken_by = :seat
            where once_key = :once_key and state = 'waiting'""",
            until=now + LEASE,
            seat=seat,
            once_key=once_key,
        )
        row = await tx.one(
            "select id, kind, order_key, payload, tries, cause from jobs where once_key = :once_key", once_key=once_key
        )
    return _job(row) if row and touched else None


async def known(tx: Reading, once_key: str) -> bool:
    """Whether work of this `once_key` is or was here, as far back as finished work is kept."""
    return await tx.value("select 1 from jobs where once_key = :once_key", once_key=once_key) is not None


async def tries_of(tx: Reading, order_key: str) -> int:
    """How often the unfinished work of this order key was put off already."""
    rows = await tx.all("select tries from jobs where order_key = :key and state <> 'finished'", key=order_key)
    return max((int(row["tries"]) for row in rows), default=0)


async def payloads(tx: Reading, order_key: str) -> list[Mapping[str, Any]]:
    """What the unfinished work of this order key is about."""
    rows = await tx.all(
        "select payload from jobs where order_key = :key and state <> 'finished' order by id", key=order_key
    )
    return [json.loads(row["payload"]) for row in rows]


async def finish(tx: Writing, ended: Sequence[tuple[int, str]], *, now: int) -> None:
    """Keeps how each job ended: `(job id, words)`."""
    await tx.many(
        "update jobs set state = 'finished', finished = :now, outcome = :outcome where id = :id",
        [{"id": job_id, "outcome": words[:500], "now": now} for job_id, words in ended],
    )


async def postpone(tx: Writing, job_id: int, *, due: int, why: str, order_key: str = "") -> None:
    """What waits behind it, waits as long."""
    if order_key:
        await tx.run(
            """update jobs set due = :due where order_key = :key and state <> 'finished' and state = 'waiting'
            and id > :id and due < :due""",
            key=order_key,
            id=job_id,
            due=due,
        )
    await tx.run(
        "update jobs set state = 'waiting', due = :due, tries = tries + 1, outcome = :why where id = :id",
        id=job_id,
        due=due,
        why=why[:500],
    )


async def give_back(tx: Writing, job_ids: Sequence[int]) -> None:
    """Taken but not begun: free again, without counting as a try."""
    await tx.run(f"update jobs set state = 'waiting' where id in ({numbers(job_ids)})")


async def renew(tx: Writing, job_ids: Sequence[int], *, now: int) -> None:
    """Whoever is at these jobs still is."""
    await tx.run(
        f"update jobs set taken_until = :until where state = 'taken' and id in ({numbers(job_ids)})", until=now + LEASE
    )


async def seats(tx: Reading) -> set[int]:
    """Of the processes that have taken some."""
    rows = await tx.all(
        "select distinct taken_by from jobs where state = 'taken' and taken_until > 0 and taken_by <> 0"
    )
    return {row["taken_by"] for row in rows}


async def free_of(tx: Writing, dead: Iterable[int]) -> int:
    """Gives back what processes had taken that have died, by their seats."""
    return await tx.run(
        f"""update jobs set state = 'waiting', taken_by = 0 where state = 'taken' and taken_until > 0
        and taken_by in ({numbers(dead)})"""
    )


async def free_abandoned(tx: Writing, *, now: int, all_: bool = False) -> int:
    """Gives back what a crashed process had taken. `all_` where this process is the only one."""
    until = 2**62 if all_ else now
    return await tx.run("update jobs set state = 'waiting' where state = 'taken' and taken_until < :until", until=until)


async def forget_finished(tx: Writing, *, before: int) -> int:
    """Drops finished jobs of before that time. What must never come twice is guarded by its own tables."""
    return await tx.run("delete from jobs where state = 'finished' and finished < :before", before=before)


def _job(row: Row) -> Job:
    return Job(row["id"], row["kind"], row["order_key"], json.loads(row["payload"]), row["tries"], row["cause"])
