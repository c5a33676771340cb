"""Where an activity goes, in which order and when: somebody who waits comes before the crowd, the dead are spared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from federation.audience import PUBLIC
from federation.lenient import recipients
from fediart.clock import moment
from fediart.store import deliveries, hosts
from fediart.store.database import Reading
from fediart.store.deliveries import BEHIND, Place
from fediart.store.hosts import Host

_AS_PUBLIC = frozenset({PUBLIC, "as:Public", "Public"})


def addressed(activity: Mapping[str, Any]) -> set[str]:
    """Everyone in `to` and `cc`, which in what we pass on of others may be written in odd ways."""
    return {one for name in ("to", "cc") for one in recipients(activity.get(name))}


def for_a_crowd(activity: Mapping[str, Any], followers_uri: str) -> bool:
    """Whether it is for everyone or for all followers."""
    return not addressed(activity).isdisjoint({*_AS_PUBLIC, followers_uri})


def for_followers_only(activity: Mapping[str, Any], followers_uri: str) -> bool:
    """Then each server is told which followers of its own we know of (FEP-8fcf)."""
    named = addressed(activity)
    return followers_uri in named and named.isdisjoint(_AS_PUBLIC)


async def places(
    tx: Reading,
    reachable: Iterable[tuple[str, str]],
    *,
    now: int,
    kind: str,
    crowd: bool,
    first: Collection[str] = (),
    post_id: int | None = None,
) -> Sequence[Place]:
    """A place for each `(inbox, host)`. `first` are inboxes of people who are named in what is for a crowd.

    What is about a post arrives in order. A dead server gets none of what is for all; Deletes wait for it.
    """
    before = {} if post_id is None or kind == "Create" else await deliveries.waiting_about(tx, post_id)
    resting = await hosts.resting(tx, now=now)
    probed = await hosts.with_probe(tx, now=now) if resting else frozenset()
    named = frozenset(first)
    found = []
    for inbox, host in reachable:
        due, priority = before.get(inbox, (now, 0))
        priority = max(priority, int(crowd and inbox not in named))
        spare = crowd and kind != "Delete"
        place = _place(inbox, host, resting.get(host), due, priority, now=now, spare=spare)
        found.append(replace(place, due=place.due + BEHIND) if host in probed else place)
    return found


def _place(inbox: str, host: str, state: Host | None, due: int, priority: int, *, now: int, spare: bool) -> Place:
    if state is None:
        return Place(inbox, host, due, priority)
    if spare and state.dead(now):
        day = moment(state.down_since).strftime("%-d %B %Y")
        why = f"not sent, as the server has not been reached since {day}"
        return Place(inbox, host, due, priority, "given-up", why)
    return Place(inbox, host, max(due, state.retry_at), priority)
