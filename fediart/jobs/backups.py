"""The job that makes a backup, at night where there is one a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fediart.actions import regular_backups
from fediart.actions.permissions import demand
from fediart.clock import HOUR
from fediart.errors import Problem
from fediart.outcomes import Done, Later, Outcome
from fediart.site import Site
from fediart.store import admin_log, jobs
from fediart.store.accounts import Account
from fediart.store.admin_log import log
from fediart.store.database import Writing

BACKUP: Final = "backup"
NIGHT: Final = 2 * HOUR  # after midnight, UTC: before the audit


async def schedule(tx: Writing, site: Site) -> None:
    """Queues the next one, once, however often this is called."""
    if not regular_backups.by_itself(site.config):
        return
    now, every = site.clock.now(), site.config.backup.every_hours * HOUR
    number = (now - NIGHT) // every + 1
    due = number * every + NIGHT
    await jobs.enqueue(tx, site.ids.new(), BACKUP, {}, now=now, due=due, once_key=f"{BACKUP}:{due}", order_key=BACKUP)


async def ask(site: Site, by: Account) -> None:
    """Has one made now. NotAllowed."""
    demand(by, "change instance")
    now = site.clock.now()
    async with site.db.writing() as tx:
        await jobs.enqueue(tx, site.ids.new(), BACKUP, {"asked": True}, now=now, order_key=BACKUP)
        await log(tx, site.ids, account_id=by.id, action="back up", now=now, kind=admin_log.BACKUP)
    site.bell.ring()


async def make(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler. What was broken off is made anew; the half of it that lay there goes."""
    if not (regular_backups.by_itself(site.config) or payload.get("asked")):
        return Done("the config wants none")
    try:
        made = await regular_backups.make(site, asked=bool(payload.get("asked")))
    except Problem as problem:
        return Later(HOUR, problem.message)
    return Done(f"{made.backup.name}, {made.added} files new")
