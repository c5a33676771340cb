"""Rows of commissions: what somebody asks of an artist, and how far it is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from fediart.store.database import Reading, Row, Writing, numbers

UNCONFIRMED, ASKED, ACCEPTED, IN_PROGRESS = "unconfirmed", "asked", "accepted", "in-progress"
DELIVERED, COMPLETED, DECLINED, WITHDRAWN = "delivered", "completed", "declined", "withdrawn"
UNDER_WAY: Final = (ASKED, ACCEPTED, IN_PROGRESS, DELIVERED)
ENDED: Final = (COMPLETED, DECLINED, WITHDRAWN)
ARTIST, CLIENT = "artist", "client"
MOST_ON_BOARD: Final = 100


@dataclass(frozen=True, slots=True)
class Commission:
    """`client_id` is None for a visitor, who has a name and an e-mail address instead.

    `offer` is what was offered when it was asked: it stays, whatever becomes of the offer. `waiting`: asked while no
    slot was free. `round` is in the visitor's link. `moderators`: reported, so moderators may read it. `seen`, `told`
    and `hid` are times: when that side looked last, was mailed last, and took it off their list; 0 for never.
    """

    id: int
    artist_id: int
    client_id: int | None
    offer_id: int | None
    offer: Mapping[str, Any]
    client_name: str
    client_email: str
    title: str
    state: str
    price: int = 0
    currency: str = ""
    due: int = 0
    waiting: int = 0
    round: int = 0
    moderators: int = 0
    artist_seen: int = 0
    client_seen: int = 0
    artist_told: int = 0
    client_told: int = 0
    artist_hid: int = 0
    client_hid: int = 0
    created: int = 0
    changed: int = 0
    closed: int = 0

    @property
    def ended(self) -> bool:
        return self.state in ENDED


_COLUMNS = tuple(item.name for item in fields(Commission))
_LISTED = ", ".join(_COLUMNS)
_SEEN = {ARTIST: "artist_seen", CLIENT: "client_seen"}
_TOLD = {ARTIST: "artist_told", CLIENT: "client_told"}
_HID = {ARTIST: "artist_hid", CLIENT: "client_hid"}


def _commission(row: Row) -> Commission:
    values: dict[str, Any] = {name: row[name] for name in _COLUMNS}
    values["offer"] = json.loads(values["offer"])
    return Commission(**values)


async def insert(tx: Writing, one: Commission) -> None:
    places = ", ".join(f":{name}" for name in _COLUMNS)
    values: dict[str, Any] = {name: getattr(one, name) for name in _COLUMNS}
    values["offer"] = json.dumps(dict(one.offer), ensure_ascii=False)
    await tx.run(f"insert into commissions ({_LISTED}) values ({places})", **values)


async def by_id(tx: Reading, commission_id: int) -> Commission | None:
    """Whoever asks has to say which side they are on: see fediart.actions.commission_sides."""
    row = await tx.one(f"select {_LISTED} from commissions where id = :id", id=commission_id)
    return _commission(row) if row else None


async def lock(tx: Writing, commission_id: int) -> Commission | None:
    """As `by_id`; until this transaction ends, nobody else changes it."""
    await tx.run("update commissions set changed = changed where id = :id", id=commission_id)
    return await by_id(tx, commission_id)


async def move(tx: Writing, commission_id: int, state: str, *, now: int) -> None:
    """Into another state. What has ended takes its closing time from now, and what goes on has none."""
    await tx.run(
        """update commissions set state = :state, changed = :now, closed = :closed, waiting = 0,
        artist_hid = 0, client_hid = 0 where id = :id""",
        state=state,
        now=now,
        closed=now if state in ENDED else 0,
        id=commission_id,
    )


async def confirm(tx: Writing, commission_id: int, *, now: int) -> bool:
    """The visitor's address is theirs: now the artist sees it. False where that had happened."""
    touched = await tx.run(
        """update commissions set state = 'asked', changed = :now, client_seen = :now
        where id = :id and state = 'unconfirmed'""",
        id=commission_id,
        now=now,
    )
    return touched > 0


async def agree(tx: Writing, commission_id: int, *, price: int, currency: str, due: int, now: int) -> None:
    """What the two have agreed on: price in hundredths of the unit, `due` a time or 0."""
    await tx.run(
        "update commissions set price = :price, currency = :currency, due = :due, changed = :now where id = :id",
        price=price,
        currency=currency,
        due=due,
        now=now,
        id=commission_id,
    )


async def touch(tx: Writing, commission_id: int, *, now: int) -> None:
    """Something was said: it comes to the front, and back onto the lists it was taken off."""
    await tx.run(
        "update commissions set changed = :now, artist_hid = 0, client_hid = 0 where id = :id",
        now=now,
        id=commission_id,
    )


async def saw(tx: Writing, commission_id: int, side: str, *, now: int) -> None:
    await tx.run(f"update commissions set {_SEEN[side]} = :now where id = :id", now=now, id=commission_id)


async def told(tx: Writing, commission_id: int, side: str, *, now: int) -> None:
    await tx.run(f"update commissions set {_TOLD[side]} = :now where id = :id", now=now, id=commission_id)


async def hide(tx: Writing, commission_id: int, side: str, *, now: int) -> None:
    await tx.run(f"update commissions set {_HID[side]} = :now where id = :id", now=now, id=commission_id)


async def show_moderators(tx: Writing, commission_id: int) -> None:
    await tx.run("update commissions set moderators = 1 where id = :id", id=commission_id)


