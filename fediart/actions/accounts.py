"""How an account comes to be, is confirmed and approved: by sign-up, by an admin, by the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from federation.keys import KeyPair, generate_ed25519
from fediart.actions import brakes, gone
from fediart.actions.actors import local_actor, new_keys
from fediart.actions.mails import queue_mail
from fediart.actions.names import checked_email, checked_name, checked_password
from fediart.actions.permissions import MAY
from fediart.actions.sign_up_queue import its_turn
from fediart.actions.unwelcome import demand_welcome
from fediart.actions.unwelcome_mail import demand_mail
from fediart.actions.word_gate import why_sign_up_first
from fediart.errors import NotAllowed, NotFound, Problem, Problems
from fediart.language import N_, _, spoken
from fediart.site import Site
from fediart.store import accounts, actor_keys, actors, invitations, mail_links, sign_ups
from fediart.store.accounts import ROLES, Account
from fediart.store.actors import Actor
from fediart.store.admin_log import MEMBER, log
from fediart.store.database import Conflict, Reading, Writing
from fediart.store.gate_settings import read_gates
from fediart.store.mail_links import CHANGE, CONFIRM
from fediart.store.notifications import notify
from fediart.store.settings import InstanceSettings, read_settings, save_settings
from fediart.store.sign_ups import SignUpRow

LONGEST_REASON = 1_000
_TAKEN = N_("Somebody here has this name. Choose another one.")


@dataclass(frozen=True, slots=True)
class SignUp:
    """What a visitor filled in. `invitation` is a code or empty."""

    name: str
    email: str
    password: str
    reason: str = ""
    invitation: str = ""


@dataclass(frozen=True, slots=True)
class SignedUp:
    """`usable` says that the account may log in now; else its address or a moderator is still to be asked.

    `account` is None where the address had one already, which nobody but its owner is to learn.
    """

    usable: bool
    account: Account | None = None


class Taken(Problem):
    """Somebody else has this."""


async def sign_up(site: Site, form: SignUp, *, address: str) -> SignedUp:
    """A visitor makes an account. Raises Problems by field, NotAllowed where sign-up is closed, TooOften.

    Nobody learns whether an e-mail address has an account here: its owner gets a mail that says so instead.
    """
    await _demand_open(site)
    _check(site, form)
    async with site.db.reading() as tx:
        ask_first = await _why_first(tx, site, form, address)
    if not site.config.instance.development:
        async with site.db.writing() as tx:
            await brakes.count_try(tx, brakes.SIGN_UP_ADDRESS, address, now=site.clock.now())
    password_hash, keys = await site.passwords.hash(form.password), await new_keys()
    try:
        async with site.db.writing() as tx:
            settings = await read_settings(tx)
            if await accounts.by_email(tx, form.email) is not None:
                return await _already_here(tx, site, form, settings)
            account, _rest = await _admit(tx, site, form, settings, password_hash, keys, ask_first=ask_first)
            if not settings.set_up:  # in test mode nobody need set it up first
                await save_settings(tx, replace(settings, set_up=True), now=site.clock.now())
    except Conflict:
        raise Taken(_(_TAKEN), field="name") from None
    if not settings.set_up:
        site.pages.changed()
    site.bell.ring()
    return SignedUp(usable=account.active, account=account)


async def create_account(site: Site, name: str, email: str, password: str, *, role: str = "artist") -> Account:
    """An account that can be used at once: for the command line and the set-up. Raises Problem.

    Whoever has the shell runs the instance: the first account made in this way also ends the set-up in the browser,
    so that no stranger finds it open.
    """
    if role not in ROLES:
        raise Problem(_("The role is one of %(roles)s.", roles=", ".join(ROLES)), field="role")
    _check(site, SignUp(name, email, password))
    password_hash, keys = await site.passwords.hash(password), await new_keys()
    async with site.db.writing() as tx:
        account, _rest = await add_account(tx, site, name, email, password_hash, keys, role=role)
        await log(
            tx,
            site.ids,
            account_id=None,
            action="create account",
            subject=f"@{name}",
            detail=role,
            now=site.clock.now(),
            kind=MEMBER,
            about=account.actor_id,
        )
        settings = await read_settings(tx)
        if not settings.set_up:
            await save_settings(tx, replace(settings, set_up=True), now=site.clock.now())
    site.pages.changed()
    return account


async def add_account(
    tx: Writing,
    site: Site,
    name: str,
    email: str,
    password_hash: str,
    keys: KeyPair,
    *,
    role: str = "artist",
    confirmed: bool = True,
    approved: bool = True,
    reason: str = "",
) -> tuple[Account, Actor]:
    """Writes the rows of somebody new. Raises Problem where the name or the address is taken."""
    now = site.clock.now()
    if await actors.by_handle(tx, name) is not None or await gone.has_left(tx, site.config, name):
        raise Taken(_(_TAKEN), field="name")
    if await accounts.by_email(tx, email) is not None:
        raise Taken(_("An account here has this address already."), field="email")
    actor = local_actor(site.config, site.ids.new(), name, keys, now=now)
    account = Account(
        id=site.ids.new(),
        actor_id=actor.id,
        email=email,
        password_hash=password_hash,
        role=role,
        locale=spoken().code,
        confirmed=now if confirmed else 0,
        approved=now if approved else 0,
        suspended=0,
        reason=reason,
        created=now,
        last_seen=0,
    )
    await actors.insert(tx, actor)
    await actor_keys.add_own(tx, actor, generate_ed25519(), now=now)
    await accounts.insert(tx, account)
    return account, actor


async def resend_confirmation(site: Site, account: Account) -> None:
    """Another mail with another link, for whoever knows the password but has not confirmed the address."""
    async with site.db.writing() as tx:
        await brakes.count_try(tx, brakes.MAIL_ACCOUNT, str(account.id), now=site.clock.now())
        await queue_mail(tx, site, CONFIRM, account_id=account.id, to=account.email)
    site.bell.ring()


async def is_good_link(site: Site, token: str, purposes: tuple[str, ...]) -> bool:
    async with site.db.reading() as tx:
        return await mail_links.find(tx, token, purposes, now=site.clock.now()) is not None


async def confirm(site: Site, token: str, *, address: str) -> Account:
    """The owner of an address followed the link sent there. Raises NotFound for links that do not work (any more)."""
    async with site.db.writing() as tx:
        await brakes.count_try(tx, brakes.LINK_ADDRESS, address, now=site.clock.now())
    async with site.db.writing() as tx:
        link = await mail_links.take(tx, token, (CONFIRM, CHANGE), now=site.clock.now())
        account = await accounts.by_id(tx, link.account_id) if link else None
        if link is None or account is None:
            raise NotFound(_("This link is used up or too old. Log in to get another one."))
        if link.purpose == CHANGE:
            account = await _change_address(tx, site, account, link.email)
        elif link.email.lower() != account.email.lower():
            raise NotFound(_("This link was sent to an address that the account has no more."))
        else:
            account = await mark_confirmed(tx, site, account)
        await brakes.succeeded(tx, brakes.LINK_ADDRESS, address)
    site.passes.changed()
    site.bell.ring()
    return account


def wrong_in(site: Site, name: str, email: str, password: str) -> list[Problem]:
    """What is wrong with these, by field, all at once."""
    checks: tuple[Callable[[], object], ...] = (
        lambda: checked_name(site.config, name),
        lambda: checked_email(email),
        lambda: checked_password(password, name=name, email=email),
    )
    found = []
    for check in checks:
        try:
            check()
        except Problem as problem:
            found.append(problem)
    return found


def _check(site: Site, form: SignUp) -> None:
    found = wrong_in(site, form.name, form.email, form.password)
    if len(form.reason) > LONGEST_REASON:
        found.append(Problem(_("Shorten this to %(most)s characters.", most=LONGEST_REASON), field="reason"))
    if found:
        raise Problems(found)


async def _admit(
    tx: Writing,
    site: Site,
    form: SignUp,
    settings: InstanceSettings,
    password_hash: str,
    keys: KeyPair,
    *,
    ask_first: tuple[str, str],
) -> tuple[Account, Actor]:
    """`ask_first`: why a moderator is to look at it, whatever the settings say; and in more words."""
    why, detail = ask_first
    by_invitation = bool(form.invitation) and settings.registrations in ("invitation", "approval")
    if not await _opened(tx, site, form, settings):
        why = why or sign_ups.APPROVAL
    elif not why and not by_invitation and (await read_gates(tx)).per_day:
        why = sign_ups.QUEUE
    approved, confirmed = not why, site.config.instance.development
    account, actor = await add_account(
        tx, site, form.name, form.email, password_hash, keys,
        confirmed=confirmed, approved=approved, reason="" if approved else form.reason,
    )  # fmt: skip
    code = form.invitation if by_invitation else ""
    inviter = await invitations.maker(tx, code) if code else None
    await sign_ups.insert(tx, SignUpRow(account.id, why, detail, invited_by=inviter, invitation=code))
    if not confirmed:
        await queue_mail(tx, site, CONFIRM, account_id=account.id, to=account.email)
    elif not approved:
        account = await _waits(tx, site, account)
    return account, actor


async def _why_first(tx: Reading, site: Site, form: SignUp, address: str) -> tuple[str, str]:
    """Why a moderator is to look at this sign-up first, in a word and in more; empty: none need. Raises Problem."""
    if await demand_welcome(tx, site, form.email, address):
        return sign_ups.NETWORK, ""
    if await demand_mail(tx, form.email):
        return sign_ups.MAIL, form.email.rpartition("@")[2]
    if rule := await why_sign_up_first(site, tx, "\n".join((form.name, form.email, form.reason))):
        return sign_ups.WORDS, rule
    return "", ""


async def _demand_open(site: Site) -> None:
    """Before any costly work."""
    async with site.db.reading() as tx:
        settings = await read_settings(tx)
    if not settings.set_up and not site.config.instance.development:
        raise NotAllowed(_("This instance is not set up yet."))
    if settings.registrations == "closed":
        raise NotAllowed(_("This instance takes no new accounts at present."))


async def _opened(tx: Writing, site: Site, form: SignUp, settings: InstanceSettings) -> bool:
    """Whether the account needs no approval. Raises where the door is shut."""
    mode = settings.registrations
    if form.invitation and mode in ("invitation", "approval"):
        if await invitations.use(tx, form.invitation, now=site.clock.now()):
            return True
        raise Problem(_("This invitation is used up, revoked or too old. Ask for another one."), field="invitation")
    if mode in ("invitation", "closed"):
        raise Problem(_("You need an invitation to join here."), field="invitation")
    if mode == "approval" and not form.reason:
        raise Problem(_("Tell the moderators in a sentence or two what you make."), field="reason")
    return mode == "open"


async def _already_here(tx: Writing, site: Site, form: SignUp, settings: InstanceSettings) -> SignedUp:
    """The same answer as for somebody new, at every door; the truth goes to the address by mail."""
    if await actors.by_handle(tx, form.name) is not None:
        raise Taken(_(_TAKEN), field="name")
    await _opened(tx, site, form, settings)
    if site.config.instance.development:
        raise Taken(_("An account here has this address already."), field="email")
    known = await accounts.by_email(tx, form.email)
    if known is not None:
        await queue_mail(tx, site, "already-here", account_id=known.id, to=known.email)
    site.bell.ring()
    return SignedUp(usable=False)


async def mark_confirmed(tx: Writing, site: Site, account: Account) -> Account:
    """The address is known to be theirs. From now on moderators may be asked to approve."""
    if account.confirmed:
        return account
    account = replace(account, confirmed=site.clock.now())
    await accounts.save(tx, account)
    return account if account.approved else await _waits(tx, site, account)


async def _waits(tx: Writing, site: Site, account: Account) -> Account:
    """Its turn comes by itself, or a moderator is asked."""
    if (await sign_ups.of_account(tx, account.id)).why == sign_ups.QUEUE:
        return await its_turn(tx, site, account)
    await _ask_for_approval(tx, site, account)
    return account


async def _change_address(tx: Writing, site: Site, account: Account, email: str) -> Account:
    other = await accounts.by_email(tx, email)
    if other is not None and other.id != account.id:
        raise NotFound(_("This link is used up or too old. Log in to get another one."))
    await queue_mail(tx, site, "address-changed", account_id=account.id, to=account.email, new=email)
    account = replace(account, email=email, confirmed=account.confirmed or site.clock.now())
    await accounts.save(tx, account)
    return account


async def _ask_for_approval(tx: Writing, site: Site, account: Account) -> None:
    """Told once the address is confirmed, so that no robot's sign-up troubles the moderators."""
    for moderator in await may_approve(tx):
        await notify(
            tx, site.ids, moderator.actor_id, "sign-up", now=site.clock.now(),
            from_id=account.actor_id, text=account.reason,
        )  # fmt: skip


async def may_approve(tx: Reading) -> list[Account]:
    return await accounts.with_roles(tx, [role for role, deeds in MAY.items() if "approve sign-ups" in deeds])
