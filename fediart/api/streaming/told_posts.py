"""Posts, edits and boosts as they come into the timelines of those who listen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from fediart.api.call import Call
from fediart.api.streaming.channels import HASHTAG, HASHTAG_LOCAL, LIST, PUBLICS, USER, Channel
from fediart.api.streaming.hub import Hub
from fediart.api.streaming.listener import Message
from fediart.api.streaming.looks import Looks, look_at
from fediart.clock import HOUR
from fediart.store import actors, audiences, boosts, posts
from fediart.store.database import Reading
from fediart.store.entries import Entry
from fediart.store.muted_words import HOME, WALLS
from fediart.store.posts import Post
from fediart.store.stream_events import Event
from fediart.store.visibility import NOBODY

LATE: Final = 6 * HOUR  # what was said longer ago and comes only now is not news, but what a thread lacked


@dataclass(slots=True)
class Audience:
    """Who is to be sent it, on which channels: first those who may see it, then those who want to."""

    at_home: dict[Channel, set[int]] = field(default_factory=dict)
    in_public: dict[Channel, set[int]] = field(default_factory=dict)

    def people(self) -> set[int]:
        return {one for some in (*self.at_home.values(), *self.in_public.values()) for one in some}


async def posted(hub: Hub, event: Event) -> None:
    """A new post."""
    await _tell(hub, event.ids[0], "update")


async def edited(hub: Hub, event: Event) -> None:
    """A post that says something else now."""
    await _tell(hub, event.ids[0], "status.update")


async def boosted(hub: Hub, event: Event) -> None:
    """A boost comes to those who follow whoever boosted."""
    async with hub.site.db.reading() as tx:
        boost = await boosts.by_id(tx, event.ids[0])
        post = await posts.by_id(tx, boost.post_id) if boost else None
        if boost is None or post is None or _late(hub, boost.published):
            return
        audience = Audience()
        homes, lists = _private(hub)
        for one in await audiences.boosted_home(tx, boost.id, homes):
            audience.at_home[homes[one]] = {one}
        for number in await audiences.boosted_in_lists(tx, boost.id, lists):
            audience.at_home[lists[number]] = {lists[number].owner}
        if not audience.people():
            return
        booster = await actors.by_id(tx, boost.actor_id)
        sendings = await _sendings(hub, tx, Entry(post, boost.published, boost.id, booster), audience, "update")
    await hub.send_each(sendings)


async def _tell(hub: Hub, post_id: int, word: str) -> None:
    async with hub.site.db.reading() as tx:
        post = await posts.by_id(tx, post_id)
        if post is None or post.deleted or (word == "update" and _late(hub, post.published)):
            return
        audience = await _audience(hub, tx, post)
        if not audience.people():
            return
        sendings = await _sendings(hub, tx, Entry(post, post.published, post.id), audience, word)
    await hub.send_each(sendings)


def _late(hub: Hub, published: int) -> bool:
    return hub.site.clock.now() - published > LATE


def _private(hub: Hub) -> tuple[dict[int, Channel], dict[int, Channel]]:
    """Homes by their owner, and lists by their number."""
    homes = {one.owner: one for one in hub.channels(USER)}
    return homes, {int(one.about): one for one in hub.channels(LIST)}


async def _audience(hub: Hub, tx: Reading, post: Post) -> Audience:
    audience = Audience()
    if post.visibility == "direct":
        return audience
    homes, lists = _private(hub)
    if homes:
        for one in await audiences.at_home(tx, post.id, homes):
            audience.at_home[homes[one]] = {one}
    if lists:
        for number in await audiences.in_lists(tx, post.id, lists):
            audience.at_home[lists[number]] = {lists[number].owner}
    if post.visibility == "public":
        await _add_public(hub, tx, post, audience)
    return audience


async def _add_public(hub: Hub, tx: Reading, post: Post, audience: Audience) -> None:
    channels = [one for one in hub.channels(*PUBLICS) if await _is_public_on(tx, post, one.name)]
    if hub.channels(HASHTAG, HASHTAG_LOCAL):
        tags = await posts.tags_of(tx, post.id)
        channels += [one for tag in tags for one in (Channel(HASHTAG, tag), Channel(HASHTAG_LOCAL, tag))
                     if hub.on(one) and (post.local or one.name == HASHTAG)]  # fmt: skip
    listening = {one.person for channel in channels for one in hub.on(channel)}
    if not post.local:
        listening.discard(NOBODY)  # as in api/timelines.py: others' works are not ours to show to everybody
    if not listening:
        return
    seen = await audiences.among_everybody(tx, post.id, listening)
    for channel in channels:
        audience.in_public[channel] = {one.person for one in hub.on(channel)} & seen


async def _is_public_on(tx: Reading, post: Post, name: str) -> bool:
    """Whether the public timeline of this name shows such posts (store/timelines.py)."""
    if post.kind not in (("artwork", "note") if post.local else ("note",)):
        return False
    if ("local" in name and not post.local) or ("remote" in name and post.local):
        return False
    return not name.endswith(":media") or await audiences.is_pictured(tx, post.id)


Sendings = list[tuple[Channel, dict[int, Message]]]


async def _sendings(hub: Hub, tx: Reading, entry: Entry, audience: Audience, word: str) -> Sendings:
    settings = await hub.settings()
    people = audience.people()

    def call_of(person: int) -> Call:
        return hub.call_of(person, settings)

    looks = await look_at(tx, entry, people, hub.sights, settings=settings, call_of=call_of)
    if looks is None:
        return []
    wanted = _wanted(looks, audience)
    payloads = await looks.payloads(tx, {one for _, some in wanted for one in some})
    messages = {payload: Message(word, payload) for payload in set(payloads.values())}
    return [(channel, {one: messages[payloads[one]] for one in some if one in payloads}) for channel, some in wanted]


def _wanted(looks: Looks, audience: Audience) -> list[tuple[Channel, set[int]]]:
    at_home = looks.wanted({one for some in audience.at_home.values() for one in some}, HOME, everybodys=False)
    met = looks.wanted({one for some in audience.in_public.values() for one in some}, WALLS, everybodys=True)
    return [
        *((channel, some & at_home) for channel, some in audience.at_home.items()),
        *((channel, some & met) for channel, some in audience.in_public.items()),
    ]