async def forget_address(tx: Writing, commission_id: int) -> None:
    """A visitor is nobody any more: no name, no address, and the link they had opens nothing."""
    await tx.run(
        "update commissions set client_name = '', client_email = '', round = round + 1 where id = :id", id=commission_id
    )


async def board(tx: Reading, artist_id: int) -> list[Commission]:
    """What is under way with an artist, by state, those first that have waited longest."""
    found: list[Commission] = []
    for state in UNDER_WAY:
        rows = await tx.all(
            f"""select {_LISTED} from commissions where artist_id = :artist_id and state = :state
            order by changed, id limit :limit""",
            artist_id=artist_id,
            state=state,
            limit=MOST_ON_BOARD,
        )
        found += [_commission(row) for row in rows]
    return found


async def ended(tx: Reading, artist_id: int, *, before: tuple[int, int], limit: int) -> list[Commission]:
    """What has come to an end with an artist, the newest first."""
    rows = await tx.all(
        f"""select {_LISTED} from commissions where artist_id = :artist_id
        and state in ('completed', 'declined', 'withdrawn') and artist_hid = 0
        and (changed, id) < (:time, :last) order by changed desc, id desc limit :limit""",
        artist_id=artist_id,
        time=before[0],
        last=before[1],
        limit=limit,
    )
    return [_commission(row) for row in rows]


async def asked_by(tx: Reading, client_id: int, *, before: tuple[int, int], limit: int) -> list[Commission]:
    """What a member has asked of artists, the newest first."""
    rows = await tx.all(
        f"""select {_LISTED} from commissions where client_id = :client_id and client_hid = 0
        and (changed, id) < (:time, :last) order by changed desc, id desc limit :limit""",
        client_id=client_id,
        time=before[0],
        last=before[1],
        limit=limit,
    )
    return [_commission(row) for row in rows]


async def taken(tx: Reading, offer_id: int) -> int:
    """How many of an offer's slots are taken."""
    found = await tx.value(
        "select count(*) from commissions where offer_id = :id and state in ('accepted', 'in-progress')", id=offer_id
    )
    return int(found)


async def waiting_for(tx: Reading, artist_id: int, *, most: int) -> int:
    """How many requests wait for an artist's answer, counted up to `most`."""
    found = await tx.value(
        """select count(*) from (select id from commissions where artist_id = :id and state = 'asked'
        limit :most) waiting""",
        id=artist_id,
        most=most,
    )
    return int(found)


async def open_from(tx: Reading, artist_id: int, *, client_id: int | None, email: str) -> int:
    """How many requests of this person wait for this artist's answer, or for their own confirmation."""
    if client_id is not None:
        found = await tx.value(
            """select count(*) from commissions where client_id = :client_id and artist_id = :artist_id
            and state in ('asked', 'unconfirmed')""",
            client_id=client_id,
            artist_id=artist_id,
        )
        return int(found)
    found = await tx.value(
        """select count(*) from commissions where artist_id = :artist_id and client_email = :email
        and client_email <> '' and state in ('asked', 'unconfirmed')""",
        artist_id=artist_id,
        email=email,
    )
    return int(found)


async def about_opening(tx: Reading, client_id: int, artist_id: int, opening_id: int) -> int | None:
    """The commission in which these two speak about a job of the client's."""
    found = await tx.value(
        """select id from commissions where client_id = :client_id and artist_id = :artist_id
        and offer = :offer order by id desc limit 1""",
        client_id=client_id,
        artist_id=artist_id,
        offer=json.dumps({"opening": opening_id}),
    )
    return None if found is None else int(found)


async def outlived(tx: Reading, *, ended_before: int, unconfirmed_before: int, limit: int = 100) -> list[int]:
    """What ended before that time, and what was never confirmed by that other time."""
    old = await tx.all(
        "select id from commissions where closed > 0 and closed < :before order by closed limit :limit",
        before=ended_before,
        limit=limit,
    )
    silent = await tx.all(
        """select id from commissions where state = 'unconfirmed' and created < :before
        order by created limit :limit""",
        before=unconfirmed_before,
        limit=limit,
    )
    return [row["id"] for row in (*old, *silent)]


async def forget(tx: Writing, commission_ids: Sequence[int]) -> None:
    """With all that was said and sent; the files themselves are swept when no row names them."""
    chosen = numbers(commission_ids)
    await tx.run(f"delete from commission_files where commission_id in ({chosen})")
    await tx.run(f"delete from commission_events where commission_id in ({chosen})")
    await tx.run(f"delete from commissions where id in ({chosen})")


async def block(tx: Writing, artist_id: int, email_hash: str, *, now: int) -> None:
    """The artist wants nothing more from this address."""
    await tx.run(
        """insert into commission_blocks (artist_id, email_hash, created) values (:artist, :hash, :now)
        on conflict (artist_id, email_hash) do nothing""",
        artist=artist_id,
        hash=email_hash,
        now=now,
    )


async def unblock(tx: Writing, artist_id: int, email_hash: str) -> None:
    await tx.run(
        "delete from commission_blocks where artist_id = :artist and email_hash = :hash",
        artist=artist_id,
        hash=email_hash,
    )


async def is_blocked(tx: Reading, artist_id: int, email_hash: str) -> bool:
    found = await tx.value(
        "select 1 from commission_blocks where artist_id = :artist and email_hash = :hash",
        artist=artist_id,
        hash=email_hash,
    )
    return found is not None
