"""Polls as apps see them. A poll's id is its post's."""

from __future__ import annotations

from collections.abc import Mapping

from fediart.api.entities.polls import Poll
from fediart.api.shown.words import emojis, when_ever
from fediart.store import polls


def poll(
    origin: str, asked: polls.Poll, *, now: int, drawn: Mapping[str, str], voter: bool = False, own: bool = False
) -> Poll:
    """`voter`: somebody with an account looks, and `asked` says what they chose. `own`: they asked it themselves."""
    hidden = asked.hidden and not asked.over(now)
    made: Poll = {
        "id": str(asked.post_id),
        "expires_at": when_ever(asked.ends or asked.closed),
        "expired": asked.over(now),
        "multiple": asked.multiple,
        "votes_count": sum(one.votes for one in asked.options),
        "voters_count": asked.voters,
        "options": [{"title": one.name, "votes_count": None if hidden else one.votes} for one in asked.options],
        "emojis": emojis(origin, drawn),
    }
    if voter:
        made["voted"] = own or bool(asked.chosen)
        made["own_votes"] = list(asked.chosen)
    return made
