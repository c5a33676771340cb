"""Who wants to be told of each new post of somebody they follow: the row that queues it, and the telling itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fediart.site import Site
from fediart.store import follow_options, jobs, notifications, posts
from fediart.store.database import Writing
from fediart.store.posts import Post
from fediart.store.visibility import may_see

JOB: Final = "tell-watchers"


def is_told(post: Post) -> bool:
    """Of direct messages and answers nobody is told who is not named in them."""
    return post.visibility != "direct" and post.kind != "reply"


def telling(site: Site, post: Post) -> tuple[str, Mapping[str, Any]]:
    """The statement that queues it: once for a post."""
    return jobs.enqueuing(site.ids.new(), JOB, {"post": post.id}, now=site.clock.now(), once_key=f"{JOB}:{post.id}")


async def posted(tx: Writing, site: Site, post: Post) -> None:
    """Somebody here has posted. Ring `site.bell` after the commit."""
    if is_told(post) and await follow_options.is_watched(tx, post.actor_id):
        sql, params = telling(site, post)
        await tx.run(sql, **params)


async def tell(tx: Writing, site: Site, post_id: int) -> int:
    """Tells who watches and may see it; how many. Safe to repeat."""
    post = await posts.by_id(tx, post_id)
    if post is None or post.deleted:
        return 0
    told = 0
    for actor_id in await follow_options.told_of(tx, post.actor_id):
        if await may_see(tx, post, actor_id):
            now = site.clock.now()
            await notifications.notify(
                tx, site.ids, actor_id, "status", from_id=post.actor_id, post_id=post.id, now=now
            )
            told += 1
    return told
