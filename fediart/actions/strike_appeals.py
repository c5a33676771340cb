"""The appeal against a strike: once, within its time, decided by somebody else than who made it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fediart.actions import person_deeds
from fediart.actions.mails import queue_mail
from fediart.actions.permissions import demand_above, is_above, may
from fediart.actions.strikes import MOST_WORDS, may_appeal_until, member_of, write_log
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import accounts, strikes, taken_things
from fediart.store.accounts import ROLES, Account
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing
from fediart.store.notifications import notify
from fediart.store.strikes import OVERTURNED, STANDS, UPHELD, Strike

ACTIONS: Final[Mapping[str, str]] = {OVERTURNED: "overturn strike", UPHELD: "uphold strike"}


def may_appeal(strike: Strike, appealed: bool, *, now: int) -> bool:
    """Once, in time, and while there is anything to appeal."""
    return not appealed and strike.state == STANDS and now <= may_appeal_until(strike)


async def appeal(site: Site, actor_id: int, strike_id: int, text: str) -> None:
    """In the member's own words. Raises NotFound if it is not theirs, Problem."""
    text = _checked(text)
    if not text:
        raise Problem(_("Say what was judged wrongly."), field="text")
    async with site.db.writing() as tx:
        strike = await strikes.by_id(tx, strike_id)
        if strike is None or strike.actor_id != actor_id:
            raise NotFound(_("There is nothing like that here."))
        if not may_appeal(strike, False, now=site.clock.now()):
            raise Problem(_("The time for an appeal is over, or there is nothing left to appeal."))
        if not await strikes.appeal(tx, strike.id, text, now=site.clock.now()):
            raise Problem(_("You have appealed already. Somebody else looks at it."))
        _account, actor = await member_of(tx, actor_id)
        for one in await judges(tx, strike):
            await notify(tx, site.ids, one.actor_id, "strike-appeal", now=site.clock.now(), text=actor.handle)
    site.bell.ring()


async def decide(site: Site, by: Account, strike_id: int, outcome: str, answer: str = "") -> None:
    """`outcome` is OVERTURNED, which takes back all that can be, or UPHELD. Raises NotAllowed, NotFound, Problem."""
    if outcome not in ACTIONS:
        raise Problem(_("Choose what becomes of it."))
    answer = _checked(answer, field="answer")
    async with site.db.writing() as tx:
        strike = await strikes.by_id(tx, strike_id)
        appeals = await strikes.appeals_of(tx, [strike_id])
        if strike is None or strike_id not in appeals:
            raise NotFound(_("There is no such appeal."))
        await demand_may_decide(tx, by, strike)
        if outcome == UPHELD and not answer:
            raise Problem(_("Say why it stays: they are told."), field="answer")
        if not await strikes.decide(tx, strike.id, outcome, answer, by_id=by.id, now=site.clock.now()):
            raise Problem(_("Somebody has decided this already."))
        member = await member_of(tx, strike.actor_id)
        if outcome == OVERTURNED and await strikes.end(tx, strike.id, OVERTURNED, by_id=by.id, now=site.clock.now()):
            await person_deeds.take_back(tx, site, by, member, strike)
        if outcome == UPHELD:
            await taken_things.due_now(tx, strike.id, now=site.clock.now())
        await write_log(tx, site, by, ACTIONS[outcome], member[1], answer, strike_id=strike.id)
        await _tell(tx, site, member, strike, outcome, answer)
    person_deeds.ring(site)


async def demand_may_decide(tx: Reading, by: Account, strike: Strike) -> None:
    """Somebody else than who made it, unless there is nobody else. Raises NotAllowed, NotFound."""
    account, _actor = await member_of(tx, strike.actor_id)
    demand_above(by, account, person_deeds.permission(strike.deed))
    if by.id == strike.by_id and any(one.id != by.id for one in await judges(tx, strike)):
        raise NotAllowed(_("You made this decision: somebody else has to look at the appeal."))


async def judges(tx: Reading, strike: Strike) -> list[Account]:
    """Who may decide; who made the strike is among them only where there is nobody else."""
    account = await accounts.by_actor(tx, strike.actor_id)
    if account is None:
        return []
    deed = person_deeds.permission(strike.deed)
    staff = await accounts.with_roles(tx, [role for role in ROLES if role != "artist"])
    able = [one for one in staff if may(one, deed) and is_above(one, account)]
    return [one for one in able if one.id != strike.by_id] or able


async def _tell(
    tx: Writing, site: Site, member: tuple[Account, Actor], strike: Strike, outcome: str, answer: str
) -> None:
    account, actor = member
    await notify(tx, site.ids, actor.id, "strike-decided", now=site.clock.now(), text=answer)
    await queue_mail(
        tx, site, "strike-decided", account_id=account.id, to=account.email, deed=strike.deed, outcome=outcome,
        note=answer, strike=str(strike.id),
    )  # fmt: skip


def _checked(text: str, *, field: str = "text") -> str:
    text = text.strip()
    if len(text) > MOST_WORDS:
        raise Problem(_("Shorten this to %(most)s characters.", most=MOST_WORDS), field=field)
    return text
