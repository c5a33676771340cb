"""Posts of ours that others react to."""

from __future__ import annotations

from fediart.site import Site
from fediart.store import posts
from fediart.store.actors import Actor
from fediart.store.posts import Post


async def post_by(site: Site, actor: Actor, *, visibility: str = "public", content: str = "<p>Hello</p>") -> Post:
    """A post of a local actor, straight into the rows."""
    number, now = site.ids.new(), site.clock.now()
    post = Post(
        id=number,
        uri=f"{actor.uri}/posts/{number}",
        actor_id=actor.id,
        local=1,
        kind="reply",
        reply_to_id=None,
        reply_to_uri="",
        thread_id=number,
        content=content,
        source="Hello",
        title="",
        warning="",
        sensitive=0,
        language="en",
        visibility=visibility,
        url=f"{site.config.origin}/@{actor.name}/{number}",
        published=now,
        edited=0,
        deleted=0,
        remote_rights="{}",
        reply_count=0,
        like_count=0,
        boost_count=0,
    )
    async with site.db.writing() as tx:
        await posts.insert(tx, post)
    return post
