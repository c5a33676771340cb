"""How far a member has read: told to their other apps, and to the pages, which then count nothing of it as new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from fediart.api.call import Call
from fediart.api.entities.markers import Markers
from fediart.api.given import Id, asked
from fediart.api.refusals import Refused
from fediart.api.shown.words import when
from fediart.errors import Problem
from fediart.language import _
from fediart.store import markers, notifications
from fediart.store.markers import HOME, NOTIFICATIONS, TIMELINES, Marker

_STALE = "Conflict during update, please try again"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which markers are asked for."""

    timeline: tuple[str, ...] = asked("home, notifications or both.", default=(), most=10)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is."""

    last_read_id: Id | None = asked("The last one that was read.")


@dataclass(frozen=True, slots=True)
class Places:
    """How far the member has read."""

    home: Place | None = asked("In the home timeline.")
    notifications: Place | None = asked("In the notifications.")


async def show(call: Call, given: Wanted) -> Markers:
    """Tells how far the member has read in the timelines that are asked for."""
    async with call.site.db.reading() as tx:
        found = await markers.of_actor(tx, call.actor.id)
    return _told({name: found[name] for name in TIMELINES if name in given.timeline and name in found})


async def save(call: Call, given: Places) -> Markers:
    """Keeps how far the member has read; 409 where another app has written at the same moment."""
    places = {HOME: given.home, NOTIFICATIONS: given.notifications}
    wanted = {name: place.last_read_id for name, place in places.items() if place and place.last_read_id is not None}
    if not wanted:
        raise Problem(_("Say how far you have read in home or notifications."))
    actor_id, made = call.actor.id, {}
    async with call.site.db.writing() as tx:
        known = await markers.of_actor(tx, actor_id)
        for name, last_read in wanted.items():
            before = known[name].version if name in known else 0
            if not await markers.put(tx, actor_id, name, last_read, before=before, now=call.now):
                raise Refused(409, _STALE)
            made[name] = Marker(last_read, before + 1, call.now)
        if NOTIFICATIONS in wanted:
            await notifications.mark_seen(tx, actor_id, up_to=wanted[NOTIFICATIONS], now=call.now)
    return _told(made)


def _told(found: Mapping[str, Marker]) -> Markers:
    told = {
        name: {"last_read_id": str(one.last_read), "version": one.version, "updated_at": when(one.updated)}
        for name, one in found.items()
    }
    return cast(Markers, told)
