"""How many mails went out in each hour, and how often one was put off."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.clock import HOUR
from fediart.store.database import Reading, Writing

KEPT = 7 * 24  # hours
PUT_OFF = "mail put off"
"""The order_key of mails that wait for room: they are sent one after the other."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Mails of the hour that runs, and of the 24 hours that end with it; and how often one was put off in these."""

    hour: int
    day: int
    put_off: int


async def sent(tx: Reading, *, now: int) -> Sent:
    hour = now // HOUR
    rows = await tx.all(
        "select hour, sent, put_off from mail_hours where hour > :since and hour <= :hour", since=hour - 24, hour=hour
    )
    return Sent(
        sum(row["sent"] for row in rows if row["hour"] == hour),
        sum(row["sent"] for row in rows),
        sum(row["put_off"] for row in rows),
    )


async def count(tx: Writing, *, now: int, sent: int = 0, put_off: int = 0) -> None:
    await tx.run(
        """insert into mail_hours (hour, sent, put_off) values (:hour, :sent, :put_off) on conflict (hour)
        do update set sent = mail_hours.sent + excluded.sent, put_off = mail_hours.put_off + excluded.put_off""",
        hour=now // HOUR,
        sent=sent,
        put_off=put_off,
    )


async def forget_old(tx: Writing, *, now: int) -> None:
    await tx.run("delete from mail_hours where hour < :hour", hour=now // HOUR - KEPT)


async def waiting(tx: Reading) -> int:
    """How many mails wait for room."""
    return int(await tx.value("select count(*) from jobs where order_key = :key and state <> 'finished'", key=PUT_OFF))
