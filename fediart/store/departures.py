"""Rows of accounts on their way out, and where the news of it has arrived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from fediart.store.database import Reading, Row, Writing

WAITING, TELLING, OVER = "waiting", "telling", "over"


@dataclass(frozen=True, slots=True)
class Departure:
    """`state` is WAITING while it may still be undone, TELLING while others are told, OVER. `staff`: done by those who
    run the instance; `by_id` is whose account did it, None for the command line. `hid`: the page was hidden by it.
    `mail` is where the last mail goes, empty once it went. Times are in milliseconds, 0 for not yet."""

    id: int
    account_id: int
    actor_id: int
    by_id: int | None
    staff: int
    reason: str
    state: str
    hid: int
    mail: str
    locale: str
    asked: int
    due: int
    told: int = 0
    outgoing_id: int = 0
    erased: int = 0
    ended: int = 0


_COLUMNS = tuple(one.name for one in fields(Departure))
_LISTED = ", ".join(_COLUMNS)


def _departure(row: Row | None) -> Departure | None:
    return Departure(**{name: row[name] for name in _COLUMNS}) if row else None


async def insert(tx: Writing, one: Departure) -> None:
    """Raises Conflict where the account is on its way out already."""
    places = ", ".join(f":{name}" for name in _COLUMNS)
    values = {name: getattr(one, name) for name in _COLUMNS}
    await tx.run(f"insert into departures ({_LISTED}) values ({places})", **values)


async def save(tx: Writing, one: Departure) -> None:
    """Keeps how far it is."""
    await tx.run(
        """update departures set state = :state, mail = :mail, reason = :reason, due = :due, told = :told,
        outgoing_id = :outgoing_id, erased = :erased, ended = :ended where id = :id""",
        state=one.state,
        mail=one.mail,
        reason=one.reason,
        due=one.due,
        told=one.told,
        outgoing_id=one.outgoing_id,
        erased=one.erased,
        ended=one.ended,
        id=one.id,
    )


async def forget(tx: Writing, account_id: int) -> bool:
    """The account stays: as if it had never been asked for. False once it is too late for that."""
    sql = "delete from departures where account_id = :id and state = 'waiting'"
    return await tx.run(sql, id=account_id) > 0


async def start(tx: Writing, departure_id: int, *, now: int) -> bool:
    """From now on it cannot be undone. False where it was, or another process has begun."""
    sql = "update departures set state = 'telling', told = :now where id = :id and state = 'waiting'"
    return await tx.run(sql, id=departure_id, now=now) > 0


async def stop_others(tx: Writing, departure_id: int, actor_id: int, delete_uri: str, *, now: int) -> None:
    """Remembers which activity is the Delete. What else of the actor waits to be sent is sent no more."""
    await tx.run(
        """update departures set outgoing_id = coalesce((select id from outgoing where uri = :uri), 0)
        where id = :id""",
        uri=delete_uri,
        id=departure_id,
    )
    await tx.run(
        """update deliveries set state = 'given-up', outcome = 'the account is deleted', finished = :now,
        taken_until = 0 where state = 'waiting' and outgoing_id in (
            select id from outgoing where actor_id = :actor and uri <> :uri)""",
        now=now,
        actor=actor_id,
        uri=delete_uri,
    )


async def by_id(tx: Reading, departure_id: int) -> Departure | None:
    return _departure(await tx.one(f"select {_LISTED} from departures where id = :id", id=departure_id))


async def of_account(tx: Reading, account_id: int) -> Departure | None:
    return _departure(await tx.one(f"select {_LISTED} from departures where account_id = :id", id=account_id))


async def newest(tx: Reading, *, before: int = 2**62, limit: int = 50) -> Sequence[Departure]:
    """The newest first; `before` is the id where the page before ended."""
    rows = await tx.all(
        f"select {_LISTED} from departures where id < :before order by id desc limit :limit", before=before, limit=limit
    )
    return [found for row in rows if (found := _departure(row))]


async def unfinished(tx: Reading, *, limit: int = 100) -> Sequence[Departure]:
    """Those of which others are still being told, the oldest first."""
    rows = await tx.all(
        f"select {_LISTED} from departures where state = 'telling' order by id limit :limit", limit=limit
    )
    return [found for row in rows if (found := _departure(row))]


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of the Delete at one server: `state` is waiting, delivered, rejected, gone or given-up."""

    host: str
    state: str
    outcome: str
    tries: int
    finished: int


_WORTH = {"delivered": 0, "waiting": 1}  # of several inboxes of one server, what says most


async def arrivals(tx: Reading, one: Departure) -> Sequence[Arrival]:
    """One for each server, in the order of their names."""
    kept = await tx.all(
        "select host, state, outcome, tries, finished from departure_receipts where departure_id = :id", id=one.id
    )
    live = await tx.all(
        "select host, state, outcome, tries, finished from deliveries where outgoing_id = :id limit 100000",
        id=one.outgoing_id,
    )
    found: dict[str, Arrival] = {}
    for row in (*kept, *live):
        new = Arrival(row["host"], row["state"], row["outcome"], row["tries"], row["finished"])
        old = found.get(new.host)
        if old is None or _WORTH.get(new.state, 2) < _WORTH.get(old.state, 2):
            found[new.host] = new
    return [found[host] for host in sorted(found)]


@dataclass(frozen=True, slots=True)
class Counts:
    """Of how many servers were told; `unreachable` are the names of those that never took it."""

    all: int
    confirmed: int
    pending: int
    unreachable: tuple[str, ...]


def count(found: Sequence[Arrival]) -> Counts:
    confirmed = sum(one.state == "delivered" for one in found)
    pending = sum(one.state == "waiting" for one in found)
    lost = tuple(one.host for one in found if one.state in ("rejected", "gone", "given-up"))
    return Counts(len(found), confirmed, pending, lost)


async def keep_receipts(tx: Writing, one: Departure) -> None:
    """What is known of the deliveries stays when they go; who has not answered by then never will."""
    await tx.many(
        """insert into departure_receipts (departure_id, host, state, outcome, tries, finished)
        values (:id, :host, :state, :outcome, :tries, :finished) on conflict (departure_id, host) do nothing""",
        [
            {
                "id": one.id,
                "host": arrival.host,
                "state": "given-up" if arrival.state == "waiting" else arrival.state,
                "outcome": arrival.outcome,
                "tries": arrival.tries,
                "finished": arrival.finished,
            }
            for arrival in await arrivals(tx, one)
        ],
    )


async def is_gone(tx: Reading, name_hash: str) -> bool:
    """Whether somebody of the name with this hash was here and has left for good."""
    return await tx.value("select 1 from gone_names where name_hash = :hash", hash=name_hash) is not None


async def keep_name(tx: Writing, name_hash: str, *, now: int) -> None:
    await tx.run(
        "insert into gone_names (name_hash, gone) values (:hash, :now) on conflict (name_hash) do nothing",
        hash=name_hash,
        now=now,
    )
