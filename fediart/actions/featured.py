"""What someone of another server has pinned: their `featured` collection, read whole, kept as pins.

Only their own posts for everyone count, and only on their own server (advisories 19, 24).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from federation.fetch import Budget, Fetched, FetchError
from federation.lenient import id_of, kind_of
from federation.objects import NOTE_TYPES, Collection, Note
from federation.rules import admit, same_origin
from fediart.actions.keep import keep_note
from fediart.actions.resolve import blocked_host, instance_key, remote_post
from fediart.clock import DAY
from fediart.site import Site
from fediart.store import jobs, pins
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing
from fediart.store.posts import Post

MOST = 20
JOB = "featured"


async def fetch_featured(site: Site, actor: Actor, budget: Budget) -> int:
    """Reads what the actor has pinned and pins just that here; returns how many posts are pinned afterwards.

    Nothing changes where the collection cannot be had. Posts that the budget does not reach are left out.
    """
    if actor.local or not same_origin(actor.featured_uri, actor.uri):
        return 0
    async with site.db.reading() as tx:
        if await blocked_host(tx, actor.featured_uri):
            return 0
    try:
        page, items = await _items(site, actor.featured_uri, budget)
    except FetchError:
        return 0
    found = [await _own_post(site, actor, page, item, budget) for item in items]
    pinned = list(dict.fromkeys(post.id for post in found if post is not None))
    async with site.db.writing() as tx:
        await pins.put_exactly(tx, actor.id, pinned)
    site.pages.changed()
    return len(pinned)


async def _items(site: Site, url: str, budget: Budget) -> tuple[Fetched, list[Any]]:
    """The first MOST entries, of the collection itself or of its first page, and where they were. Raises FetchError."""
    found = await site.http.get_json(url, signer=await instance_key(site), budget=budget, exact=True)
    whole = admit(found, found.body)
    first = found.body.get("first")
    if isinstance(first, Mapping) and ("orderedItems" in first or "items" in first):
        whole = admit(found, first)
    if isinstance(whole, Collection) and not whole.raw_items and whole.first is not None:
        found = await site.http.get_json(whole.first, signer=await instance_key(site), budget=budget)
        whole = admit(found, found.body)
    return found, list(whole.raw_items[:MOST]) if isinstance(whole, Collection) else []


async def _own_post(site: Site, actor: Actor, page: Fetched, item: object, budget: Budget) -> Post | None:
    """What the actor's own server inlines is as good as fetched, if it is the actor's and lives there."""
    uri = id_of(item)
    if uri is None:
        return None
    if isinstance(item, dict) and "content" in item and kind_of(item, NOTE_TYPES) in NOTE_TYPES:
        try:
            note = admit(page, item)
        except FetchError:
            return None
        if not isinstance(note, Note) or note.attributed_to != actor.uri:
            return None
        kept = await keep_note(site, note, actor, public_only=True)
        return kept if kept is not None and pinnable(kept, actor) else None
    return await own_post(site, actor, uri, budget)


async def own_post(site: Site, actor: Actor, uri: str, budget: Budget) -> Post | None:
    """The post of this address if it is the actor's and for everyone; fetched where it is not known."""
    if not same_origin(uri, actor.uri):
        return None
    post = await remote_post(site, uri, budget)
    return post if post is not None and pinnable(post, actor) else None


def pinnable(post: Post, actor: Actor) -> bool:
    """An actor pins its own posts, and only what everyone may see."""
    return post.actor_id == actor.id and not post.deleted and post.visibility in ("public", "unlisted")


async def look_later(tx: Writing, site: Site, actor: Actor) -> None:
    """Queues a look at what the actor has pinned, at most once a day. Ring the bell after the commit."""
    if not actor.local and actor.featured_uri:
        now = site.clock.now()
        await jobs.enqueue(tx, site.ids.new(), JOB, {"actor_id": actor.id}, now=now, once_key=_once(actor, now))


async def looked_today(tx: Reading, site: Site, actor: Actor) -> bool:
    """Whether `look_later` would do nothing."""
    if actor.local or not actor.featured_uri:
        return True
    return await jobs.known(tx, _once(actor, site.clock.now()))


def _once(actor: Actor, now: int) -> str:
    return f"{JOB}:{actor.id}:{now // DAY}"
