"""Invitations: an admin makes a code, and whoever has its link may sign up."""

from __future__ import annotations

from fediart.actions.permissions import demand
from fediart.clock import DAY
from fediart.errors import NotFound, Problem
from fediart.ids import secret_token
from fediart.language import _
from fediart.site import Site
from fediart.store import invitations
from fediart.store.accounts import Account
from fediart.store.admin_log import log

MOST_USES = 1_000
DAYS = (1, 7, 30, 365)


async def invite(site: Site, by: Account, *, uses: int, days: int) -> str:
    """A fresh code for so many sign-ups within so many days."""
    demand(by, "invite")
    if not 1 <= uses <= MOST_USES:
        raise Problem(_("An invitation is for 1 to %(most_uses)s people.", most_uses=MOST_USES), field="uses")
    if days not in DAYS:
        raise Problem(_("Choose one of the times offered."), field="days")
    code, now = secret_token(12), site.clock.now()
    async with site.db.writing() as tx:
        await invitations.insert(tx, code, by.id, uses=uses, expires=now + days * DAY, now=now)
        await log(
            tx, site.ids, account_id=by.id, action="invite", subject=f"{code[:4]}…",
            detail=f"{uses} uses, {days} days", now=now,
        )  # fmt: skip
    return code


async def revoke(site: Site, by: Account, code: str) -> None:
    demand(by, "invite")
    async with site.db.writing() as tx:
        if not await invitations.revoke(tx, code):
            raise NotFound(_("This invitation is gone already."))
        await log(
            tx, site.ids, account_id=by.id, action="revoke invitation", subject=f"{code[:4]}…", now=site.clock.now()
        )
