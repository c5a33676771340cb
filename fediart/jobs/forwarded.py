"""The job that looks at a post's own server, because another server passed on that it is new, changed or gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from federation.activities import Update
from federation.fetch import Budget, FetchError, Gone, NotFound, TimedOut, Unreachable
from federation.objects import Note, Tombstone
from federation.rules import admit
from fediart.actions.resolve import budget_of, instance_key, remote_post
from fediart.clock import HOUR
from fediart.inbox.updates import updated
from fediart.outcomes import Done, Ignored, Later, Outcome, Refused
from fediart.site import Site
from fediart.store import actors, posts, remote_media
from fediart.store.actors import Actor
from fediart.store.posts import Post

KIND: Final = "forwarded"
OPEN: Final = ("public", "unlisted")


async def look(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `uri` of a post of another server. What its own server says is what counts, and all that counts."""
    uri, budget = str(payload["uri"]), budget_of(site)
    async with site.db.reading() as tx:
        post = await posts.by_uri(tx, uri)
        author = await actors.by_id(tx, post.actor_id) if post else None
    if post is None or author is None:
        kept = await remote_post(site, uri, budget)
        return Done("fetched from its origin") if kept else Ignored("its origin does not show it to everyone")
    if post.local or post.deleted or post.visibility not in OPEN:
        return Ignored("ours, gone already, or not for everyone: a 404 would say nothing")
    return await _look_again(site, post, author, budget)


async def _look_again(site: Site, post: Post, author: Actor, budget: Budget) -> Outcome:
    try:
        found = await site.http.get_json(post.uri, signer=await instance_key(site), budget=budget, exact=True)
        read = admit(found, found.body)
    except (Gone, NotFound):
        return await _bury(site, post)
    except (TimedOut, Unreachable) as problem:
        return Later(HOUR, problem.reason)
    except FetchError as problem:
        return Refused(problem.reason)
    if isinstance(read, Tombstone):
        return await _bury(site, post)
    if not isinstance(read, Note) or read.attributed_to != author.uri:
        return Refused("its origin serves something else, or somebody else's")
    return await updated(site, author, Update(id=None, actor=author.uri, object=read), budget)


async def _bury(site: Site, post: Post) -> Outcome:
    async with site.db.writing() as tx:
        await posts.bury(tx, post.id, now=site.clock.now())
        await remote_media.forget_post(tx, post.id)
    site.pages.changed()
    return Done("its origin says that it is gone")
