"""Posts that wait for their time: listed, put off, cancelled (docs.joinmastodon.org/methods/scheduled_statuses)."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.actions import app_schedule, scheduling
from fediart.actions.delete import delete
from fediart.api.call import Call, Paged
from fediart.api.entities.common import Empty
from fediart.api.entities.scheduled import ScheduledStatus
from fediart.api.given import Older, asked
from fediart.api.posting import demand_ahead, moment_of
from fediart.api.shown.scheduled import scheduled_text, scheduled_work
from fediart.api.turning import page, window
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import artworks, scheduled_texts, schedules
from fediart.store.database import Reading


@dataclass(frozen=True, slots=True)
class OtherTime:
    """When instead."""

    scheduled_at: str | None = asked("When it is posted; at least five minutes ahead.", required=True, most=60)


async def all_of_mine(call: Call, given: Older) -> Paged[ScheduledStatus]:
    """Lists what waits for its time, texts and works."""
    asked_for, me = window(given), call.actor.id
    async with call.site.db.reading() as tx:
        texts = {one.id: one for one in await scheduled_texts.of_actor(tx, me, asked_for)}
        works = await schedules.ahead(tx, me, asked_for, now=call.now)
        ids = sorted([*texts, *works], reverse=not asked_for.upwards)[: given.limit]
        found = [await _shown(tx, call, one) for one in sorted(ids, reverse=True)]
    return page(found, ids, given)


async def show(call: Call) -> ScheduledStatus:
    """Shows one of one's own."""
    async with call.site.db.reading() as tx:
        return await _shown(tx, call, call.number())


async def _shown(tx: Reading, call: Call, number: int) -> ScheduledStatus:
    """Raises NotFound for what is not the viewer's, or waits no more."""
    text = await scheduled_texts.owned(tx, number, call.actor.id)
    if text is not None:
        return await scheduled_text(tx, call, text)
    work = await artworks.owned(tx, number, call.actor.id)
    due = await schedules.of_artwork(tx, number) if work else None
    if work is None or due is None or due.due <= call.now or work.state not in schedules.WAITING:
        raise NotFound(_("Record not found"))
    return await scheduled_work(tx, call, work, due.due)


async def put_off(call: Call, given: OtherTime) -> ScheduledStatus:
    """Chooses another time."""
    number, me = call.number(), call.actor
    due = demand_ahead(moment_of(given.scheduled_at or ""), call.now)
    async with call.site.db.reading() as tx:
        await _shown(tx, call, number)
        is_text = await scheduled_texts.owned(tx, number, me.id) is not None
    if is_text:
        await app_schedule.put_off(call.site, me, number, due)
    else:
        await scheduling.reschedule(call.site, me, number, due, "UTC")
    async with call.site.db.reading() as tx:
        return await _shown(tx, call, number)


async def cancel(call: Call) -> Empty:
    """Cancels it. A work is withdrawn with its pictures."""
    number, me = call.number(), call.actor
    async with call.site.db.reading() as tx:
        await _shown(tx, call, number)
        is_text = await scheduled_texts.owned(tx, number, me.id) is not None
    if is_text:
        await app_schedule.cancel(call.site, me, number)
    else:
        await delete(call.site, me, number)
    return {}
