"""Follow, Accept and Reject. A follow of ours counts only once the one followed has said yes (advisory 84)."""

from __future__ import annotations

from federation.fetch import Budget
from federation.vocab import Accept, Block, Follow, Reject
from fediart.actions import featured
from fediart.actions import relays as relaying
from fediart.actions.follow import answer
from fediart.actions.keep import face_later
from fediart.actions.look_back import look_back_later
from fediart.outcomes import Done, Ignored, Outcome, Refused
from fediart.site import Site
from fediart.store import actors, blocks, follows, notifications, relays
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing


async def followed(site: Site, sender: Actor, activity: Follow, budget: Budget) -> Outcome:
    """A local actor is followed: at once, or after they say so."""
    async with site.db.writing() as tx:
        followee = await actors.by_uri(tx, activity.object_id or "")
        if followee is None or not followee.local or followee.deleted or followee.suspended:
            return Ignored("nobody here has that address")
        if followee.kind == "Application" and await relays.by_actor(tx, sender.uri) is not None:
            await answer(tx, site, followee, sender, activity.id or "", yes=True)
            outcome: Outcome = Done("a relay follows back")
        elif followee.kind == "Application" or await blocks.between(tx, followee.id, sender.id):
            await answer(tx, site, followee, sender, activity.id or "", yes=False)
            outcome = Refused("this actor cannot be followed by the sender")
        elif followee.moved_to and not await _follows(tx, sender, followee):
            await answer(tx, site, followee, sender, activity.id or "", yes=False)
            outcome = Refused("this actor has moved away")
        else:
            outcome = await _follow(tx, site, followee, sender, activity)
    site.delivery_bell.ring()
    return outcome


async def _follows(tx: Reading, sender: Actor, followee: Actor) -> bool:
    found = await follows.between(tx, sender.id, followee.id)
    return found is not None and found.state == follows.ACCEPTED


async def _follow(tx: Writing, site: Site, followee: Actor, sender: Actor, activity: Follow) -> Outcome:
    before = await follows.between(tx, sender.id, followee.id)
    asks = bool(followee.approves_follows) and not (before and before.state == follows.ACCEPTED)
    state = follows.REQUESTED if asks else follows.ACCEPTED
    now = site.clock.now()
    await follows.put(tx, follows.Follow(site.ids.new(), sender.id, followee.id, state, activity.id or "", now))
    if before is None:
        kind = "follow-request" if asks else "follow"
        await notifications.notify(tx, site.ids, followee.id, kind, from_id=sender.id, now=now)
        await face_later(tx, site, sender)
    if asks:
        return Done("waits for approval")
    await answer(tx, site, followee, sender, activity.id or "", yes=True)
    return Done()


async def accepted(site: Site, sender: Actor, activity: Accept, budget: Budget) -> Outcome:
    """Our follow is granted, if it was the sender who was to be followed."""
    if relaying.is_ours(site, activity):
        return await relaying.answered(site, sender, activity)
    async with site.db.writing() as tx:
        follow = await _ours(tx, sender, activity)
        if follow is None:
            return Ignored("there is no such follow from here")
        if follow.followee_id != sender.id:
            return Refused("only the one followed can accept")
        if not await follows.accept(tx, follow.follower_id, sender.id):
            return Done("accepted already")
        await face_later(tx, site, sender)
        await look_back_later(tx, site, sender)
        await featured.look_later(tx, site, sender)
    site.bell.ring()
    return Done()


async def rejected(site: Site, sender: Actor, activity: Reject, budget: Budget) -> Outcome:
    """Our follow is refused, or ended by the one followed."""
    if relaying.is_ours(site, activity):
        return await relaying.answered(site, sender, activity)
    async with site.db.writing() as tx:
        follow = await _ours(tx, sender, activity)
        if follow is None:
            return Ignored("there is no such follow from here")
        if follow.followee_id != sender.id:
            return Refused("only the one followed can reject")
        await follows.remove(tx, follow.follower_id, sender.id)
    return Done()


async def _ours(tx: Writing, sender: Actor, activity: Accept | Reject) -> follows.Follow | None:
    """The follow the answer is about: by its id, or by who asked whom where the id was lost."""
    found = await follows.by_uri(tx, activity.object_id or "")
    asked = activity.object
    if found is None and isinstance(asked, Follow) and asked.object_id == sender.uri:
        follower = await actors.by_uri(tx, asked.actor)
        found = await follows.between(tx, follower.id, sender.id) if follower and follower.local else None
    if found is None:
        return None
    follower = await actors.by_id(tx, found.follower_id)
    return found if follower is not None and follower.local else None


async def blocked(site: Site, sender: Actor, activity: Block, budget: Budget) -> Outcome:
    """Who is blocked neither follows nor is followed by the one who blocks, and sees their posts no more."""
    async with site.db.writing() as tx:
        target = await actors.by_uri(tx, activity.object_id or "")
        if target is None or not target.local:
            return Ignored("nobody here has that address")
        await blocks.block(tx, sender.id, target.id, now=site.clock.now(), uri=activity.id or "")
        await follows.remove(tx, target.id, sender.id)
        await follows.remove(tx, sender.id, target.id)
    return Done()
