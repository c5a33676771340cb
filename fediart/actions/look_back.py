"""What somebody said before anybody here knew them: the newest of their outbox, kept with their own dates.

Nobody is told of these posts. Only the actor's own words for everyone are kept, and only as their own server says
them; boosts and answers to others are left out.
"""

from __future__ import annotations

from federation.crawl import Bounds, Item, collected
from federation.fetch import Budget, FetchError
from federation.keys import PrivateKey
from federation.objects import Note
from federation.rules import Forbidden, admit, may_author, same_origin
from federation.vocab import Create, Thing
from fediart.actions.keep import keep_note
from fediart.actions.resolve import blocked_host, budget_of, instance_key
from fediart.clock import DAY, MINUTE
from fediart.site import Site
from fediart.store import jobs, looks
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing

JOB = "older-posts"
WAIT = 7 * DAY
SOON = 10 * MINUTE  # after that a look that has not ended is not waited for any more


async def look_back_later(tx: Writing, site: Site, actor: Actor) -> bool:
    """Queues it, at most once a week. Ring the bell after the commit."""
    now = site.clock.now()
    if actor.local or not actor.outbox or not await looks.begin_back(tx, actor.id, now=now, wait=WAIT):
        return False
    return await jobs.enqueue(tx, site.ids.new(), JOB, {"actor_id": actor.id}, now=now)


async def looked_back(tx: Reading, site: Site, actor: Actor) -> bool:
    """Whether `look_back_later` would do nothing."""
    asked, _ = await looks.back(tx, actor.id)
    return actor.local or not actor.outbox or site.clock.now() - asked < WAIT


async def on_their_way(tx: Reading, site: Site, actor: Actor) -> bool:
    """Whether older posts were asked for just now and have not come yet."""
    asked, done = await looks.back(tx, actor.id)
    return not done and site.clock.now() - asked < SOON


async def look_back(site: Site, actor: Actor) -> int:
    """Reads the newest of the outbox and returns how many posts came."""
    most = site.config.federation.older_posts
    budget, signer = budget_of(site), await instance_key(site)
    kept = 0
    async with site.db.reading() as tx:
        blocked = await blocked_host(tx, actor.uri)
    if not blocked and actor.outbox:
        for item in await _items(site, actor, budget, signer, most):
            note = await _own_note(site, actor, item, budget, signer) if kept < most else None
            if note is not None and await keep_note(site, note, actor, public_only=True) is not None:
                kept += 1
    async with site.db.writing() as tx:
        await looks.end_back(tx, actor.id, now=site.clock.now())
    site.pages.changed()
    return kept


async def _items(site: Site, actor: Actor, budget: Budget, signer: PrivateKey | None, most: int) -> list[Item]:
    try:
        _, items = await collected(
            site.http, actor.outbox, signer=signer, budget=budget, bounds=Bounds(pages=3, items=3 * most)
        )
    except FetchError:
        return []
    return items


async def _own_note(site: Site, actor: Actor, item: Item, budget: Budget, signer: PrivateKey | None) -> Note | None:
    """The post that an entry of the outbox made, if the actor made it."""
    note = _made(item.thing, actor)
    address = item.id if item.thing is None else _named(item.thing, actor)
    if note is None and address is not None and same_origin(address, actor.uri) and budget.left > 0:
        try:
            found = await site.http.get_json(address, signer=signer, budget=budget)
            note = _made(admit(found, found.body), actor)
        except FetchError:
            return None
    return note


def _named(thing: Thing, actor: Actor) -> str | None:
    """The address of what was made, where the entry does not hold it."""
    if isinstance(thing, Create) and thing.actor == actor.uri and isinstance(thing.object, str):
        return thing.object
    return None


def _made(thing: Thing, actor: Actor) -> Note | None:
    if isinstance(thing, Create):
        thing = thing.object if thing.actor == actor.uri else None
    if not isinstance(thing, Note) or thing.in_reply_to is not None:
        return None
    try:
        may_author(thing, actor.uri)
    except Forbidden:
        return None
    return thing
