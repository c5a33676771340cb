"""What apps show as trends. Nothing is ranked by likes or boosts here: tags are those most artists use lately, posts
are the newest works of the gallery, and links are not looked at."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.api.call import Call, Paged
from fediart.api.entities.common import CustomEmoji
from fediart.api.entities.statuses import PreviewCard, Status
from fediart.api.entities.tags import Tag
from fediart.api.given import asked
from fediart.api.shown.statuses import statuses
from fediart.api.shown.tags import tags
from fediart.store import trends
from fediart.store.visibility import NOBODY

FURTHEST = 500


@dataclass(frozen=True, slots=True)
class FewTags:
    """A page of tags."""

    limit: int = asked("How many, at most 20.", default=10, least=1, most=20, clamped=True)
    offset: int = asked("How many to leave out first.", default=0, least=0, most=FURTHEST, clamped=True)


@dataclass(frozen=True, slots=True)
class Some:
    """A page."""

    limit: int = asked("How many, at most 40.", default=20, least=1, most=40, clamped=True)
    offset: int = asked("How many to leave out first.", default=0, least=0, most=FURTHEST, clamped=True)


async def of_tags(call: Call, given: FewTags) -> Paged[Tag]:
    """Lists the tags that most artists put to the newest works here."""
    async with call.site.db.reading() as tx:
        names = await trends.tags(tx, offset=given.offset, limit=given.limit)
        items = await tags(tx, call, names)
    return Paged(items, next=_next(given.offset, given.limit, len(names)))


async def of_statuses(call: Call, given: Some) -> Paged[Status]:
    """Lists the newest works of artists here who let themselves be found."""
    async with call.site.db.reading() as tx:
        found = await trends.works(tx, viewer=call.viewer_id or NOBODY, offset=given.offset, limit=given.limit)
        items = await statuses(tx, call, found)
    return Paged(items, next=_next(given.offset, given.limit, len(found)))


async def of_links(call: Call, given: Some) -> list[PreviewCard]:
    """Lists nothing: links are not looked at here."""
    return []


def _next(offset: int, limit: int, found: int) -> dict[str, int] | None:
    return {"offset": offset + limit} if found == limit and offset + limit <= FURTHEST else None


async def custom_emojis(call: Call) -> list[CustomEmoji]:
    """Lists nothing: this server has no pictures of its own that stand for words."""
    return []
