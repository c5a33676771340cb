"""A direct message arrives, whether written here or elsewhere: in the talk of its people, and at their browsers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from fediart.site import Site
from fediart.store import notifications, push, talks
from fediart.store.posts import Post
from fediart.store.talks import Statement


class Named(Protocol):
    """Somebody a message names; `fediart.store.actors.Actor` is one."""

    @property
    def id(self) -> int: ...

    @property
    def local(self) -> bool: ...


def arriving(site: Site, made: Post, people: Iterable[Named], *, others: int = 0) -> list[Statement]:
    """The statements for it; `others` are people it names who are not known here. Ring `site.bell` after the commit."""
    named = {one.id: one.local for one in people if one.id != made.actor_id}
    here = [number for number, local in named.items() if local]
    if not here and not made.local:
        return []
    ids, now = site.ids, site.clock.now()
    return [
        *talks.keeping(made, named, here, talk_id=ids.new(), others=others),
        *(push.queueing(ids.new(), one, {"message": made.id, "to": one}, now=now) for one in here),
        *(_news(ids.new(), one, made, now=now) for one in here),
    ]


def _news(number: int, actor_id: int, made: Post, *, now: int) -> Statement:
    return notifications.telling_of_message(number, actor_id, now=now, from_id=made.actor_id, post_id=made.id)
