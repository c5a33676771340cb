"""Like, Announce, Follow, Block, pins, and the answers to who wants to follow: each by the action that pages call."""

from __future__ import annotations

from typing import Final

from federation import write
from federation.audience import PUBLIC
from fediart.actions import block as blocking
from fediart.actions import boost as boosting
from fediart.actions import follow as following
from fediart.actions import like as liking
from fediart.actions import pins
from fediart.api.c2s.finding import own_post, person_at, post_at
from fediart.api.c2s.posted import Made, Posted, is_public
from fediart.api.call import Call
from fediart.api.refusals import NOT_FOUND, Refused
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import blocks, boosts, follows, likes
from fediart.store.follows import ACCEPTED, REQUESTED, Follow

BLOCKS: Final = "#blocks/"


async def like(call: Call, posted: Posted) -> Made:
    """What is liked already stays liked."""
    post = await post_at(call, posted.about)
    await liking.like(call.site, call.actor, post.id)
    async with call.site.db.reading() as tx:
        made = await likes.of(tx, call.actor.id, post.id)
    if made is None:
        raise NotFound(NOT_FOUND)
    return Made(write.like(made.uri, call.actor.uri, post.uri))


async def announce(call: Call, posted: Posted) -> Made:
    """Boosts are for everyone here."""
    if not is_public(posted):
        raise Refused(422, _("Boosts are for everyone here. Address this one to the public, or to nobody."))
    post = await post_at(call, posted.about)
    await boosting.boost(call.site, call.actor, post.id)
    async with call.site.db.reading() as tx:
        made = await boosts.of(tx, call.actor.id, post.id)
    if made is None:
        raise NotFound(NOT_FOUND)
    when = write.iso(made.published)
    return Made(write.announce(made.uri, call.actor.uri, post.uri, [PUBLIC], [call.actor.followers_uri], when))


async def follow(call: Call, posted: Posted) -> Made:
    """Somebody elsewhere is followed once their server has said so."""
    person = await person_at(call, posted.about)
    await following.follow(call.site, call.actor, person.id)
    async with call.site.db.reading() as tx:
        made = await follows.between(tx, call.actor.id, person.id)
    if made is None:
        raise NotFound(NOT_FOUND)
    return Made(write.follow(made.uri, call.actor.uri, person.uri))


async def block(call: Call, posted: Posted) -> Made:
    """A block that the other server is not told of is named by whom it is about."""
    person = await person_at(call, posted.about)
    await blocking.block(call.site, call.actor, person.id)
    async with call.site.db.reading() as tx:
        uri = await blocks.uri_of(tx, call.actor.id, person.id)
    return Made(write.block(uri or f"{call.actor.uri}{BLOCKS}{person.id}", call.actor.uri, person.uri))


async def add(call: Call, posted: Posted) -> Made:
    """Pins one's own post."""
    return await _pin(call, posted, pinned=True)


async def remove(call: Call, posted: Posted) -> Made:
    """Takes a pin away."""
    return await _pin(call, posted, pinned=False)


async def _pin(call: Call, posted: Posted, *, pinned: bool) -> Made:
    if posted.raw.get("target") != call.actor.featured_uri:
        words = _(
            "The `target` of %(kind)s is your own %(featured)s.", kind=posted.kind, featured=call.actor.featured_uri
        )
        raise Refused(422, words)
    post = await own_post(call, posted.about)
    await (pins.pin if pinned else pins.unpin)(call.site, call.actor, post.id)
    say, number = write.add if pinned else write.remove, call.site.ids.new()
    to = [PUBLIC, call.actor.followers_uri]
    return Made(say(f"{call.actor.uri}#pins/{number}", call.actor.uri, post.uri, call.actor.featured_uri, to))


async def accept(call: Call, posted: Posted) -> Made:
    """Lets somebody in who asks to follow."""
    asked = await _asked(call, posted)
    if asked.state == REQUESTED:
        await following.approve(call.site, call.actor, asked.id)
    return Made(write.accept(f"{call.actor.uri}#accepts/{asked.id}", call.actor.uri, asked.uri))


async def reject(call: Call, posted: Posted) -> Made:
    """Does not let somebody in; who follows already follows no more."""
    asked = await _asked(call, posted)
    if asked.state == ACCEPTED:
        await following.drop_follower(call.site, call.actor, asked.follower_id)
    else:
        await following.reject(call.site, call.actor, asked.id)
    return Made(write.reject(f"{call.actor.uri}#rejects/{asked.id}", call.actor.uri, asked.uri))


async def _asked(call: Call, posted: Posted) -> Follow:
    """The Follow of the member that is answered. Raises NotFound for everything else."""
    async with call.site.db.reading() as tx:
        asked = await follows.by_uri(tx, posted.about or "")
    if asked is None or asked.followee_id != call.actor.id:
        raise NotFound(NOT_FOUND)
    return asked
