"""Suspending a single person of another server: hidden here, heard no more; the local decision wins (advisory 108)."""

from __future__ import annotations

from fediart.actions import severing
from fediart.actions.permissions import demand
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import actor_limits, actors, person_limits, severed
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.admin_log import PERSON, log
from fediart.store.database import Reading, Writing

MOST_NOTE = 1_000


async def suspend(site: Site, by: Account, actor_id: int, *, note: str = "") -> Actor:
    """All of theirs is hidden, nothing of theirs is taken, follows end. Raises NotAllowed, NotFound, Problem."""
    demand(by, "handle reports")
    if len(note) > MOST_NOTE:
        raise Problem(_("Shorten the note to %(most_note)s characters.", most_note=MOST_NOTE), field="note")
    now = site.clock.now()
    async with site.db.writing() as tx:
        person = await _person(tx, actor_id)
        await severing.sever_actor(tx, site, person)
        await actor_limits.set_apart(tx, person.id, rule_suspends=False)
        await tx.run("update actors set suspended = :now where id = :id and suspended = 0", now=now, id=person.id)
        await _log(tx, site, by, "suspend person elsewhere", person, note)
    site.pages.changed()
    return person


async def lift(site: Site, by: Account, actor_id: int) -> Actor:
    """What was hidden is seen again, unless a rule for the domain hides it; follows come back. Raises NotAllowed."""
    demand(by, "handle reports")
    async with site.db.writing() as tx:
        person = await _person(tx, actor_id)
        rules = await site.rules.read(tx, now=site.clock.now())
        await _log(tx, site, by, "lift suspension elsewhere", person)
        if not rules.talks_to(person.host):
            await actor_limits.set_apart(tx, person.id, rule_suspends=True)
            return person
        await actor_limits.meet_again(tx, person.id, rules.rule_for(person.host))
        await person_limits.hold_alone(tx, person.id)
        await tx.run("update actors set suspended = 0 where id = :id", id=person.id)
        await severing.restore(tx, site, await severed.of_other(tx, person.id))
    site.delivery_bell.ring()
    site.pages.changed()
    return person


async def _person(tx: Reading, actor_id: int) -> Actor:
    found = await actors.by_id(tx, actor_id)
    if found is None or found.local or found.deleted:
        raise NotFound(_("There is nobody elsewhere of that name."))
    return found


async def _log(tx: Writing, site: Site, by: Account, action: str, person: Actor, detail: str = "") -> None:
    now = site.clock.now()
    await log(
        tx, site.ids, account_id=by.id, action=action, subject=person.handle, detail=detail, now=now, kind=PERSON,
        about=person.id,
    )  # fmt: skip
