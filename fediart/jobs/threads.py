"""Looks elsewhere in the background: for the rest of a thread, and for what people said before they were known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions.look import look
from fediart.actions.look_back import look_back
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import actors, posts


async def look_at_thread(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `post_id`."""
    async with site.db.reading() as tx:
        post = await posts.by_id(tx, payload["post_id"])
    if post is None or post.deleted:
        return Done("nothing to look at")
    return Done(f"{await look(site, post)} posts")


async def fetch_older(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `actor_id`."""
    async with site.db.reading() as tx:
        actor = await actors.by_id(tx, payload["actor_id"])
    if actor is None or actor.local or actor.suspended or actor.deleted:
        return Done("nothing to look at")
    return Done(f"{await look_back(site, actor)} posts")
