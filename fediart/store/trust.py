"""Rows of trust: what was said of an artist by moderators and works, and the word that members give for each other."""

from __future__ import annotations

from dataclasses import dataclass, fields

from fediart.store.database import Reading, Row, Writing

BY_PEOPLE = ("trusted", "distrusted", "cleared")
BY_WORKS = ("lost", "restored")


@dataclass(frozen=True, slots=True)
class TrustRow:
    """One line of the log. `account_id` is None where no moderator spoke, `artwork_id` where no work was the cause."""

    id: int
    actor_id: int
    cause: str
    artwork_id: int | None
    account_id: int | None
    reason: str
    created: int


@dataclass(frozen=True, slots=True)
class Vouch:
    """`withdrawn` is 0 while it is in force; then `why` says why it ended."""

    id: int
    voucher_id: int
    artist_id: int
    words: str
    created: int
    withdrawn: int
    why: str


_LOG = ", ".join(item.name for item in fields(TrustRow))
_VOUCH = ", ".join(item.name for item in fields(Vouch))


def _logged(row: Row) -> TrustRow:
    return TrustRow(**{item.name: row[item.name] for item in fields(TrustRow)})


def _vouch(row: Row) -> Vouch:
    return Vouch(**{item.name: row[item.name] for item in fields(Vouch)})


async def log(tx: Writing, row: TrustRow) -> None:
    places = ", ".join(f":{item.name}" for item in fields(TrustRow))
    values = {item.name: getattr(row, item.name) for item in fields(TrustRow)}
    await tx.run(f"insert into trust_log ({_LOG}) values ({places})", **values)


async def history(tx: Reading, actor_id: int) -> list[TrustRow]:
    """Everything that was logged of an artist, the oldest first."""
    rows = await tx.all(f"select {_LOG} from trust_log where actor_id = :id order by id", id=actor_id)
    return [_logged(row) for row in rows]


async def accepted_works(tx: Reading, actor_id: int, *, since: int) -> int:
    """How many works that everybody may see were published since then and are up as something else than generated."""
    found = await tx.value(
        """select count(*) from artworks where actor_id = :id and state = 'published' and ai_label <> 'generated'
        and visibility in ('public', 'unlisted') and published > :since""",
        id=actor_id,
        since=since,
    )
    return int(found)


async def vouch(tx: Writing, row: Vouch) -> None:
    """Raises Conflict where this member vouches for this artist already."""
    places = ", ".join(f":{item.name}" for item in fields(Vouch))
    values = {item.name: getattr(row, item.name) for item in fields(Vouch)}
    await tx.run(f"insert into vouches ({_VOUCH}) values ({places})", **values)


async def withdraw(tx: Writing, voucher_id: int, artist_id: int, *, now: int, why: str = "") -> bool:
    """False where there was nothing to withdraw. The row stays: who vouched is kept."""
    touched = await tx.run(
        """update vouches set withdrawn = :now, why = :why
        where voucher_id = :voucher and artist_id = :artist and withdrawn = 0""",
        now=now,
        why=why,
        voucher=voucher_id,
        artist=artist_id,
    )
    return touched > 0


async def withdraw_all(tx: Writing, voucher_id: int, *, now: int, why: str) -> None:
    """Everything that this member vouches for ends."""
    await tx.run(
        "update vouches set withdrawn = :now, why = :why where voucher_id = :id and withdrawn = 0",
        now=now,
        why=why,
        id=voucher_id,
    )


async def reinstate(tx: Writing, voucher_id: int, *, ended: int, why: str) -> None:
    """What this member vouched for until it all ended at that time holds again."""
    await tx.run(
        """update vouches set withdrawn = 0, why = '' where voucher_id = :id and withdrawn = :ended and why = :why
        and not exists (select 1 from vouches other where other.voucher_id = vouches.voucher_id
            and other.artist_id = vouches.artist_id and other.withdrawn = 0)""",
        id=voucher_id,
        ended=ended,
        why=why,
    )


async def vouches_for(tx: Reading, artist_id: int, *, since: int = 0) -> list[Vouch]:
    """Those in force, given since then by members who are neither suspended nor gone; the oldest first."""
    columns = ", ".join(f"vouches.{item.name} as {item.name}" for item in fields(Vouch))
    rows = await tx.all(
        f"""select {columns} from vouches join actors on actors.id = vouches.voucher_id
        where artist_id = :id and withdrawn = 0 and vouches.created > :since
        and actors.suspended = 0 and actors.deleted = 0 order by vouches.id""",
        id=artist_id,
        since=since,
    )
    return [_vouch(row) for row in rows]


async def all_vouches_for(tx: Reading, artist_id: int) -> list[Vouch]:
    """Those withdrawn, too: for moderators."""
    rows = await tx.all(f"select {_VOUCH} from vouches where artist_id = :id order by id", id=artist_id)
    return [_vouch(row) for row in rows]


async def given_by(tx: Reading, voucher_id: int) -> list[Vouch]:
    """Everything this member has vouched for and not withdrawn, the oldest first."""
    rows = await tx.all(
        f"select {_VOUCH} from vouches where voucher_id = :id and withdrawn = 0 order by id", id=voucher_id
    )
    return [_vouch(row) for row in rows]


async def pause(
    tx: Writing, pause_id: int, *, voucher_id: int, artist_id: int, artwork_id: int, until: int, now: int
) -> None:
    """This member may not vouch until then."""
    await tx.run(
        """insert into vouching_pauses (id, voucher_id, artist_id, artwork_id, until, created)
        values (:id, :voucher, :artist, :artwork, :until, :now)""",
        id=pause_id,
        voucher=voucher_id,
        artist=artist_id,
        artwork=artwork_id,
        until=until,
        now=now,
    )


async def lift_pauses(tx: Writing, artwork_id: int, *, now: int) -> None:
    """The finding about this work was overturned, so nobody is paused for it."""
    await tx.run(
        "update vouching_pauses set lifted = :now where artwork_id = :id and lifted = 0", now=now, id=artwork_id
    )


async def paused_until(tx: Reading, voucher_id: int, *, now: int) -> int:
    """Until when this member may not vouch, or 0."""
    found = await tx.value(
        "select max(until) from vouching_pauses where voucher_id = :id and until > :now and lifted = 0",
        id=voucher_id,
        now=now,
    )
    return int(found or 0)
