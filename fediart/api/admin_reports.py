"""Reports for moderators (docs.joinmastodon.org/methods/admin/reports)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from fediart.actions import report_handling
from fediart.api.call import Call, Paged, by_id
from fediart.api.entities.admin import AdminReport
from fediart.api.given import Id, Older, asked, limited
from fediart.api.shown.admin import reported
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import reports
from fediart.store.reports import OPEN, RESOLVED, Report


@dataclass(frozen=True, slots=True)
class Wanted(Older):
    limit: int = limited(100, 200)
    resolved: bool = asked("Those that were resolved, instead of those that wait.", default=False)
    account_id: Id | None = asked("Only those that this account sent.")
    target_account_id: Id | None = asked("Only those about this account.")


_REASONS: Final = {"spam": "spam", "legal": "illegal", "violation": "hate", "other": "other"}


@dataclass(frozen=True, slots=True)
class Changed:
    category: Literal["spam", "violation", "legal", "other"] | None = asked("What it is about.")
    rule_ids: tuple[Id, ...] = asked("Rules stand in the words of a report here.", default=())


async def listed(call: Call, given: Wanted) -> Paged[AdminReport]:
    """Shows reports, the newest first; nobody is shown what was reported about themselves."""
    before = given.max_id if given.max_id is not None else 2**62
    after = given.min_id or given.since_id or 0
    async with call.site.db.reading() as tx:
        found = await reports.page(tx, RESOLVED if given.resolved else OPEN, before=before, limit=given.limit)
        kept = [one for one in found if one.id > after and _wanted(call, given, one)]
        page = by_id(await reported(tx, call, kept), most=given.limit, next_to=[one.id for one in found])
    return page


def _wanted(call: Call, given: Wanted, one: Report) -> bool:
    if one.target_id == call.actor.id:
        return False
    by = given.account_id is None or one.reporter_id == given.account_id
    return by and (given.target_account_id is None or one.target_id == given.target_account_id)


async def show(call: Call) -> AdminReport:
    """Shows one report."""
    async with call.site.db.reading() as tx:
        found = await reports.by_id(tx, call.number())
        if found is None or found.target_id == call.actor.id:
            raise NotFound(_("Record not found"))
        shown = await reported(tx, call, [found])
    if not shown:
        raise NotFound(_("Record not found"))
    return shown[0]


async def resolve(call: Call) -> AdminReport:
    """Says that what was reported has been dealt with."""
    await show(call)
    await report_handling.close(call.site, call.account, call.number(), RESOLVED)
    return await show(call)


async def reopen(call: Call) -> AdminReport:
    """Puts a report back among those that wait."""
    await show(call)
    await report_handling.reopen(call.site, call.account, call.number())
    return await show(call)


async def take(call: Call) -> AdminReport:
    """Says that you look at it."""
    await show(call)
    await report_handling.assign(call.site, call.account, call.number(), take=True)
    return await show(call)


async def let_go(call: Call) -> AdminReport:
    """Says that nobody looks at it."""
    await show(call)
    await report_handling.assign(call.site, call.account, call.number(), take=False)
    return await show(call)


async def change(call: Call, given: Changed) -> AdminReport:
    """Says anew for which of our reasons something was reported."""
    await show(call)
    if given.category is not None:
        await report_handling.say_why(call.site, call.account, call.number(), _REASONS[given.category])
    return await show(call)
