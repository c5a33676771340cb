"""Delete: of a post by its author, or of the actor with everything it left here."""

from __future__ import annotations

from federation.fetch import Budget
from federation.vocab import Delete
from fediart.actions.forward import forward_change
from fediart.inbox.quotes import consent_withdrawn
from fediart.outcomes import Done, Ignored, Outcome, Refused
from fediart.site import Site
from fediart.store import actors, departed, follows, posts, remote_media
from fediart.store.actors import Actor
from fediart.store.posts import Post


async def deleted(site: Site, sender: Actor, activity: Delete, budget: Budget) -> Outcome:
    """A post that never came leaves a mark, so that a Create that was late does not bring it back."""
    uri = activity.object_id or ""
    if uri == sender.uri:
        return await _actor(site, sender)
    now = site.clock.now()
    async with site.db.writing() as tx:
        post = await posts.by_uri(tx, uri)
        withdrawn = await consent_withdrawn(tx, site, sender, uri)
        if post is None and withdrawn:
            return Done()
        if post is None:
            if await actors.by_uri(tx, uri) is not None or not await follows.followed_from_here(tx, sender.id):
                return Ignored("it is not here")
            await posts.insert(tx, _mark(site.ids.new(), uri, sender.id, now))
            return Done("it never came")
        if post.actor_id != sender.id or post.local:
            return Refused("only its author may delete a post")
        if post.reply_to_id is not None:
            await forward_change(tx, site, sender, activity, post)
        await posts.bury(tx, post.id, now=now)
        await remote_media.forget_post(tx, post.id)
    site.pages.changed()
    return Done()


def _mark(post_id: int, uri: str, actor_id: int, now: int) -> Post:
    """A post of which only its end is known."""
    return Post(
        id=post_id,
        uri=uri,
        actor_id=actor_id,
        local=0,
        kind="note",
        reply_to_id=None,
        reply_to_uri="",
        thread_id=post_id,
        content="",
        source="",
        title="",
        warning="",
        sensitive=0,
        language="",
        visibility="direct",
        url=uri,
        published=now,
        edited=0,
        deleted=now,
        remote_rights="{}",
        reply_count=0,
        like_count=0,
        boost_count=0,
    )


async def _actor(site: Site, sender: Actor) -> Outcome:
    async with site.db.writing() as tx:
        await departed.forget_actor(tx, sender.id, now=site.clock.now())
    site.pages.changed()
    return Done()
