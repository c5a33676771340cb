"""Where an artwork has arrived: from its deliveries, and from what was kept of them when they were tidied away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fediart.store.database import Reading, Row, Writing

KINDS: Final = ("Create", "Update", "Delete")
MOST: Final = 50_000


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an activity of this `kind` at one server; of several Updates it is the last.

    `state` is waiting, delivered, rejected, gone or given-up; `due` is the next try of what waits.
    """

    kind: str
    host: str
    state: str
    outcome: str
    tries: int
    due: int
    finished: int


async def of_post(tx: Reading, post_id: int) -> list[Receipt]:
    """One for each kind and server, in the order of servers' names."""
    kept = await tx.all(
        "select kind, host, state, outcome, tries, finished from receipts where post_id = :post_id", post_id=post_id
    )
    found = {(row["kind"], row["host"]): _kept(row) for row in kept}
    rows = await tx.all(
        """select outgoing.id as outgoing_id, kind, host, state, outcome, tries, due, finished from deliveries
        join outgoing on outgoing.id = deliveries.outgoing_id
        where outgoing.post_id = :post_id and kind in ('Create', 'Update', 'Delete')
        order by outgoing.id limit :most""",
        post_id=post_id,
        most=MOST,
    )
    last: dict[tuple[str, str], int] = {}
    for row in rows:
        key = row["kind"], row["host"]
        same = last.get(key) == row["outgoing_id"]
        found[key] = _together(found[key], _live(row)) if same else _live(row)
        last[key] = row["outgoing_id"]
    return sorted(found.values(), key=lambda one: (KINDS.index(one.kind), one.host))


def _kept(row: Row) -> Receipt:
    return Receipt(row["kind"], row["host"], row["state"], row["outcome"], row["tries"], 0, row["finished"])


def _live(row: Row) -> Receipt:
    return Receipt(row["kind"], row["host"], row["state"], row["outcome"], row["tries"], row["due"], row["finished"])


def _together(one: Receipt, other: Receipt) -> Receipt:
    """Two inboxes of one server: it waits while either does, and has it as soon as either took it."""
    for state in ("waiting", "delivered"):
        if state in (one.state, other.state):
            return one if one.state == state else other
    return one


@dataclass(frozen=True, slots=True)
class Count:
    """Of how many servers how many have it, and how many are still waited for."""

    arrived: int
    waiting: int
    all: int


def count(receipts: Iterable[Receipt]) -> Mapping[str, Count]:
    """For each kind that was sent."""
    states: dict[str, list[str]] = {}
    for one in receipts:
        states.setdefault(one.kind, []).append(one.state)
    return {kind: Count(found.count("delivered"), found.count("waiting"), len(found)) for kind, found in states.items()}


async def keep(tx: Writing, outgoing_ids: Sequence[int]) -> None:
    """Before their deliveries are dropped: what became of those that were about artworks, the earliest first."""
    await tx.many(
        """insert into receipts (post_id, kind, host, state, outcome, tries, finished)
        select o.post_id, o.kind, d.host, case when max(case when d.state = 'delivered' then 1 else 0 end) = 1
        then 'delivered' else max(d.state) end, max(d.outcome), max(d.tries), max(d.finished)
        from outgoing o join deliveries d on d.outgoing_id = o.id join artworks a on a.id = o.post_id
        where o.id = :id and o.kind in ('Create', 'Update', 'Delete') group by o.post_id, o.kind, d.host
        on conflict (post_id, kind, host) do update set state = excluded.state, outcome = excluded.outcome,
        tries = excluded.tries, finished = excluded.finished""",
        [{"id": one} for one in sorted(outgoing_ids)],
    )


@dataclass(frozen=True, slots=True)
class OwnWork:
    """An artwork as its artist may ask about it, also when it is deleted: then its title may be gone."""

    id: int
    title: str
    state: str
    published: int
    changed: int


def _work(row: Row) -> OwnWork:
    return OwnWork(row["id"], row["title"], row["state"], row["published"], row["changed"])


async def work_of(tx: Reading, artwork_id: int, actor_id: int) -> OwnWork | None:
    """None for what is not this artist's (advisory 89), and for what was never published."""
    row = await tx.one(
        """select id, title, state, published, changed from artworks where id = :id and actor_id = :actor_id
        and published > 0""",
        id=artwork_id,
        actor_id=actor_id,
    )
    return _work(row) if row else None


async def deleted_by(tx: Reading, actor_id: int, *, limit: int) -> list[OwnWork]:
    """What the artist took away, the last first."""
    rows = await tx.all(
        """select id, title, state, published, changed from artworks where actor_id = :actor_id and state = 'deleted'
        and published > 0 order by changed desc limit :limit""",
        actor_id=actor_id,
        limit=limit,
    )
    return [_work(row) for row in rows]
