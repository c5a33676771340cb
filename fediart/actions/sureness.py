"""Proving again who one is before something dangerous: who is logged in somewhere is not always who owns the account.

With a second factor the password alone proves nothing here, since it is what a thief is likely to have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fediart.actions import passkeys
from fediart.actions.logging_in import check_password
from fediart.actions.passkeys import Answer
from fediart.actions.second_factor import check_code
from fediart.clock import MINUTE
from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import sessions
from fediart.store.accounts import Account

LASTS: Final = 10 * MINUTE


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody gave to show that it is them; empty where they gave nothing."""

    password: str = ""
    code: str = ""
    passkey: Answer | None = None

    def __bool__(self) -> bool:
        return bool(self.password or self.code or self.passkey)


async def prove(site: Site, account: Account, session: str, proof: Proof, *, address: str) -> None:
    """For the next ten minutes the session with this hash counts as sure. Raises Problem by field, TooOften."""
    if proof.passkey is not None:
        await passkeys.check(site, account, proof.passkey)
    elif account.two_factors:
        await check_code(site, account, proof.code, address=address, field="sure-code")
    else:
        await _demand_password(site, account, proof.password, address=address)
    async with site.db.writing() as tx:
        await sessions.make_sure(tx, session, now=site.clock.now())


async def _demand_password(site: Site, account: Account, password: str, *, address: str) -> None:
    try:
        await check_password(site, account, "", password, address=address)
    except Problem as problem:
        if problem.field:
            raise Problem(_("This is not your password."), field="sure-password") from None
        raise
