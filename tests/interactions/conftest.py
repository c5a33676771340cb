"""The artist jane here, the painter bob elsewhere, as in the tests of the inbox; with posts whose policies differ."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fediart.store import artworks, consent, posts
from fediart.store.artworks import Artwork
from fediart.store.consent import Choice
from fediart.store.posts import Post
from tests.inbox.conftest import Meeting, meeting
from tests.inbox.helpers import post_by

__all__ = ["Meeting", "meeting"]


async def choosy(meeting: Meeting, *, visibility: str = "public", **chosen: str) -> Post:
    """A post of jane's that not everyone may do everything with."""
    made = await post_by(meeting.site, meeting.jane, visibility=visibility)
    said = consent.kept(consent.consent_of(replace(Choice(), **chosen)))
    async with meeting.site.db.writing() as tx:
        await tx.run("update posts set consent = :said, kind = 'note' where id = :id", said=said, id=made.id)
        found = await posts.by_id(tx, made.id)
    assert found is not None
    return found


async def kinds(meeting: Meeting) -> list[str]:
    """What jane was told, the oldest first."""
    async with meeting.site.db.reading() as tx:
        rows = await tx.all("select kind from notifications where actor_id = :id order by id", id=meeting.jane.id)
    return [row["kind"] for row in rows]


def heard(meeting: Meeting, kind: str) -> list[dict[str, Any]]:
    """The activities of this type that bob's server has got."""
    return [one for one in meeting.bob.received if one["type"] == kind]


async def artwork_row(meeting: Meeting, number: int) -> Artwork:
    async with meeting.site.db.reading() as tx:
        found = await artworks.by_id(tx, number)
    assert found is not None
    return found
