"""Move: someone of another server has moved. Who follows them here goes along, if the new account agrees."""

from __future__ import annotations

from federation.fetch import Budget, FetchError, TimedOut, Unreachable
from federation.rules import same_origin
from federation.vocab import Activity
from fediart.actions.moving import begin
from fediart.actions.resolve import blocked_host, fetch_actor, keep_actor
from fediart.clock import DAY, HOUR
from fediart.outcomes import Done, Ignored, Later, Outcome, Refused
from fediart.site import Site
from fediart.store import actors, moves
from fediart.store.actors import Actor
from fediart.store.moves import Move

COOL_DOWN = 7 * DAY  # between two moves of one actor, as Mastodon has it


async def moved(site: Site, sender: Actor, activity: Activity, budget: Budget) -> Outcome:
    """The new account is always asked anew: it must name the old one in its alsoKnownAs, and still be there."""
    uri, now = activity.target or "", site.clock.now()
    if not uri or uri == sender.uri:
        return Refused("the move leads nowhere")
    async with site.db.reading() as tx:
        last = await moves.last_of(tx, sender.id)
        if not same_origin(uri, site.config.origin) and await blocked_host(tx, uri):
            return Ignored("the new account's server is blocked here")
    if last is not None and last.uri == activity.id:
        return Done("moved already")
    if last is not None and now - last.created < COOL_DOWN:
        return Refused("the sender has moved within the last seven days")
    try:
        target, names = await _target(site, uri, budget)
    except (TimedOut, Unreachable) as problem:
        return Later(HOUR, f"the new account cannot be asked: {problem.reason}")
    except FetchError as problem:
        return Refused(f"the new account cannot be had: {problem.reason}")
    if target is None or target.deleted or target.suspended or target.kind == "Application":
        return Refused("there is no such new account")
    if sender.uri not in names:
        return Refused("the new account does not name the old one in its alsoKnownAs")
    if target.moved_to:
        return Refused("the new account has itself moved")
    async with site.db.writing() as tx:
        move = Move(site.ids.new(), sender.id, target.id, activity.id or "", now)
        if not await moves.insert(tx, move):
            return Done("moved already")
        await moves.redirect(tx, sender.id, target.uri)
        await begin(tx, site, move)
    site.bell.ring()
    site.pages.changed()
    return Done()


async def _target(site: Site, uri: str, budget: Budget) -> tuple[Actor | None, tuple[str, ...]]:
    """The new account, and all it says it is also known as: ours from the rows. Raises FetchError."""
    async with site.db.reading() as tx:
        known = await actors.by_uri(tx, uri)
    if same_origin(uri, site.config.origin):
        return known, known.also_known_as if known else ()
    document = await fetch_actor(site, uri, budget, known=known is not None)
    async with site.db.writing() as tx:
        return await keep_actor(tx, site, document), document.also_known_as
