"""What becomes of commissions in time: those that ended long ago go, and requests that nobody confirmed."""

from __future__ import annotations

from fediart.actions.commission_asking import CONFIRM_WITHIN
from fediart.clock import DAY
from fediart.site import Site
from fediart.store import commissions, openings

OPENINGS_KEPT = 90 * DAY


async def let_go_of_old(site: Site) -> int:
    """Safe to repeat; what is more than a batch goes with the next sweep. Returns how many commissions went."""
    now = site.clock.now()
    ended_before = now - site.config.commissions.keep_days * DAY
    async with site.db.writing() as tx:
        over = await commissions.outlived(tx, ended_before=ended_before, unconfirmed_before=now - CONFIRM_WITHIN)
        if over:
            await commissions.forget(tx, over)
        await openings.forget_old(tx, before=now - OPENINGS_KEPT)
    return len(over)
