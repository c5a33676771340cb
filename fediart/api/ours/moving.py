"""Aliases and moving: one's other accounts, and leading followers to one of them, as the page of settings does."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.actions import moving
from fediart.api.call import Call
from fediart.api.entities.ours_moving import OurAlias, OurMigration
from fediart.api.given import asked
from fediart.api.shown.accounts import account
from fediart.api.shown.words import when_ever
from fediart.store import actors
from fediart.store.actors import Actor
from fediart.web.request import address_of


@dataclass(frozen=True, slots=True)
class NewAlias:
    acct: str = asked("The other account: a handle such as @jane@art.example, or its address.", required=True, most=500)


@dataclass(frozen=True, slots=True)
class OldAlias:
    uri: str = asked("The address of the other account, as it is listed.", required=True, most=2_000)


@dataclass(frozen=True, slots=True)
class NewHome:
    acct: str = asked("The new account, which must name this one as an alias.", required=True, most=500)
    current_password: str = asked("The member's own password: a token is not enough for this.", required=True, most=500)


async def aliases(call: Call) -> list[OurAlias]:
    """Lists one's other accounts: only from these can people be led here."""
    return await _aliases(call, call.actor)


async def add_alias(call: Call, given: NewAlias) -> list[OurAlias]:
    """Names another account of one's own."""
    return await _aliases(call, await moving.add_alias(call.site, call.actor, given.acct))


async def remove_alias(call: Call, given: OldAlias) -> list[OurAlias]:
    """Takes such a name back; nothing happens where it is not there."""
    return await _aliases(call, await moving.remove_alias(call.site, call.actor, given.uri))


async def show(call: Call) -> OurMigration:
    """Shows whether this account has moved, and from when on it may."""
    return await _migration(call, call.actor)


async def move(call: Call, given: NewHome) -> OurMigration:
    """Tells all followers, here and elsewhere, to follow the new account."""
    address = address_of(call.request)
    moved = await moving.move_away(
        call.site, call.account, call.actor, given.acct, given.current_password, address=address
    )
    return await _migration(call, moved)


async def cancel(call: Call) -> OurMigration:
    """Takes the redirect down; who has followed the new account stays there."""
    return await _migration(call, await moving.cancel(call.site, call.actor))


async def _aliases(call: Call, actor: Actor) -> list[OurAlias]:
    async with call.site.db.reading() as tx:
        found = {uri: await actors.by_uri(tx, uri) for uri in actor.also_known_as}
        return [{"uri": uri, "account": await account(tx, call, one) if one else None} for uri, one in found.items()]


async def _migration(call: Call, actor: Actor) -> OurMigration:
    next_at = await moving.next_move(call.site, actor)
    async with call.site.db.reading() as tx:
        target = await actors.by_uri(tx, actor.moved_to) if actor.moved_to else None
        return {
            "moved_to": actor.moved_to or None,
            "account": await account(tx, call, target) if target else None,
            "next_at": when_ever(next_at),
        }
