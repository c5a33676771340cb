"""The artist jane here and the painter bob elsewhere, as in the tests of the inbox; and others who live here."""

from __future__ import annotations

from typing import Any

from federation.audience import PUBLIC
from fediart.store.actors import Actor
from tests.inbox.conftest import Meeting, meeting
from tests.site import Client, log_in, make_artist

__all__ = ["Meeting", "browser_of", "direct", "meeting", "neighbour", "said_by_bob", "uri_of"]


async def neighbour(meeting: Meeting, name: str) -> Actor:
    """Somebody else who has an account here."""
    _, actor = await make_artist(meeting.site, name)
    return actor


async def browser_of(meeting: Meeting, name: str) -> Client:
    """A browser in which this member is logged in."""
    client = meeting.web if name == "jane" else meeting.web.fresh()
    await log_in(client, name)
    return client


async def said_by_bob(meeting: Meeting, content: str, **fields: Any) -> dict[str, Any]:
    """A post of bob's for everyone arrives."""
    note = meeting.bob.note(content, **fields)
    assert await meeting.says(meeting.bob.create(note)) == 202
    return note


def direct(meeting: Meeting, content: str, *people: str, reply_to: str | None = None) -> dict[str, Any]:
    """A Create of a direct message of bob's to these, jane if nobody is named, as Mastodon sends it."""
    named = people or (meeting.jane.uri,)
    note = meeting.bob.note(content, to=named, cc=(), in_reply_to=reply_to)
    note["tag"] = [{"type": "Mention", "href": one, "name": one.rpartition("/")[2]} for one in named]
    assert PUBLIC not in note["to"]
    return meeting.bob.create(note)


def uri_of(meeting: Meeting, work_id: int) -> str:
    """The address of a work of jane's, as others know it."""
    return f"{meeting.jane.uri}/posts/{work_id}"
