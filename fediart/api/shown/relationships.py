"""How the viewer stands to people, in Mastodon's shape."""

from __future__ import annotations

from collections.abc import Sequence

from fediart.api.call import Call
from fediart.api.entities.relationships import Relationship
from fediart.api.shown.words import when
from fediart.store import relations
from fediart.store.database import Reading
from fediart.store.follow_options import USUAL
from fediart.store.follows import ACCEPTED, REQUESTED
from fediart.store.relations import Ties


async def relationships(tx: Reading, call: Call, actor_ids: Sequence[int]) -> list[Relationship]:
    """One for each of these, in their order; the endpoint needs a PERSON."""
    found = await relations.ties(tx, call.actor.id, actor_ids)
    return [_relationship(one, found) for one in actor_ids]


async def relationship(tx: Reading, call: Call, actor_id: int) -> Relationship:
    """That to one person."""
    return (await relationships(tx, call, (actor_id,)))[0]


def _relationship(other: int, found: Ties) -> Relationship:
    state, options, mute = found.follows.get(other), found.options.get(other, USUAL), found.mutes.get(other)
    followed = state in (ACCEPTED, REQUESTED)
    return {
        "id": str(other),
        "following": state == ACCEPTED,
        "showing_reblogs": followed and options.boosts,
        "notifying": followed and options.tells,
        "languages": list(options.languages) or None,
        "followed_by": found.followers.get(other) == ACCEPTED,
        "blocking": other in found.blocks,
        "blocked_by": other in found.blocked_by,
        "muting": mute is not None,
        "muting_notifications": mute is not None and mute.news,
        "muting_expires_at": when(mute.until) if mute is not None and mute.until else None,
        "requested": state == REQUESTED,
        "requested_by": found.followers.get(other) == REQUESTED,
        "domain_blocking": other in found.host_muted,
        "endorsed": other in found.endorsed,
        "note": found.notes.get(other, ""),
    }
