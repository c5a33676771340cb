"""Sign-ups that need no moderator, but have to wait their turn: so many are let in each day, in the order of arrival.

A place in the queue begins when the address is confirmed, so that nobody's robot stands before a person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from fediart.actions.mails import queue_mail
from fediart.clock import DAY
from fediart.language import _, ngettext
from fediart.site import Site
from fediart.store import accounts, jobs, sign_ups
from fediart.store.accounts import Account
from fediart.store.database import Reading, Writing
from fediart.store.gate_settings import read_gates
from fediart.store.sign_ups import QUEUE

KIND: Final = "sign-up-queue"


@dataclass(frozen=True, slots=True)
class Place:
    """Which number somebody has in the queue, and in about how many days their turn comes."""

    number: int
    days: int


async def its_turn(tx: Writing, site: Site, account: Account) -> Account:
    """Lets in who waits for nothing but their turn, if there is room today; else their place in the queue begins.

    Ring `site.bell` after the commit.
    """
    now = site.clock.now()
    most = (await read_gates(tx)).per_day
    first = not most or not await sign_ups.in_queue(tx)
    if first and await sign_ups.admit(tx, now // DAY, most=most):
        return await _admit(tx, account, now=now)
    await sign_ups.join_queue(tx, account.id, now=now)
    await schedule(tx, site)
    return account


async def place_of(tx: Reading, account: Account) -> Place | None:
    """None for whom nothing but a moderator holds up, or nothing."""
    row = await sign_ups.of_account(tx, account.id)
    number = await sign_ups.place(tx, row) if row.why == QUEUE and not account.approved else 0
    if not number:
        return None
    most = (await read_gates(tx)).per_day
    return Place(number, -(-number // most) if most else 1)


def place_words(place: Place) -> str:
    """For the person who waits."""
    days = ngettext("about %(count)s day", "about %(count)s days", place.days)
    return _(
        "You are number %(number)s in the queue: your turn comes in %(days)s. You will get a mail then.",
        number=place.number,
        days=days,
    )


async def schedule(tx: Writing, site: Site) -> None:
    """The next ones come in when the next day begins (UTC); one job for all."""
    now = site.clock.now()
    day = now // DAY + 1
    await jobs.enqueue(tx, site.ids.new(), KIND, {}, now=now, due=day * DAY, order_key=KIND, once_key=f"{KIND}:{day}")


async def let_in(site: Site) -> int:
    """Lets in as many as there is room for today; how many those were."""
    now, done = site.clock.now(), 0
    while True:
        async with site.db.writing() as tx:
            most = (await read_gates(tx)).per_day
            next_ones = await sign_ups.first_in_queue(tx, limit=1)
            if not next_ones:
                break
            if not await sign_ups.admit(tx, now // DAY, most=most):
                await schedule(tx, site)
                break
            account = await accounts.by_id(tx, next_ones[0])
            if await sign_ups.leave_queue(tx, next_ones[0]) and account is not None:
                await _admit(tx, account, now=now)
                await queue_mail(tx, site, "let-in", account_id=account.id, to=account.email)
        done += 1
    if done:
        site.passes.changed()
        site.bell.ring()
    return done


async def _admit(tx: Writing, account: Account, *, now: int) -> Account:
    account = replace(account, approved=account.approved or now)
    await accounts.save(tx, account)
    await sign_ups.settle(tx, account.id)
    return account
