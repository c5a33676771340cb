"""Rows of what artists offer as commissions, in the artist's order, with works of theirs as examples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from fediart.store.database import Reading, Row, Writing, numbers

OPEN, WAITING, CLOSED, FULL = "open", "waiting", "closed", "full"
STATES: Final = (OPEN, WAITING, CLOSED)
MOST_LISTED: Final = 50
TAKES_A_SLOT: Final = "('accepted', 'in-progress')"


@dataclass(frozen=True, slots=True)
class Offer:
    """Prices are hundredths of the currency's unit; `price_to` 0 is a fixed price, both 0 is by agreement.

    `slots` 0 is any number at a time; `taken` is how many are accepted or in progress. `waits`: who asks while all are
    taken may wait. `days` is how long it usually takes, 0 where that is not said. `removed` is a time, or 0.
    """

    id: int
    actor_id: int
    position: int
    title: str
    included: str
    terms: str
    price_from: int
    price_to: int
    currency: str
    days: int
    slots: int
    waits: int
    state: str
    created: int
    changed: int
    removed: int = 0
    taken: int = 0

    @property
    def now(self) -> str:
        """How it stands at this moment: `open`, `waiting` (a waiting list only), `full` or `closed`."""
        if self.state == OPEN and self.slots and self.taken >= self.slots:
            return WAITING if self.waits else FULL
        return self.state

    @property
    def takes(self) -> bool:
        """Whether it may be asked for."""
        return self.now in (OPEN, WAITING)


_COLUMNS = tuple(item.name for item in fields(Offer) if item.name != "taken")
_KEPT = ", ".join(_COLUMNS)
_TAKEN = f"""(select count(*) from commissions c where c.offer_id = commission_offers.id
    and c.state in {TAKES_A_SLOT}) as taken"""
_LISTED = f"{_KEPT}, {_TAKEN}"


def _offer(row: Row) -> Offer:
    values: dict[str, Any] = {name: row[name] for name in (*_COLUMNS, "taken")}
    return Offer(**values)


async def insert(tx: Writing, offer: Offer) -> None:
    places = ", ".join(f":{name}" for name in _COLUMNS)
    await tx.run(
        f"insert into commission_offers ({_KEPT}) values ({places})",
        **{name: getattr(offer, name) for name in _COLUMNS},
    )


async def save(tx: Writing, offer: Offer) -> None:
    """Keeps everything but whose it is and when it was made."""
    kept = [name for name in _COLUMNS if name not in ("id", "actor_id", "created")]
    changes = ", ".join(f"{name} = :{name}" for name in kept)
    values = {name: getattr(offer, name) for name in (*kept, "id", "actor_id")}
    await tx.run(f"update commission_offers set {changes} where id = :id and actor_id = :actor_id", **values)


async def by_id(tx: Reading, offer_id: int, actor_id: int) -> Offer | None:
    """The artist's own that is not removed (advisory 89: whose it is stands in the where)."""
    row = await tx.one(
        f"select {_LISTED} from commission_offers where id = :id and actor_id = :actor_id and removed = 0",
        id=offer_id,
        actor_id=actor_id,
    )
    return _offer(row) if row else None


async def lock(tx: Writing, offer_id: int, actor_id: int) -> Offer | None:
    """As `by_id`; until this transaction ends, nobody else gets past here for it: what is counted now stays true."""
    await tx.run(
        "update commission_offers set changed = changed where id = :id and actor_id = :actor_id",
        id=offer_id,
        actor_id=actor_id,
    )
    return await by_id(tx, offer_id, actor_id)


async def queue_up(tx: Writing, actor_id: int) -> None:
    """Until this transaction ends, no other one gets past here for this artist's offers."""
    await tx.run("update actors set fetched = fetched where id = :id", id=actor_id)


async def of_artist(tx: Reading, actor_id: int) -> list[Offer]:
    """In the artist's order."""
    rows = await tx.all(
        f"""select {_LISTED} from commission_offers where actor_id = :actor_id and removed = 0
        order by position, id limit :limit""",
        actor_id=actor_id,
        limit=MOST_LISTED,
    )
    return [_offer(row) for row in rows]


async def of_artists(tx: Reading, actor_ids: Iterable[int]) -> dict[int, list[Offer]]:
    """What is not closed, by artist."""
    rows = await tx.all(
        f"""select {_LISTED} from commission_offers where actor_id in ({numbers(actor_ids)}) and removed = 0
        and state <> 'closed' order by actor_id, position, id"""
    )
    found: dict[int, list[Offer]] = {}
    for row in rows:
        found.setdefault(row["actor_id"], []).append(_offer(row))
    return found


async def place(tx: Writing, actor_id: int, offer_id: int, position: int) -> None:
    await tx.run(
        "update commission_offers set position = :position where id = :id and actor_id = :actor_id",
        position=position,
        id=offer_id,
        actor_id=actor_id,
    )


async def set_examples(tx: Writing, offer_id: int, artwork_ids: Sequence[int]) -> None:
    """These works, in this order, and no others."""
    await tx.run("delete from commission_examples where offer_id = :id", id=offer_id)
    await tx.many(
        "insert into commission_examples (offer_id, artwork_id, position) values (:offer, :artwork, :position)",
        [{"offer": offer_id, "artwork": one, "position": place} for place, one in enumerate(artwork_ids)],
    )


async def examples_of(tx: Reading, offer_ids: Iterable[int]) -> dict[int, list[int]]:
    """The works that show what each is like, in order. Whether they may be seen is another question."""
    rows = await tx.all(
        f"""select offer_id, artwork_id from commission_examples where offer_id in ({numbers(offer_ids)})
        order by offer_id, position, artwork_id"""
    )
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row["offer_id"], []).append(row["artwork_id"])
    return found
