"""What admins announce, for the apps of members."""

from __future__ import annotations

from collections.abc import Sequence

from fediart.actions import announcing
from fediart.api.call import Call
from fediart.api.entities.announcements import Announcement, Reaction
from fediart.api.entities.common import Empty
from fediart.api.shown.words import when, when_ever
from fediart.store import announcements
from fediart.store.announcements import Reacted


async def listed(call: Call) -> list[Announcement]:
    """Lists what is announced now, with whether the member has put it away."""
    async with call.site.db.reading() as tx:
        found = await announcements.current(tx, now=call.now)
        ids = [one.id for one in found]
        read = await announcements.read_by(tx, ids, call.actor.id)
        reactions = await announcements.reactions(tx, ids, call.actor.id)
    return [told(one, one.id in read, reactions.get(one.id, ())) for one in found]


def told(one: announcements.Announcement, read: bool, reactions: Sequence[Reacted]) -> Announcement:
    """As apps are told of it; `read`: whether the member has put it away."""
    return {
        "id": str(one.id),
        "content": announcing.as_html(one.text),
        "starts_at": when_ever(one.starts),
        "ends_at": when_ever(one.ends),
        "all_day": bool(one.all_day),
        "published_at": when(one.published),
        "updated_at": when(one.updated),
        "read": read,
        "mentions": [],
        "statuses": [],
        "tags": [],
        "emojis": [],
        "reactions": [_reaction(reacted) for reacted in reactions],
    }


def _reaction(one: Reacted) -> Reaction:
    return {"name": one.name, "count": one.count, "me": one.me}


async def dismiss(call: Call) -> Empty:
    """Puts an announcement away for the member."""
    await announcing.put_away(call.site, call.actor, call.number())
    return {}


async def react(call: Call) -> Empty:
    """Answers an announcement with a sign; once more changes nothing."""
    await announcing.react(call.site, call.actor, call.number(), call.part("name"))
    return {}


async def take_back(call: Call) -> Empty:
    """Takes a sign back."""
    await announcing.take_reaction_back(call.site, call.actor, call.number(), call.part("name"))
    return {}
