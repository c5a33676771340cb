"""What a member does about somebody: follow, block, mute, note, recommend; each answers how they stand now."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.actions import block as blocking
from fediart.actions import follow as following
from fediart.actions import mute as muting
from fediart.actions import people_notes
from fediart.api.call import Call
from fediart.api.entities.relationships import Relationship
from fediart.api.given import asked
from fediart.api.people import ABSENT, somebody
from fediart.api.shown.relationships import relationship
from fediart.clock import DAY, SECOND
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import follows
from fediart.store.follows import REQUESTED

LONGEST_MUTE = 10 * 365 * DAY // SECOND


@dataclass(frozen=True, slots=True)
class Following:
    reblogs: bool | None = asked("Whether to see what they boost at home; usually yes.")
    notify: bool | None = asked("Whether to be told of each new post; usually no.")
    languages: tuple[str, ...] | None = asked("Only posts in these languages, by their codes; none says all.", most=40)


@dataclass(frozen=True, slots=True)
class Muting:
    notifications: bool = asked("Whether not to be told of what they do, either.", default=True)
    duration: int = asked("For how many seconds; 0 is for good.", default=0, least=0, most=LONGEST_MUTE, clamped=True)


@dataclass(frozen=True, slots=True)
class Commenting:
    comment: str = asked("For the viewer's own eyes; empty takes it back.", default="", most=2_000)


async def follow(call: Call, given: Following) -> Relationship:
    """Follows somebody or asks to, or changes how they are followed."""
    target = call.number()
    await following.follow(call.site, call.actor, target)
    if (given.reblogs, given.notify, given.languages) != (None, None, None):
        await following.choose_options(
            call.site, call.actor, target, tells=given.notify, boosts=given.reblogs, languages=given.languages
        )
    return await _now(call, target)


async def unfollow(call: Call) -> Relationship:
    """Follows somebody no more, or takes the request back."""
    await following.unfollow(call.site, call.actor, call.number())
    return await _now(call, call.number())


async def remove_from_followers(call: Call) -> Relationship:
    """Lets somebody follow the member no more, without blocking them."""
    await following.drop_follower(call.site, call.actor, call.number())
    return await _now(call, call.number())


async def block(call: Call) -> Relationship:
    """Blocks somebody: neither follows the other any more, and they see nothing of the member."""
    await blocking.block(call.site, call.actor, call.number())
    return await _now(call, call.number())


async def unblock(call: Call) -> Relationship:
    """Takes a block back."""
    await blocking.unblock(call.site, call.actor, call.number())
    return await _now(call, call.number())


async def mute(call: Call, given: Muting) -> Relationship:
    """Mutes somebody, for a time or for good. They are not told."""
    lasts = given.duration * SECOND
    await muting.mute(call.site, call.actor, call.number(), news=given.notifications, lasts=lasts)
    return await _now(call, call.number())


async def unmute(call: Call) -> Relationship:
    """Takes a mute back."""
    await muting.unmute(call.site, call.actor, call.number())
    return await _now(call, call.number())


async def note(call: Call, given: Commenting) -> Relationship:
    """Writes down something about somebody, for the member's own eyes."""
    await people_notes.write(call.site, call.actor, call.number(), given.comment)
    return await _now(call, call.number())


async def endorse(call: Call) -> Relationship:
    """Recommends somebody whom the member follows on their profile."""
    await people_notes.endorse(call.site, call.actor, call.number())
    return await _now(call, call.number())


async def unendorse(call: Call) -> Relationship:
    """Recommends somebody no more."""
    await people_notes.unendorse(call.site, call.actor, call.number())
    return await _now(call, call.number())


async def authorize(call: Call) -> Relationship:
    """Lets somebody follow the member who has asked to."""
    await following.approve(call.site, call.actor, await _request(call))
    return await _now(call, call.number())


async def reject(call: Call) -> Relationship:
    """Does not let somebody follow the member who has asked to."""
    await following.reject(call.site, call.actor, await _request(call))
    return await _now(call, call.number())


async def _request(call: Call) -> int:
    async with call.site.db.reading() as tx:
        asked_for = await follows.between(tx, call.number(), call.actor.id)
    if asked_for is None or asked_for.state != REQUESTED:
        raise NotFound(_(ABSENT))
    return asked_for.id


async def _now(call: Call, target: int) -> Relationship:
    async with call.site.db.reading() as tx:
        them = await somebody(tx, target)
        return await relationship(tx, call, them.id)
