"""Flag: a report by another server goes into the moderators' queue."""

from __future__ import annotations

from federation.fetch import Budget
from federation.vocab import Flag
from fediart.actions.report import MOST_CHARACTERS, MOST_POSTS, keep
from fediart.outcomes import Done, Ignored, Outcome, Refused
from fediart.sanitize import plain
from fediart.site import Site
from fediart.store import actors, posts, reports
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.posts import Post

MOST_OPEN = 100  # reports of one server that nobody has handled yet
MOST_OBJECTS = 50


async def flagged(site: Site, sender: Actor, activity: Flag, budget: Budget) -> Outcome:
    """Only about people who live here, with posts of theirs. Nothing is fetched, and nothing named is believed."""
    async with site.db.writing() as tx:
        rules = await site.rules.read(tx, now=site.clock.now())
        rule = rules.rule_for(sender.host)
        if rule is not None and rule.without_reports:
            return Ignored("no reports are taken from there")
        if await reports.by_uri(tx, activity.id or "") is not None:
            return Done("known already")
        target, about = await _meant(tx, activity)
        if target is None:
            return Ignored("nobody and nothing here is meant")
        if await reports.open_from_host(tx, sender.host) >= MOST_OPEN:
            return Refused("too many reports from there are open already")
        text = plain(activity.content or "")[:MOST_CHARACTERS]
        await keep(tx, site, sender, target, [post.id for post in about], text, uri=activity.id or "")
    return Done()


async def _meant(tx: Reading, activity: Flag) -> tuple[Actor | None, list[Post]]:
    """The person here who is named, or whose post is; and their posts that are named."""
    uris = list(dict.fromkeys(activity.objects))[:MOST_OBJECTS]
    people = [actor for uri in uris if (actor := await actors.by_uri(tx, uri)) is not None]
    named = [post for uri in uris if (post := await posts.by_uri(tx, uri)) is not None and not post.deleted]
    target = next((one for one in people if one.local and one.kind != "Application"), None)
    if target is None and named:
        target = await actors.by_id(tx, named[0].actor_id)
    if target is None or not target.local or target.deleted:
        return None, []
    return target, [post for post in named if post.actor_id == target.id][:MOST_POSTS]
