"""What artists here do not want: likes, replies and boosts from elsewhere that their policy does not allow."""

from __future__ import annotations

from federation import write
from fediart.actions import outbox
from fediart.site import Site
from fediart.store import actors, consent, posts
from fediart.store.actors import Actor
from fediart.store.consent import EVERYONE, Answer
from fediart.store.database import Reading, Writing
from fediart.store.posts import Post


def narrow(text: str) -> bool:
    """Whether not everyone may answer; `text` is the post's `consent`. Asked before anything is looked up."""
    return bool(text) and EVERYONE not in consent.read(text).at_once.get("reply", (EVERYONE,))


async def unwanted_reply(tx: Reading, parent_id: int, author: Actor) -> tuple[Post, Actor] | None:
    """The post of ours and its artist, where this author may not answer it."""
    parent = await posts.by_id(tx, parent_id)
    artist = await actors.by_id(tx, parent.actor_id) if parent else None
    if parent is None or artist is None or not parent.local:
        return None
    wanted = await consent.may(tx, parent, artist, author, "reply")
    return (parent, artist) if wanted is Answer.NO else None


async def refused(tx: Writing, site: Site, post: Post, sender: Actor, verb: str, kind: str, uri: str) -> bool:
    """Whether the sender may not do this to a post of ours; their server is told so.

    `kind` and `uri` are the type and the id of what they sent.
    """
    if not post.local or not post.consent:
        return False
    artist = await actors.by_id(tx, post.actor_id)
    if artist is None or await consent.may(tx, post, artist, sender, verb) is not Answer.NO:
        return False
    await refuse_elsewhere(tx, site, artist, sender, kind, uri, post)
    return True


async def refuse_elsewhere(
    tx: Writing, site: Site, author: Actor, sender: Actor, kind: str, uri: str, post: Post
) -> None:
    """GoToSocial's Reject of what came unasked: with its type, and the post it was about as `target`."""
    if sender.local or not uri:
        return
    about = {"type": kind, "id": uri}
    activity = write.reject(f"{author.uri}#rejects/{site.ids.new()}", author.uri, about, [sender.uri])
    await outbox.send(tx, site, actor=author, activity=activity | {"target": post.uri}, inboxes=[sender.inbox])
