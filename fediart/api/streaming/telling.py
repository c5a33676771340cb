"""What listeners are sent of what happens: the only place that turns a change into messages.

Each post is looked at anew, as it is now and for those who listen now: nobody is sent what a timeline of theirs would
not show, however late the news comes.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from fediart.api.streaming import told_news, told_posts
from fediart.api.streaming.channels import DIRECT, HASHTAG, HASHTAG_LOCAL, LIST, NEWS, PUBLICS, USER, Channel
from fediart.api.streaming.hub import Hub
from fediart.api.streaming.listener import Message
from fediart.store import audiences
from fediart.store.stream_events import Event

MOST_AT_ONCE: Final = 2_000  # what comes beyond is not told: apps read it in their timelines

log = logging.getLogger("fediart.streams")


async def tell(hub: Hub, events: Sequence[Event]) -> None:
    """One after the other, each once; one that fails is left out."""
    once = list(dict.fromkeys(events))
    urgent = [one for one in once if one.kind in ("token", "person")]
    for event in [*urgent, *(one for one in once if one not in urgent)][:MOST_AT_ONCE]:
        try:
            if (telling := _TELLINGS.get(event.kind)) is not None:
                await telling(hub, event)
        except Exception:
            log.exception("Of %s nobody was told", event)


async def _dismiss_token(hub: Hub, event: Event) -> None:
    hub.dismiss(tokens=frozenset(event.ids[:1]))


async def _dismiss_person(hub: Hub, event: Event) -> None:
    """Their password or standing has changed: who still may connects again."""
    hub.dismiss(people=frozenset(event.ids[:1]))


async def _gone(hub: Hub, event: Event) -> None:
    """Of a post that was for some alone, only they hear that it is gone."""
    post_id, author = event.ids
    message = Message("delete", str(post_id))
    if event.word in ("public", "unlisted"):
        channels = hub.channels(USER, LIST, *PUBLICS, HASHTAG, HASHTAG_LOCAL)
    elif event.word == "followers":
        channels = await _of_followers(hub, author)
    else:
        channels = [Channel(DIRECT, owner=one) for one in {*event.named, author}]
        channels += [Channel(USER, owner=one) for one in {*event.named, author}]
    await hub.send((one, message) for one in channels)


async def _unboosted(hub: Hub, event: Event) -> None:
    boost_id, booster, _ = event.ids
    message = Message("delete", str(boost_id))
    channels = await _of_followers(hub, booster)
    await hub.send((one, message) for one in channels)


async def _of_followers(hub: Hub, actor_id: int) -> list[Channel]:
    """Home streams and lists of those who follow somebody, and of themselves."""
    listened = hub.channels(USER, LIST)
    async with hub.site.db.reading() as tx:
        people = await audiences.followers_among(tx, actor_id, {one.owner for one in listened})
    return [one for one in listened if one.owner in people]


async def _filters_changed(hub: Hub, event: Event) -> None:
    hub.sights.forget(event.ids[0])
    message = Message("filters_changed")
    await hub.send((Channel(name, owner=event.ids[0]), message) for name in (USER, NEWS))


async def _merged(hub: Hub, event: Event) -> None:
    """News that were kept apart are among the others now."""
    message = Message("notifications_merged", "1")
    await hub.send((Channel(name, owner=event.ids[0]), message) for name in (USER, NEWS))


_TELLINGS: Final[Mapping[str, Callable[[Hub, Event], Awaitable[None]]]] = {
    "post": told_posts.posted,
    "edit": told_posts.edited,
    "boost": told_posts.boosted,
    "gone": _gone,
    "unboost": _unboosted,
    "notification": told_news.notified,
    "message": told_news.said,
    "filters": _filters_changed,
    "merged": _merged,
    "announcement": told_news.announced,
    "announcement-gone": told_news.announcement_gone,
    "announcement-reaction": told_news.reacted,
    "token": _dismiss_token,
    "person": _dismiss_person,
}
