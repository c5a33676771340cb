"""What people do with posts: like, boost, keep, pin, mute their threads (docs.joinmastodon.org/methods/statuses)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Literal

from fediart.actions import bookmark as keeping
from fediart.actions import boost as boosting
from fediart.actions import like as liking
from fediart.actions import muted_threads, pins
from fediart.api.call import Call, Paged
from fediart.api.entities.accounts import Account
from fediart.api.entities.statuses import Status
from fediart.api.given import asked
from fediart.api.refusals import Refused
from fediart.api.shown.accounts import accounts
from fediart.api.shown.statuses import entries, status
from fediart.api.turning import People, page, window
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import boosts, posts, reactors
from fediart.store.actors import Actor
from fediart.store.entries import Entry
from fediart.store.posts import Post
from fediart.store.visibility import NOBODY, may_see

Deed = Callable[[Site, Actor, int], Awaitable[None]]

NOT_OWN: Final = "Validation failed: Someone else's post cannot be pinned"
ONLY_NAMED: Final = "Validation failed: Posts that are only visible to mentioned users cannot be pinned"
TOO_MANY: Final = "Validation failed: You have already pinned the maximum number of posts"


@dataclass(frozen=True, slots=True)
class Reblog:
    """How a boost is seen."""

    visibility: Literal["public", "unlisted", "private"] | None = asked(
        "Boosts are for everyone here: public and unlisted are the same, private is refused."
    )


async def favourite(call: Call) -> Status:
    """Likes a post."""
    return await _do(call, liking.like)


async def unfavourite(call: Call) -> Status:
    """Takes a like back."""
    return await _do(call, liking.unlike)


async def bookmark(call: Call) -> Status:
    """Keeps a post for oneself."""
    return await _do(call, keeping.bookmark)


async def unbookmark(call: Call) -> Status:
    """Keeps a post no more."""
    return await _do(call, keeping.unbookmark)


async def mute(call: Call) -> Status:
    """Wants no news from the thread of a post."""
    return await _do(call, muted_threads.mute)


async def unmute(call: Call) -> Status:
    """Wants news from the thread again."""
    return await _do(call, muted_threads.unmute)


async def reblog(call: Call, given: Reblog) -> Status:
    """Boosts a post: it is shown to one's followers."""
    number = await _boosted(call)
    if given.visibility == "private":
        raise Problem(_("Boosts are for everyone here. Send this one as public."), field="visibility")
    await boosting.boost(call.site, call.actor, number)
    async with call.site.db.reading() as tx:
        post, made = await _seen(call, number), await boosts.of(tx, call.actor.id, number)
        if made is None:
            return await status(tx, call, post)
        found = await entries(tx, call, [Entry(post, made.published, made.id, call.actor)])
        return found[0]


async def unreblog(call: Call) -> Status:
    """Takes a boost back."""
    number = await _boosted(call)
    await boosting.unboost(call.site, call.actor, number)
    async with call.site.db.reading() as tx:
        return await status(tx, call, await _seen(call, number))


async def pin(call: Call) -> Status:
    """Pins one's own post to the top of the profile."""
    return await _pin(call, pins.pin)


async def unpin(call: Call) -> Status:
    """Takes the pin away."""
    return await _pin(call, pins.unpin)


async def _pin(call: Call, deed: Deed) -> Status:
    post = await _seen(call, call.number())
    if post.actor_id != call.actor.id:
        raise Refused(422, NOT_OWN)
    if post.visibility == "direct":
        raise Refused(422, ONLY_NAMED)
    try:
        await deed(call.site, call.actor, post.id)
    except pins.TooMany:
        raise Refused(422, TOO_MANY) from None
    async with call.site.db.reading() as tx:
        return await status(tx, call, post)


async def liked_by(call: Call, given: People) -> Paged[Account]:
    """Lists who likes a post."""
    post, asked_for = await _seen(call, call.number()), window(given)
    async with call.site.db.reading() as tx:
        found = await reactors.likers(tx, post.id, asked_for, viewer=call.viewer_id or NOBODY)
        shown = await accounts(tx, call, [one for _number, one in asked_for.newest_first(found)])
    return page(shown, [number for number, _one in found], given)


async def boosted_by(call: Call, given: People) -> Paged[Account]:
    """Lists who boosts a post."""
    post, asked_for = await _seen(call, call.number()), window(given)
    async with call.site.db.reading() as tx:
        found = await reactors.boosters(tx, post.id, asked_for, viewer=call.viewer_id or NOBODY)
        shown = await accounts(tx, call, [one for _number, one in asked_for.newest_first(found)])
    return page(shown, [number for number, _one in found], given)


async def translate(call: Call) -> Status:
    """Answers that this server translates nothing."""
    await _seen(call, call.number())
    raise Refused(503, _("This server does not translate posts. Your app or browser may be able to."))


async def _do(call: Call, deed: Deed) -> Status:
    """The post afterwards; one that may not be seen is not there."""
    number = await _boosted(call)
    post = await _seen(call, number)
    await deed(call.site, call.actor, number)
    async with call.site.db.reading() as tx:
        return await status(tx, call, await posts.by_id(tx, number) or post)


async def _boosted(call: Call) -> int:
    """Apps may name a boost instead of what it boosts."""
    number = call.number()
    async with call.site.db.reading() as tx:
        boost = await boosts.by_id(tx, number)
    return boost.post_id if boost else number


async def _seen(call: Call, number: int) -> Post:
    """Raises NotFound where the viewer may not see it."""
    async with call.site.db.reading() as tx:
        post = await posts.by_id(tx, number)
        if post is None or not await may_see(tx, post, call.viewer_id):
            raise NotFound(_("Record not found"))
    return post
