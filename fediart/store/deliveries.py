"""One row per activity and inbox: what is still to be delivered, and how each delivery ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fediart.ids import Ids
from fediart.store.database import Database, Reading, Row, Writing, numbers

BEHIND = 5 * 60_000  # how much later than the probe the rest of what waits for a troubled host is due
_TAKING = 0x666564695F  # the lock under which several processes take deliveries
_OTHERS = """and d.host not in (select o.host from deliveries o where o.state = 'waiting' and o.taken_until > 0
    and o.taken_until > :now and o.taken_by <> :seat)"""
LEASE = 5 * 60_000  # another process tries again when the one that took a delivery has died


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery to be made. `actor_id` is whose key signs; `kind` and `created` are of its activity.

    `priority` 0 goes before 1; `private` where it is for followers only.
    """

    id: int
    outgoing_id: int
    inbox: str
    host: str
    tries: int
    actor_id: int
    post_id: int | None
    created: int
    kind: str = ""
    priority: int = 1
    private: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """How a delivery ended: `state` is delivered, rejected, gone or given-up."""

    id: int
    state: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a delivery goes and when: `state` is `given-up` for a server that is dead, with the `outcome` as reason."""

    inbox: str
    host: str
    due: int
    priority: int = 1
    state: str = "waiting"
    outcome: str = ""


async def queue(tx: Writing, ids: Ids, outgoing_id: int, places: Sequence[Place], *, now: int) -> int:
    """Queues one delivery for each place, in one statement for all. Returns how many."""
    rows = [
        {
            "id": ids.new(),
            "outgoing_id": outgoing_id,
            "inbox": one.inbox,
            "host": one.host,
            "state": one.state,
            "due": one.due,
            "priority": one.priority,
            "outcome": one.outcome,
            "finished": 0 if one.state == "waiting" else now,
        }
        for one in places
    ]
    await tx.many(
        """insert into deliveries (id, outgoing_id, inbox, host, state, due, priority, outcome, finished)
        values (:id, :outgoing_id, :inbox, :host, :state, :due, :priority, :outcome, :finished)
        on conflict (outgoing_id, inbox) do nothing""",
        rows,
    )
    return len(rows)


async def waiting_about(tx: Reading, post_id: int) -> dict[str, tuple[int, int]]:
    """For each inbox that still waits for something about this post, when that is due, and its priority.

    Nothing may overtake it.
    """
    rows = await tx.all(
        """select inbox, max(due) as due, max(priority) as priority from deliveries
        join outgoing on outgoing.id = deliveries.outgoing_id
        where outgoing.post_id = :post_id and deliveries.state = 'waiting' group by inbox""",
        post_id=post_id,
    )
    return {row["inbox"]: (row["due"], row["priority"]) for row in rows}


async def inboxes_told(tx: Reading, post_id: int) -> list[str]:
    """Every inbox that was or will be told of this post: a Delete must reach them all."""
    rows = await tx.all(
        """select distinct inbox from deliveries join outgoing on outgoing.id = deliveries.outgoing_id
        where outgoing.post_id = :post_id and deliveries.state <> 'gone'""",
        post_id=post_id,
    )
    return [row["inbox"] for row in rows]


async def take(db: Database, *, now: int, limit: int, without: Sequence[str] = (), seat: int = 0) -> list[Delivery]:
    """Takes what is due: what has priority first, then the earliest; nothing for the hosts in `without`.

    They come in the order of ids, those with priority first. Taking changes only the lease: after a crash it is
    free again.
    """
    async with db.writing() as tx:
        if db.engine == "postgres":  # one process after the other: a host belongs to whoever has any of its deliveries
            await tx.value("select pg_advisory_xact_lock(:lock)", lock=_TAKING)
        rows = [*await _due(tx, db.engine, 0, now=now, limit=limit, without=without, seat=seat)]
        if len(rows) < limit:
            rows += await _due(tx, db.engine, 1, now=now, limit=limit - len(rows), without=without, seat=seat)
        if rows:
            await tx.run(
                f"""update deliveries set taken_until = :until, taken_by = :seat
                where id in ({numbers(row["id"] for row in rows)})""",
                until=now + LEASE,
                seat=seat,
            )
    return sorted((_delivery(row) for row in rows), key=lambda one: (one.priority, one.id))


async def _due(
    tx: Reading, engine: str, priority: int, *, now: int, limit: int, without: Sequence[str], seat: int
) -> Sequence[Row]:
    others = ", ".join(f":h{number}" for number in range(len(without)))
    shared, whose = (_OTHERS, {"seat": seat}) if engine == "postgres" else ("", {})
    return await tx.all(
        f"""select d.id as id, d.outgoing_id as outgoing_id, inbox, host, tries, actor_id, post_id, created, kind,
        priority, private from deliveries d join outgoing on outgoing.id = d.outgoing_id
        where d.state = 'waiting' and d.priority = :priority and d.due <= :now and d.taken_until <= :now
        {f"and d.host not in ({others})" if others else ""} {shared}
        order by d.due, d.id limit :limit {"for update of d skip locked" if engine == "postgres" else ""}""",
        priority=priority,
        now=now,
        limit=limit,
        **{f"h{number}": host for number, host in enumerate(without)},
        **whose,
    )


def _delivery(row: Row) -> Delivery:
    return Delivery(
        row["id"],
        row["outgoing_id"],
        row["inbox"],
        row["host"],
        row["tries"],
        row["actor_id"],
        row["post_id"],
        row["created"],
        row["kind"],
        row["priority"],
        bool(row["private"]),
    )


async def seats(tx: Reading) -> set[int]:
    """Of the processes that have taken some."""
    rows = await tx.all(
        """select distinct taken_by from deliveries where state = 'waiting' and priority in (0, 1)
        and taken_until > 0 and taken_by <> 0"""
    )
    return {row["taken_by"] for row in rows}


async def free_of(tx: Writing, dead: Iterable[int]) -> int:
    """Frees what processes had taken that have died, by their seats."""
    return await tx.run(
        f"""update deliveries set taken_until = 0, taken_by = 0 where state = 'waiting' and priority in (0, 1)
        and taken_until > 0 and taken_by in ({numbers(dead)})"""
    )


async def end_inbox(tx: Writing, inbox: str, host: str, *, now: int, why: str) -> None:
    """The inbox is gone: nothing more is sent there."""
    await tx.run(
        """update deliveries set state = 'gone', outcome = :why, finished = :now, taken_until = 0
        where inbox = :inbox and host = :host and state = 'waiting'""",
        why=why[:500],
        now=now,
        inbox=inbox,
        host=host,
    )


async def finish(tx: Writing, ended: Sequence[Ended], *, now: int) -> None:
    await tx.many(
        """update deliveries set state = :state, outcome = :outcome, finished = :now, tries = tries + 1, taken_until = 0
        where id = :id""",
        [{"state": one.state, "outcome": one.outcome[:500], "now": now, "id": one.id} for one in ended],
    )


@dataclass(frozen=True, slots=True)
class Postponed:
    """To be tried again at `due` (milliseconds)."""

    delivery: Delivery
    due: int
    why: str


async def postpone(tx: Writing, late: Sequence[Postponed]) -> None:
    """What comes after each about the same post to the same inbox waits as well."""
    await tx.many(
        "update deliveries set due = :due, tries = tries + 1, outcome = :why, taken_until = 0 where id = :id",
        [{"due": one.due, "why": one.why[:500], "id": one.delivery.id} for one in late],
    )
    await tx.many(
        """update deliveries set due = :due, taken_until = 0
        where inbox = :inbox and host = :host and state = 'waiting' and due < :due
        and outgoing_id in (select id from outgoing where post_id = :post_id)""",
        [
            {
                "due": one.due,
                "inbox": one.delivery.inbox,
                "host": one.delivery.host,
                "post_id": one.delivery.post_id,
            }
            for one in late
            if one.delivery.post_id is not None
        ],
    )


async def hold_hosts(tx: Writing, until: Mapping[str, int]) -> None:
    """Everything that waits for these hosts waits longer; one alone is due at that time, as a probe.

    What was not tried yet comes BEHIND it, unless the host answers and `release_host` lets it go at once: a thousand
    hosts that are down then cost a thousand rows of a batch, not all that waits for them.
    """
    held = [{"host": host, "until": when, "behind": when + BEHIND} for host, when in until.items()]
    await tx.many(
        """update deliveries set due = :behind, taken_until = 0
        where host = :host and state = 'waiting' and tries = 0 and due < :behind""",
        held,
    )
    await tx.many(
        """update deliveries set due = :until, taken_until = 0
        where host = :host and state = 'waiting' and tries > 0 and due < :until""",
        held,
    )
    await tx.many(
        """update deliveries set due = :until where id = (select id from deliveries
        where host = :host and state = 'waiting' and tries = 0 and due <= :behind order by priority, id limit 1)""",
        held,
    )


async def release_host(tx: Writing, host: str, *, now: int) -> None:
    """The host answers again: what only waited for it, without having failed itself, is due."""
    await tx.run(
        """update deliveries set due = :now where host = :host and state = 'waiting' and tries = 0 and due > :now""",
        now=now,
        host=host,
    )


async def hasten(tx: Writing, host: str, *, now: int) -> None:
    """Everything that waits for this host is due: the first of it will show whether the host is well."""
    await tx.run(
        "update deliveries set due = :now where host = :host and state = 'waiting' and due > :now", now=now, host=host
    )


async def give_up_old(tx: Writing, hosts: Sequence[str], *, before_id: int, now: int, why: str) -> None:
    """Ends what has waited for dead hosts for too long, all with smaller ids; but a Delete goes on waiting."""
    await tx.many(
        """update deliveries set state = 'given-up', outcome = :why, finished = :now, taken_until = 0
        where host = :host and state = 'waiting' and id < :before_id and not exists (
            select 1 from outgoing where outgoing.id = deliveries.outgoing_id and outgoing.kind = 'Delete')""",
        [{"why": why, "now": now, "host": host, "before_id": before_id} for host in hosts],
    )


async def give_up_all(tx: Writing, *, before_id: int, now: int, why: str) -> int:
    """Ends whatever has waited since before that id was made, Deletes as well."""
    return await tx.run(
        """update deliveries set state = 'given-up', outcome = :why, finished = :now, taken_until = 0
        where state = 'waiting' and id < :before_id""",
        why=why,
        now=now,
        before_id=before_id,
    )


async def give_back(tx: Writing, delivery_ids: Iterable[int]) -> None:
    """Taken but not tried: free again."""
    await tx.run(f"update deliveries set taken_until = 0 where id in ({numbers(delivery_ids)})")


async def free_abandoned(tx: Writing) -> None:
    """Gives back what a crashed process had taken; only where no other process delivers."""
    await tx.run("update deliveries set taken_until = 0 where state = 'waiting' and taken_until > 0")


async def drop_host(tx: Writing, host: str, *, now: int) -> None:
    """Ends what waits for a host we no longer talk to."""
    await tx.run(
        """update deliveries set state = 'given-up', outcome = 'the domain is blocked', finished = :now
        where host = :host and state = 'waiting'""",
        now=now,
        host=host,
    )


async def of_post(tx: Reading, post_id: int) -> Sequence[Row]:
    """`kind, inbox, host, state, tries, outcome, due, finished`: where a post went, for its artist."""
    return await tx.all(
        """select outgoing.kind as kind, inbox, host, state, tries, outcome, due, finished from deliveries
        join outgoing on outgoing.id = deliveries.outgoing_id
        where outgoing.post_id = :post_id order by deliveries.id limit 1000""",
        post_id=post_id,
    )
