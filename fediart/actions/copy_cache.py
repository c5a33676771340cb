"""Our copies of pictures from elsewhere as a cache: what admins decide about it, and when it is trimmed."""

from __future__ import annotations

from typing import Final

from fediart.actions.permissions import demand
from fediart.clock import MINUTE
from fediart.errors import Problem, Problems
from fediart.language import _, number
from fediart.site import Site
from fediart.store import jobs
from fediart.store.accounts import Account
from fediart.store.admin_log import DOMAIN, log
from fediart.store.copy_settings import MODES, CopySettings, save_copy_settings
from fediart.store.database import Writing

KIND: Final = "trim-copies"
EACH: Final = 10 * MINUTE
"""The cache may be over its budget for so long."""
MOST_GIGABYTES: Final = 100_000


async def schedule(tx: Writing, site: Site) -> None:
    """Has the cache trimmed within EACH, once, however often this is called."""
    now = site.clock.now()
    turn = now // EACH + 1
    await jobs.enqueue(tx, site.ids.new(), KIND, {}, now=now, due=turn * EACH, once_key=f"{KIND}:{turn}")


async def save(site: Site, by: Account, wanted: CopySettings) -> None:
    """Holds at once; what is too much goes in the background. Raises NotAllowed, Problems by field."""
    demand(by, "change instance")
    found = []
    if wanted.mode not in MODES:
        found.append(Problem(_("Choose one of these."), field="mode"))
    if not 0 <= wanted.gigabytes <= MOST_GIGABYTES:
        words = _("Give a number of gigabytes from 0 to %(most)s.", most=number(MOST_GIGABYTES))
        found.append(Problem(words, field="gigabytes"))
    if found:
        raise Problems(found)
    now = site.clock.now()
    async with site.db.writing() as tx:
        await save_copy_settings(tx, wanted, now=now)
        await jobs.enqueue(tx, site.ids.new(), KIND, {}, now=now, order_key=KIND)
        detail = f"{wanted.mode}, {wanted.gigabytes} GB"
        await log(tx, site.ids, account_id=by.id, action="change cache of pictures", detail=detail, now=now)
    site.bell.ring()
    site.pages.changed()


async def clear_host(site: Site, by: Account | None, host: str) -> None:
    """Has all copies of one server's pictures let go of. `by` None: the command line. Raises NotAllowed."""
    if by is not None:
        demand(by, "block domains")
    now = site.clock.now()
    async with site.db.writing() as tx:
        await jobs.enqueue(tx, site.ids.new(), KIND, {"host": host}, now=now, order_key=KIND)
        await log(
            tx, site.ids, account_id=by.id if by else None, action="clear cached pictures", subject=host, kind=DOMAIN,
            now=now,
        )  # fmt: skip
    site.bell.ring()
