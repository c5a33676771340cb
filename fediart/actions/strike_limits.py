"""When the time for an appeal is over: what was kept for it goes for good. Appeals that wait remind who may decide."""

from __future__ import annotations

from fediart.actions import struck_pictures, struck_posts
from fediart.actions.admission_policy import current_policy
from fediart.actions.strike_appeals import judges
from fediart.clock import DAY
from fediart.site import Site
from fediart.store import actors, strikes, taken_things
from fediart.store.database import Writing
from fediart.store.notifications import notify
from fediart.store.strikes import Appeal
from fediart.store.taken_things import PICTURE, POST, Taken


async def look(site: Site) -> int:
    """Called once an hour; how many things and appeals were looked at. Ring no bell: deliveries follow from none."""
    now = site.clock.now()
    async with site.db.reading() as tx:
        ending = await taken_things.over(tx, now=now)
        waits = (await current_policy(tx)).decide_days * DAY
        waiting = await strikes.to_remind(tx, before=now - waits)
    for one in ending:
        async with site.db.writing() as tx:
            await let_go(tx, site, one)
    for appeal in waiting:
        async with site.db.writing() as tx:
            await _remind(tx, site, appeal)
    if waiting:
        site.bell.ring()
    return len(ending) + len(waiting)


async def let_go(tx: Writing, site: Site, one: Taken) -> None:
    """Nothing of it stays; files that no row names any more are swept within the hour."""
    if one.kind == POST:
        await struck_posts.let_go(tx, site, one)
    elif one.kind == PICTURE:
        await struck_pictures.let_go(tx, site, one)
    else:
        await taken_things.end(tx, one.id, now=site.clock.now())


async def _remind(tx: Writing, site: Site, appeal: Appeal) -> None:
    strike = await strikes.by_id(tx, appeal.strike_id)
    if strike is None or not await strikes.note_reminder(tx, strike.id, now=site.clock.now()):
        return
    person = await actors.by_id(tx, strike.actor_id)
    for one in await judges(tx, strike):
        await notify(
            tx, site.ids, one.actor_id, "strike-reminder", now=site.clock.now(), text=person.handle if person else ""
        )
