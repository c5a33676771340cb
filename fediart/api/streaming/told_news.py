"""News, conversations and announcements for those who listen: each person's own, as apps would read them."""

from __future__ import annotations

from typing import Final

import orjson

from fediart.actions.news_types import SHOWN_KINDS
from fediart.api.announcements import told as told_announcement
from fediart.api.conversations import told as told_conversations
from fediart.api.shown.notifications import shown as notifications
from fediart.api.streaming.channels import DIRECT, NEWS, USER, Channel
from fediart.api.streaming.hub import Hub
from fediart.api.streaming.listener import Listener, Message
from fediart.language import ENGLISH, speaking
from fediart.store import announcements, audiences, news_lists, talks
from fediart.store.news_lists import Which
from fediart.store.stream_events import Event

_TO_ALL: Final = Which(SHOWN_KINDS)  # of types that every app knows: a stream does not say which it knows besides


async def said(hub: Hub, event: Event) -> None:
    """A direct message comes to those in its talk who have it open; strangers' requests wait on their pages."""
    channels = {one.owner: one for one in hub.channels(DIRECT)}
    if not channels:
        return
    sendings = []
    settings = await hub.settings()
    async with hub.site.db.reading() as tx:
        for person, number in (await audiences.of_message(tx, event.ids[0], channels)).items():
            talk = await talks.by_id(tx, number, person)
            if talk is None or talk.last is None:
                continue
            with speaking(ENGLISH):
                shown = await told_conversations(tx, hub.call_of(person, settings), [talk])
            message = Message("conversation", orjson.dumps(shown[0]).decode())
            sendings.append((channels[person], message))
    await hub.send(sendings)


async def announced(hub: Hub, event: Event) -> None:
    """Something is announced, or is announced in other words."""
    async with hub.site.db.reading() as tx:
        one = await announcements.current_one(tx, event.ids[0], now=hub.site.clock.now())
        reactions = await announcements.reactions(tx, event.ids, 0) if one else {}
    if one is not None:
        shown = told_announcement(one, False, reactions.get(one.id, ()))
        await _to_members(hub, Message("announcement", orjson.dumps(shown).decode()))


async def announcement_gone(hub: Hub, event: Event) -> None:
    """What was announced is not any more."""
    await _to_members(hub, Message("announcement.delete", str(event.ids[0])))


async def reacted(hub: Hub, event: Event) -> None:
    """How many answer an announcement with this sign now."""
    number, name = event.ids[0], event.word
    async with hub.site.db.reading() as tx:
        one = await announcements.current_one(tx, number, now=hub.site.clock.now())
        found = (await announcements.reactions(tx, [number], 0)).get(number, ()) if one else ()
    if one is not None:
        count = next((reaction.count for reaction in found if reaction.name == name), 0)
        told = {"name": name, "count": count, "announcement_id": str(number)}
        await _to_members(hub, Message("announcement.reaction", orjson.dumps(told).decode()))


async def _to_members(hub: Hub, message: Message) -> None:
    await hub.send((channel, message) for channel in hub.channels(USER))


async def notified(hub: Hub, event: Event) -> None:
    """Somebody's news come to them: to the stream of news alone, and at home where the token may read them."""
    number, person = event.ids
    channels = [one for one in (Channel(USER, owner=person), Channel(NEWS, owner=person)) if hub.on(one)]
    if not channels:
        return
    settings = await hub.settings()
    async with hub.site.db.reading() as tx:
        found = await news_lists.one(tx, person, number, _TO_ALL)
        with speaking(ENGLISH):
            shown = await notifications(tx, hub.call_of(person, settings), [found]) if found else []
    if shown:
        message = Message("notification", orjson.dumps(shown[0]).decode())
        await hub.send(((one, message) for one in channels), _may_read_news)


def _may_read_news(listener: Listener) -> bool:
    return listener.news
