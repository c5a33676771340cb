"""Deleting an account: a time in which it can be undone, then the Delete to everybody who knows it, then erasure.

Here is how it begins and how it is undone; what follows is in fediart/jobs/account_deletion.py.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from fediart.actions import outbox
from fediart.actions.mails import queue_mail
from fediart.actions.permissions import demand
from fediart.clock import DAY, iso
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import access_tokens, accounts, actors, departures, jobs, sessions
from fediart.store.accounts import ROLES, Account
from fediart.store.actors import Actor
from fediart.store.admin_log import MEMBER, log
from fediart.store.database import Writing
from fediart.store.departures import WAITING, Departure

JOB: Final = "delete-account"
GRACE: Final = 7 * DAY  # in which a member undoes it by logging in
LONGEST_REASON: Final = 1_000


async def begin(site: Site, account_id: int, *, by: Account | None, reason: str = "", grace: int = GRACE) -> Departure:
    """The account is hidden and logged out everywhere; after `grace` (ms) it is deleted for good.

    `by` is the member's own account, one of the staff's, or None for the command line. A second time changes nothing.
    Raises NotFound, Problem, and NotAllowed for the only owner and for equals and superiors.
    """
    async with site.db.writing() as tx:
        made = await begun(tx, site, account_id, by=by, reason=reason, grace=grace)
    rung(site)
    return made


async def begun(
    tx: Writing, site: Site, account_id: int, *, by: Account | None, reason: str = "", grace: int = GRACE,
    told: bool = False,
) -> Departure:  # fmt: skip
    """As `begin`, in the caller's transaction: call `rung` after it. `told`: the caller writes the mail and the log."""
    if len(reason) > LONGEST_REASON:
        raise Problem(_("Shorten the reason to %(most)s characters.", most=LONGEST_REASON), field="reason")
    account, actor = await _both(tx, account_id)
    await _demand_allowed(tx, account, by)
    known = await departures.of_account(tx, account_id)
    if known is not None:
        return known
    now, staff = site.clock.now(), by is None or by.id != account.id
    one = Departure(
        site.ids.new(), account.id, actor.id, by.id if by else None, int(staff), reason, WAITING,
        hid=int(not actor.suspended), mail=account.email, locale=account.locale, asked=now, due=now + max(grace, 0),
    )  # fmt: skip
    await departures.insert(tx, one)
    await _shut(tx, site, account, actor, staff=staff, now=now)
    await queue(tx, site, one, due=one.due)
    if not told:
        kind = "leaving-staff" if staff else "leaving"
        await queue_mail(tx, site, kind, account_id=account.id, to=account.email, day=iso(one.due)[:10], note=reason)
    if staff and not told:
        await _log(tx, site, by, "delete account", actor, reason)
    return one


async def keep(site: Site, account_id: int, *, by: Account | None) -> None:
    """Undoes it while there is time. Raises NotFound where there is nothing to undo (any more), and NotAllowed."""
    async with site.db.writing() as tx:
        account, actor = await _both(tx, account_id)
        await _demand_allowed(tx, account, by)
        if not await kept(tx, site, account, actor):
            raise NotFound(_("This account is not being deleted, or it is too late."))
        if by is None or by.id != account.id:
            await _log(tx, site, by, "keep account", actor)
    rung(site)


async def kept(tx: Writing, site: Site, account: Account, actor: Actor | None = None) -> bool:
    """As `keep`, in the caller's transaction, for whoever may: also by logging in. False where there was nothing."""
    one = await departures.of_account(tx, account.id)
    if one is None or not await departures.forget(tx, account.id):
        return False
    actor = actor or await actors.by_id(tx, account.actor_id)
    if one.staff and one.hid:
        await accounts.save(tx, replace(account, suspended=0))
    if one.hid and actor is not None:
        actor = replace(actor, suspended=0)
        await actors.save(tx, actor)
        await outbox.actor_updated(tx, site, actor)
    await queue_mail(tx, site, "leaving-undone", account_id=account.id, to=account.email)
    return True


async def queue(tx: Writing, site: Site, one: Departure, *, due: int) -> None:
    """The next look at it."""
    await jobs.enqueue(
        tx, site.ids.new(), JOB, {"departure": str(one.id)}, now=site.clock.now(), due=due,
        order_key=f"{JOB}:{one.id}", once_key=f"{JOB}:{one.id}:{due}",
    )  # fmt: skip


def rung(site: Site) -> None:
    """After the commit: everybody hears of it."""
    site.passes.changed()
    site.pages.changed()
    site.bell.ring()
    site.delivery_bell.ring()


async def _both(tx: Writing, account_id: int) -> tuple[Account, Actor]:
    account = await accounts.by_id(tx, account_id)
    actor = await actors.by_id(tx, account.actor_id) if account else None
    if account is None or actor is None or actor.deleted:
        raise NotFound(_("There is no such account here."))
    return account, actor


async def _demand_allowed(tx: Writing, account: Account, by: Account | None) -> None:
    """Everybody for themselves, but the last owner; staff for those with a lesser role."""
    if by is not None and by.id != account.id:
        demand(by, "suspend")
        if by.role != "owner" and ROLES.index(by.role) >= ROLES.index(account.role):
            raise NotAllowed(_("You can do this only to accounts with a lesser role than yours."))
    if account.role == "owner" and all(one.id == account.id for one in await accounts.with_roles(tx, ["owner"])):
        raise NotAllowed(_("This is the only owner. Make somebody else an owner first."))


async def _shut(tx: Writing, site: Site, account: Account, actor: Actor, *, staff: bool, now: int) -> None:
    """Nobody is in it any more, and nobody sees it. A member may still log in, which undoes it all."""
    await sessions.end_all(tx, account.id)
    await access_tokens.revoke_all(tx, account.id)
    if staff and not account.suspended:
        await accounts.save(tx, replace(account, suspended=now))
    if not actor.suspended:
        hidden = replace(actor, suspended=now)
        await actors.save(tx, hidden)
        await outbox.actor_updated(tx, site, hidden)


async def _log(tx: Writing, site: Site, by: Account | None, action: str, actor: Actor, detail: str = "") -> None:
    await log(
        tx, site.ids, account_id=by.id if by else None, action=action, subject=actor.handle, detail=detail,
        now=site.clock.now(), kind=MEMBER, about=actor.id,
    )  # fmt: skip
