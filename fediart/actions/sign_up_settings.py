"""What admins decide about who comes in and what newcomers may do. It holds at once, also for whom waits."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Final

from fediart.actions.permissions import demand
from fediart.actions.sign_up_queue import KIND
from fediart.errors import Problem, Problems
from fediart.language import _
from fediart.site import Site
from fediart.store import jobs
from fediart.store.accounts import Account
from fediart.store.admin_log import SETTINGS, log
from fediart.store.database import Writing
from fediart.store.gate_settings import DISPOSABLE, GateSettings, read_gates, save_gates

LONGEST_QUESTION: Final = 300
MOST_PER_DAY: Final = 100_000
_MOST: Final = {"new_days": 365, "new_held": 50, "new_links": 100, "new_strangers": 100, "new_follows": 1000}


async def save_sign_ups(site: Site, by: Account, *, question: str, disposable: str, per_day: int) -> None:
    """Raises NotAllowed, Problems by field."""
    demand(by, "change instance")
    found, question = [], " ".join(question.split())
    if len(question) > LONGEST_QUESTION:
        words = _("Shorten this to %(most)s characters.", most=LONGEST_QUESTION)
        found.append(Problem(words, field="question"))
    if disposable not in DISPOSABLE:
        found.append(Problem(_("Choose one of these."), field="disposable"))
    if not 0 <= per_day <= MOST_PER_DAY:
        found.append(Problem(_("Give a number from 0 to %(most)s.", most=MOST_PER_DAY), field="per_day"))
    if found:
        raise Problems(found)
    async with site.db.writing() as tx:
        before = await read_gates(tx)
        await _save(tx, site, by, before, replace(before, question=question, disposable=disposable, per_day=per_day))
        if per_day != before.per_day:  # there may be room at once
            await jobs.enqueue(tx, site.ids.new(), KIND, {}, now=site.clock.now())
    site.bell.ring()
    site.pages.changed()


async def save_newcomers(site: Site, by: Account, wanted: dict[str, int]) -> None:
    """`wanted` has the fields of GateSettings that begin with `new_`. Raises NotAllowed, Problems by field."""
    demand(by, "change instance")
    found = [
        Problem(_("Give a number from 0 to %(most)s.", most=most), field=name)
        for name, most in _MOST.items()
        if not 0 <= wanted.get(name, -1) <= most
    ]
    if found:
        raise Problems(found)
    async with site.db.writing() as tx:
        before = await read_gates(tx)
        after = replace(
            before,
            new_days=wanted["new_days"],
            new_held=wanted["new_held"],
            new_links=wanted["new_links"],
            new_strangers=wanted["new_strangers"],
            new_follows=wanted["new_follows"],
        )
        await _save(tx, site, by, before, after)
    site.pages.changed()


async def _save(tx: Writing, site: Site, by: Account, before: GateSettings, after: GateSettings) -> None:
    now, was = site.clock.now(), asdict(before)
    changed = [f"{name}: {value}" for name, value in asdict(after).items() if was[name] != value]
    if changed:
        await save_gates(tx, after, now=now)
        await log(
            tx, site.ids, account_id=by.id, action="change sign-up rules", detail="; ".join(changed), now=now,
            kind=SETTINGS,
        )  # fmt: skip
