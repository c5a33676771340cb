"""Passkeys: added, taken away, and used: instead of everything else, as the second step, or to be sure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, TypeVar

from fediart.actions.logging_in import demand_active
from fediart.actions.second_factor import fresh_codes, let_in, tell, waiting
from fediart.actions.session_beginning import Browser, begin
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.passkeys.checking import Here, registered, shown
from fediart.passkeys.messages import BadPasskey, Sent, bytes_of, words_of
from fediart.site import Site
from fediart.store import accounts, passkeys, second_factors
from fediart.store.accounts import Account
from fediart.store.database import Conflict, Writing
from fediart.store.passkeys import Passkey

Read = TypeVar("Read")
MOST: Final = 20
LONGEST_NAME: Final = 60
WRONG: Final = N_("This passkey did not work here. Load the page again and try once more, or log in another way.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser answered to a challenge of ours that holds until `expires` (ms)."""

    sent: Sent
    challenge: bytes
    expires: int


def here(site: Site) -> Here:
    return Here(site.config.origin, site.config.instance.host.partition(":")[0])


def handle_of(account: Account) -> bytes:
    """What an authenticator knows the account by."""
    return account.id.to_bytes(8, "big")


async def add(site: Site, account: Account, answer: Answer, *, name: str) -> None:
    """A new passkey. Raises Problem."""
    new = _read(lambda: registered(answer.sent, here(site), answer.challenge))
    name = " ".join(name.split())[:LONGEST_NAME]
    async with site.db.writing() as tx:
        mine = await passkeys.of_account(tx, account.id)
        if len(mine) >= MOST:
            raise Problem(_("You have %(most)s passkeys. Remove one first.", most=MOST))
        one = Passkey(
            id=site.ids.new(),
            account_id=account.id,
            credential=words_of(new.credential),
            public_key=words_of(new.public_key),
            sign_count=new.sign_count,
            transports=" ".join(answer.sent.transports),
            synced=int(new.synced),
            name=name or _("Passkey %(number)s", number=len(mine) + 1),
            created=site.clock.now(),
        )
        await _once(tx, answer)
        try:
            await passkeys.insert(tx, one)
        except Conflict:
            raise Problem(_("This passkey is here already.")) from None
        await tell(tx, site, account, "passkey-added", named=one.name)
    site.bell.ring()


async def remove(site: Site, account: Account, passkey_id: int) -> None:
    """Raises NotFound, and Problem for the last one where it is the second step."""
    async with site.db.writing() as tx:
        mine = await passkeys.of_account(tx, account.id)
        one = next((one for one in mine if one.id == passkey_id), None)
        if one is None:
            raise NotFound(_("There is no such passkey."))
        app = await second_factors.authenticator(tx, account.id)
        if account.two_factors and len(mine) == 1 and (app is None or not app.confirmed):
            raise Problem(_("It is your second step to log in. Turn that off first, or add another passkey."))
        await passkeys.delete(tx, account.id, passkey_id)
        await tell(tx, site, account, "passkey-removed", named=one.name)
    site.bell.ring()


async def demand(site: Site, account: Account) -> list[str]:
    """From now on a passkey is asked for after the password. The recovery codes, told this once. Raises Problem."""
    async with site.db.writing() as tx:
        if account.two_factors:
            raise Problem(_("The second step is on already."))
        if not await passkeys.of_account(tx, account.id):
            raise Problem(_("Add a passkey first."))
        await second_factors.two_factors(tx, account.id, since=site.clock.now())
        codes = await fresh_codes(tx, site, account)
        await tell(tx, site, account, "on")
    site.passes.changed()
    site.bell.ring()
    return codes


async def log_in(site: Site, answer: Answer, browser: Browser) -> str:
    """With a passkey alone, whose holder was recognised by finger, face or PIN: the new session's secret.

    Raises Problem, and what `demand_active` raises.
    """
    async with site.db.writing() as tx:
        account = await _whose(tx, site, answer, verified=True)
    await demand_active(site, account)
    return await begin(site, account, browser)


async def finish(site: Site, half: str, answer: Answer, browser: Browser) -> str:
    """As the second step of a log-in. Raises Problem, NotFound, and what `demand_active` raises."""
    account = await waiting(site, half)
    await check(site, account, answer)
    return await let_in(site, half, account, browser)


async def check(site: Site, account: Account, answer: Answer) -> None:
    """Raises Problem where this is no passkey of this account."""
    async with site.db.writing() as tx:
        found = await _whose(tx, site, answer, verified=False)
        if found.id != account.id:
            raise Problem(_(WRONG))


async def _whose(tx: Writing, site: Site, answer: Answer, *, verified: bool) -> Account:
    one = await passkeys.by_credential(tx, words_of(answer.sent.credential))
    account = await accounts.by_id(tx, one.account_id) if one else None
    if one is None or account is None or answer.sent.user not in (b"", handle_of(account)):
        raise Problem(_(WRONG))
    count = _read(
        lambda: shown(
            answer.sent,
            here(site),
            answer.challenge,
            public_key=bytes_of(one.public_key),
            sign_count=one.sign_count,
            verified=verified,
        )
    )
    await _once(tx, answer)
    await passkeys.used(tx, one.id, sign_count=count, now=site.clock.now())
    return account


async def _once(tx: Writing, answer: Answer) -> None:
    """A challenge is answered once (WebAuthn, section 13.4.3)."""
    try:
        await passkeys.use_challenge(tx, sha256(answer.challenge).hexdigest(), expires=answer.expires)
    except Conflict:
        raise Problem(_(WRONG)) from None


def _read(reading: Callable[[], Read]) -> Read:
    try:
        return reading()
    except BadPasskey:
        raise Problem(_(WRONG)) from None
