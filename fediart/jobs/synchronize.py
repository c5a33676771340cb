"""Another server told us by a digest whom of us it believes to follow one of its people; where we differ, we agree.

FEP-8fcf: a follow it does not know of ends here, and a follow that we do not know of is undone there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from federation import write
from federation.fetch import Budget, FetchError, TimedOut, Unreachable
from federation.lenient import each, id_of
from federation.rules import same_origin
from federation.synchronization import Offer, digest
from fediart.actions import outbox
from fediart.actions.resolve import budget_of, instance_key
from fediart.clock import HOUR, MINUTE
from fediart.outcomes import Done, Later, Outcome, Refused
from fediart.site import Site
from fediart.store import actors, follows, jobs, synchronization
from fediart.store.actors import Actor
from fediart.store.database import Writing

KIND: Final = "synchronize-followers"
MOST: Final = 10_000
MOST_PAGES: Final = 10
MOST_UNDONE: Final = 200
AGAIN: Final = 10 * MINUTE  # the same offer within this time is looked at once


async def schedule(tx: Writing, site: Site, actor_uri: str, offer: Offer) -> None:
    """Queues the comparison with what a verified activity of this actor offered."""
    now = site.clock.now()
    payload = {"actor": actor_uri, "collection": offer.collection_id, "url": offer.url, "digest": offer.digest}
    once = f"{KIND}:{actor_uri}:{offer.digest}:{now // AGAIN}"
    await jobs.enqueue(tx, site.ids.new(), KIND, payload, now=now, once_key=once, order_key=actor_uri)


async def synchronize(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler. Payload: `actor`, `collection`, `url` and `digest` as in the header."""
    async with site.db.reading() as tx:
        sender = await actors.by_uri(tx, str(payload["actor"]))
        if sender is None or sender.local or sender.deleted or sender.suspended:
            return Refused("the actor is not known")
        ours = await synchronization.local_followers(tx, sender.id)
    if payload["collection"] != sender.followers_uri:
        return Refused("the collection is not the actor's followers")
    if digest(ours) == payload["digest"]:
        return Done("both know the same")
    try:
        theirs = await _partial(site, str(payload["url"]), budget_of(site))
    except (TimedOut, Unreachable) as problem:
        return Later(HOUR, problem.reason)
    except FetchError as problem:
        return Refused(problem.reason)
    return await _agree(site, sender, theirs)


async def _partial(site: Site, url: str, budget: Budget) -> set[str]:
    """Our people in the partial collection, which is asked for as our instance. Raises FetchError."""
    key, found = await instance_key(site), set[str]()
    page: Mapping[str, Any] = (await site.http.get_json(url, signer=key, budget=budget, exact=True)).body
    seen = {url}
    for _ in range(MOST_PAGES):
        listed = [*each(page.get("orderedItems")), *each(page.get("items"))]
        found |= {uri for one in listed[:MOST] if (uri := id_of(one)) and same_origin(uri, site.config.origin)}
        following = page.get("first") or page.get("next")
        if isinstance(following, dict):
            page = following
            continue
        if not isinstance(following, str) or following in seen or not same_origin(following, url):
            break
        seen.add(following)
        page = (await site.http.get_json(following, signer=key, budget=budget, exact=True)).body
    return found


async def _agree(site: Site, sender: Actor, theirs: set[str]) -> Outcome:
    """Both sides know the same afterwards. What they believe and was only asked for here stays open."""
    undone = 0
    async with site.db.writing() as tx:
        ours = await synchronization.local_followers(tx, sender.id)
        ended = [number for uri, number in ours.items() if uri not in theirs]
        for number in ended:
            await follows.remove(tx, number, sender.id)
        for uri in sorted(theirs - ours.keys())[:MOST_UNDONE]:
            follower = await actors.by_uri(tx, uri)
            if follower is None or not follower.local or await follows.between(tx, follower.id, sender.id):
                continue
            await _undo(tx, site, follower, sender)
            undone += 1
    site.delivery_bell.ring()
    site.pages.changed()
    return Done(f"{len(ended)} follows ended here, {undone} undone there")


async def _undo(tx: Writing, site: Site, follower: Actor, sender: Actor) -> None:
    number = site.ids.new()
    follow = write.follow(f"{follower.uri}#follows/{number}", follower.uri, sender.uri)
    activity = write.undo(f"{follower.uri}#follows/{number}/undo", follower.uri, follow)
    await outbox.send(tx, site, actor=follower, activity=activity, inboxes=[sender.inbox])
