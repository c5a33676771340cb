"""Who may see a post: one question, asked the same way by pages, media and ActivityPub.

Whoever gets a no is told that there is nothing (404): the two are never told apart (advisory 105).
"""

from __future__ import annotations

from typing import Protocol

from fediart.store.database import Reading

NOBODY = 0
"""The viewer's id in `SEEN_BY` for visitors; no actor has it."""

# For lists: `p` is the post and `:viewer` the id of the actor who looks. Only an accepted follow counts (advisory 84).
SEEN_BY = """p.deleted = 0
    and (p.visibility in ('public', 'unlisted') or p.actor_id = :viewer
        or exists (select 1 from mentions where mentions.post_id = p.id and mentions.actor_id = :viewer)
        or (p.visibility = 'followers' and exists (select 1 from follows where follows.follower_id = :viewer
            and follows.followee_id = p.actor_id and follows.state = 'accepted')))
    and not exists (select 1 from actors hidden where hidden.id = p.actor_id
        and (hidden.suspended <> 0 or hidden.deleted <> 0))
    and not exists (select 1 from blocks where blocks.actor_id = p.actor_id and blocks.target_id = :viewer)"""


# For lists that everybody comes by: who is silenced is seen there only by those who follow them. Needs `:viewer`.
UNSILENCED = """(p.actor_id = :viewer
    or not exists (select 1 from actor_limits quiet where quiet.actor_id = p.actor_id and quiet.silenced = 1)
    or exists (select 1 from follows known where known.follower_id = :viewer and known.followee_id = p.actor_id
        and known.state = 'accepted'))"""


def unmuted(person: str) -> str:
    """SQL for every list: whom the viewer (`:viewer`) has not muted, by themselves or with their server, nor blocked.

    `person` is the column with the id of who posted or boosted. What runs out is deleted by a job.
    Words are not asked for here, but by `fediart.web.seeing`, since they may only be covered.
    """
    return f"""not exists (select 1 from mutes where mutes.actor_id = :viewer and mutes.target_id = {person})
    and not exists (select 1 from blocks mine where mine.actor_id = :viewer and mine.target_id = {person})
    and not exists (select 1 from muted_hosts quiet_host join actors from_there on from_there.host = quiet_host.host
        where quiet_host.actor_id = :viewer and from_there.id = {person})"""


# The same for lists of posts `p`: home, lists, galleries, tags, search, threads.
UNMUTED = unmuted("p.actor_id")


class Seen(Protocol):
    """What the question needs to know of a post; `fediart.store.posts.Post` has it."""

    @property
    def id(self) -> int: ...


async def may_see(tx: Reading, post: Seen, actor_id: int | None) -> bool:
    """Whether this actor, local or remote, may see the post; None is a visitor.

    Public and unlisted posts: everyone but whom the author blocks. Followers-only posts: accepted followers and
    whom the post mentions. Direct posts: whom the post mentions. The author sees all of their own. Deleted posts, and
    posts of suspended or deleted actors: nobody.
    """
    found = await tx.value(
        f"select 1 from posts p where p.id = :id and {SEEN_BY}", id=post.id, viewer=actor_id or NOBODY
    )
    return found is not None
