"""Following, here and elsewhere; saying yes or no to who asks."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from federation import write
from fediart.actions import outbox
from fediart.actions.keep import face_later
from fediart.actions.moved import demand_not_moved
from fediart.actions.newcomers import demand_follow
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, blocks, endorsements, follow_options, follows, lists, notifications
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing
from fediart.store.follow_options import FollowOptions
from fediart.store.follows import ACCEPTED, REQUESTED, Follow

MOST_LANGUAGES = 40


async def follow(site: Site, actor: Actor, target_id: int) -> str:
    """Follows at once or asks to; returns ACCEPTED or REQUESTED. Raises NotFound, NotAllowed, Problem."""
    demand_not_moved(actor)
    async with site.db.writing() as tx:
        target = await actors.by_id(tx, target_id)
        if target is None or target.deleted or target.suspended or target.kind == "Application":
            raise NotFound(_("There is nobody of that name here."))
        if target.id == actor.id:
            raise Problem(_("You cannot follow yourself."))
        if await blocks.between(tx, actor.id, target.id):
            raise NotAllowed(_("One of you has blocked the other."))
        before = await follows.between(tx, actor.id, target.id)
        if before is not None:
            return before.state
        await demand_follow(tx, site, actor)
        if target.local and target.moved_to:
            raise NotAllowed(
                _("%(name)s has moved. Follow the new account, to which this page leads.", name=target.shown_name)
            )
        state = await begin(tx, site, actor, target)
    site.delivery_bell.ring()
    site.bell.ring()
    site.pages.changed()
    return state


async def begin(tx: Writing, site: Site, actor: Actor, target: Actor) -> str:
    """A follow of someone elsewhere counts only once they have said so (advisory 84)."""
    number, now = site.ids.new(), site.clock.now()
    asks = bool(target.approves_follows) or not target.local
    state = REQUESTED if asks else ACCEPTED
    made = Follow(number, actor.id, target.id, state, f"{actor.uri}#follows/{number}", now)
    await follows.put(tx, made)
    if target.local:
        kind = "follow-request" if asks else "follow"
        await notifications.notify(tx, site.ids, target.id, kind, from_id=actor.id, now=now)
    else:
        asked = write.follow(made.uri, actor.uri, target.uri)
        await outbox.send(tx, site, actor=actor, activity=asked, inboxes=[target.inbox])
        await face_later(tx, site, target)
    return state


async def choose_options(
    site: Site,
    actor: Actor,
    target_id: int,
    *,
    tells: bool | None = None,
    boosts: bool | None = None,
    languages: Sequence[str] | None = None,
) -> None:
    """How the member follows whom they follow or have asked to; None leaves as it is. Raises NotFound, Problem."""
    known = {code for one in languages or () if (code := one.strip().lower().partition("-")[0])}
    if len(known) > MOST_LANGUAGES or any(not (code.isascii() and code.isalpha() and len(code) < 4) for code in known):
        raise Problem(_("Name languages by their codes, such as en."), field="languages")
    async with site.db.writing() as tx:
        if await follows.between(tx, actor.id, target_id) is None:
            raise NotFound(_("There is nobody of that name here."))
        now = await follow_options.of(tx, actor.id, target_id)
        chosen = FollowOptions(
            now.tells if tells is None else tells,
            now.boosts if boosts is None else boosts,
            now.languages if languages is None else tuple(sorted(known)),
        )
        await follow_options.put(tx, actor.id, target_id, chosen)
    site.pages.changed()


async def unfollow(site: Site, actor: Actor, target_id: int) -> None:
    """Also takes a request back. Nothing happens where there is no follow."""
    async with site.db.writing() as tx:
        target = await actors.by_id(tx, target_id)
        if target is None:
            raise NotFound(_("There is nobody of that name here."))
        await end(tx, site, actor, target)
    site.delivery_bell.ring()
    site.pages.changed()


async def end(tx: Writing, site: Site, actor: Actor, target: Actor) -> None:
    """The local actor follows the target no more, and its server is told."""
    made = await follows.between(tx, actor.id, target.id)
    if made is None:
        return
    await follows.remove(tx, actor.id, target.id)
    await lists.forget_person(tx, actor.id, target.id)
    await follow_options.forget(tx, actor.id, target.id)
    await endorsements.remove(tx, actor.id, target.id)
    if target.local:
        for kind in ("follow", "follow-request"):
            await notifications.take_back(tx, target.id, kind, from_id=actor.id)
        return
    undone = write.follow(made.uri, actor.uri, target.uri)
    activity = write.undo(f"{made.uri}/undo", actor.uri, undone)
    await outbox.send(tx, site, actor=actor, activity=activity, inboxes=[target.inbox])


async def approve(site: Site, actor: Actor, follow_id: int) -> None:
    """Says yes to an open request. Raises NotFound where there is none for this actor."""
    demand_not_moved(actor)
    async with site.db.writing() as tx:
        asked, follower = await _request(tx, actor, follow_id)
        await follows.accept(tx, follower.id, actor.id)
        await notifications.take_back(tx, actor.id, "follow-request", from_id=follower.id)
        await notifications.notify(tx, site.ids, actor.id, "follow", from_id=follower.id, now=site.clock.now())
        await answer(tx, site, actor, follower, asked.uri, yes=True)
    site.delivery_bell.ring()
    site.pages.changed()


async def reject(site: Site, actor: Actor, follow_id: int) -> None:
    """Says no to an open request. Raises NotFound where there is none for this actor."""
    async with site.db.writing() as tx:
        asked, follower = await _request(tx, actor, follow_id)
        await follows.remove(tx, follower.id, actor.id)
        await notifications.take_back(tx, actor.id, "follow-request", from_id=follower.id)
        await answer(tx, site, actor, follower, asked.uri, yes=False)
    site.delivery_bell.ring()
    site.pages.changed()


async def drop_follower(site: Site, actor: Actor, follower_id: int) -> None:
    """Somebody follows the member no more, without being blocked: they may ask anew. Nothing happens where they do not.

    Raises NotFound.
    """
    async with site.db.writing() as tx:
        follower = await actors.by_id(tx, follower_id)
        if follower is None:
            raise NotFound(_("There is nobody of that name here."))
        await remove_follower(tx, site, actor, follower)
        for kind in ("follow", "follow-request"):
            await notifications.take_back(tx, actor.id, kind, from_id=follower.id)
    site.delivery_bell.ring()
    site.pages.changed()


async def remove_follower(tx: Writing, site: Site, actor: Actor, follower: Actor) -> None:
    """Someone follows no more because the local actor does not want it, and their server is told."""
    made = await follows.between(tx, follower.id, actor.id)
    if made is None:
        return
    await follows.remove(tx, follower.id, actor.id)
    await answer(tx, site, actor, follower, made.uri, yes=False)


async def _request(tx: Reading, actor: Actor, follow_id: int) -> tuple[Follow, Actor]:
    asked = await follows.by_id(tx, follow_id)
    if asked is None or asked.followee_id != actor.id or asked.state != REQUESTED:
        raise NotFound(_("This request is not open any more."))
    follower = await actors.by_id(tx, asked.follower_id)
    if follower is None:
        raise NotFound(_("This request is not open any more."))
    return asked, follower


async def answer(tx: Writing, site: Site, followee: Actor, follower: Actor, uri: str, *, yes: bool) -> None:
    """Accept or Reject to someone elsewhere, once for each Follow activity, which is inlined as it came."""
    if follower.local:
        return
    word, make = ("accepts", write.accept) if yes else ("rejects", write.reject)
    mark = sha256(uri.encode()).hexdigest()[:32]
    asked = {"id": uri, "type": "Follow", "actor": follower.uri, "object": followee.uri}
    made = make(f"{followee.uri}#{word}/{mark}", followee.uri, asked, [follower.uri])
    await outbox.send(tx, site, actor=followee, activity=made, inboxes=[follower.inbox])
