"""What those who run an instance do to accounts: approve, reject, suspend, give roles. Each deed is logged."""

from __future__ import annotations

from dataclasses import replace

from fediart.actions import outbox
from fediart.actions.mails import queue_mail
from fediart.actions.permissions import demand, demand_above
from fediart.actions.policy_changes import catch_up_all
from fediart.actions.strikes import Cause, record
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import access_tokens, accounts, actor_keys, actors, leaving, sessions, sign_ups, strikes
from fediart.store.accounts import ROLES, Account
from fediart.store.actors import Actor
from fediart.store.admin_log import MEMBER, log
from fediart.store.database import Writing
from fediart.store.strikes import Strike

LONGEST_NOTE = 1_000


async def approve(site: Site, by: Account, name: str) -> None:
    """A sign-up is let in, and gets a mail."""
    demand(by, "approve sign-ups")
    async with site.db.writing() as tx:
        account, actor = await _find(tx, name)
        if account.approved:
            return
        await accounts.save(tx, replace(account, approved=site.clock.now()))
        await sign_ups.settle(tx, account.id)
        await queue_mail(tx, site, "approved", account_id=account.id, to=account.email)
        await _log(tx, site, by, "approve sign-up", actor)
    site.passes.changed()
    site.bell.ring()


async def reject(site: Site, by: Account, name: str, *, note: str = "") -> None:
    """A sign-up is turned away with a mail, and its rows go: nobody has seen them yet, and the name is free again."""
    demand(by, "approve sign-ups")
    _check_note(note)
    async with site.db.writing() as tx:
        account, actor = await _find(tx, name)
        if account.approved:
            raise Problem(_("This account has been approved already. Suspend it instead."))
        await queue_mail(tx, site, "rejected", account_id=0, to=account.email, name=actor.name, note=note)
        await tx.run("delete from notifications where from_id = :id", id=actor.id)
        await leaving.forget_account(tx, actor.id)
        await accounts.delete(tx, account.id)
        await actor_keys.forget(tx, actor.id)
        await tx.run("delete from actors where id = :id", id=actor.id)
        await _log(tx, site, by, "reject sign-up", actor, note)
    site.passes.changed()
    site.bell.ring()


async def suspend(site: Site, by: Account | None, name: str, *, note: str = "") -> None:
    """The account may do nothing from this moment on: sessions and API tokens end. `by` None: the command line."""
    _check_note(note)
    async with site.db.writing() as tx:
        member = await _find(tx, name)
        demand_above(by, member[0], "suspend")
        await suspended(tx, site, by, member, Cause(reason=note))
    _ring(site)


async def suspended(tx: Writing, site: Site, by: Account | None, member: tuple[Account, Actor], cause: Cause) -> Strike:
    """As `suspend`, in the caller's transaction and without asking who may."""
    account, actor = member
    if account.role == "owner":
        await _demand_another_owner(tx, account)
    now = site.clock.now()
    await accounts.save(tx, replace(account, suspended=now))
    await sessions.end_all(tx, account.id)
    await access_tokens.revoke_all(tx, account.id)
    await _show_as(tx, site, actor, suspended=now)
    return await record(tx, site, by, member, strikes.SUSPEND, cause)


async def unsuspend(site: Site, by: Account | None, name: str) -> None:
    """Every strike that suspended them is lifted."""
    async with site.db.writing() as tx:
        member = await _find(tx, name)
        demand_above(by, member[0], "suspend")
        await released(tx, site, by, member)
        await strikes.lift(tx, member[1].id, strikes.SUSPEND, by_id=by.id if by else 0, now=site.clock.now())
        await _log(tx, site, by, "lift suspension", member[1])
    _ring(site)


async def released(tx: Writing, site: Site, by: Account | None, member: tuple[Account, Actor]) -> None:
    """As `unsuspend`, in the caller's transaction: neither asks who may, nor writes of it."""
    account, actor = member
    await accounts.save(tx, replace(account, suspended=0))
    await _show_as(tx, site, actor, suspended=0)
    await catch_up_all(tx, site, actor, account_id=by.id if by else None)


async def set_role(site: Site, by: Account | None, name: str, role: str) -> None:
    """`by` None: the command line."""
    if role not in ROLES:
        raise Problem(_("The role is one of %(roles)s.", roles=", ".join(ROLES)), field="role")
    if by is not None:
        demand(by, "change roles")
    async with site.db.writing() as tx:
        account, actor = await _find(tx, name)
        if account.role == role:
            return
        if account.role == "owner":
            await _demand_another_owner(tx, account)
        await accounts.save(tx, replace(account, role=role))
        await _log(tx, site, by, "change role", actor, f"{account.role} to {role}")
    site.passes.changed()


async def _find(tx: Writing, name: str) -> tuple[Account, Actor]:
    account = await accounts.by_name(tx, name)
    actor = await actors.by_id(tx, account.actor_id) if account else None
    if account is None or actor is None:
        raise NotFound(_("There is no account named %(name)s here.", name=name))
    return account, actor


async def _demand_another_owner(tx: Writing, account: Account) -> None:
    others = [one for one in await accounts.with_roles(tx, ["owner"]) if one.id != account.id]
    if not others:
        raise NotAllowed(_("This is the only owner. Make somebody else an owner first."))


async def _show_as(tx: Writing, site: Site, actor: Actor, *, suspended: int) -> None:
    actor = replace(actor, suspended=suspended)
    await actors.save(tx, actor)
    await outbox.actor_updated(tx, site, actor)


async def _log(tx: Writing, site: Site, by: Account | None, action: str, actor: Actor, detail: str = "") -> None:
    await log(
        tx, site.ids, account_id=by.id if by else None, action=action, subject=actor.handle, detail=detail,
        now=site.clock.now(), kind=MEMBER, about=actor.id,
    )  # fmt: skip


def _check_note(note: str) -> None:
    if len(note) > LONGEST_NOTE:
        raise Problem(_("Shorten the note to %(longest_note)s characters.", longest_note=LONGEST_NOTE), field="note")


def _ring(site: Site) -> None:
    site.passes.changed()
    site.pages.changed()
    site.bell.ring()
    site.delivery_bell.ring()
