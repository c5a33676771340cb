"""Jane's home, whose detector takes red for generated, and bob, who posts pictures from another server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from federation.objects import Attachment
from fediart.clock import HandClock
from fediart.store import remote_labels
from fediart.store.database import Database
from fediart.store.remote_labels import Standing
from tests.inbox.conftest import Meeting
from tests.publish import works
from tests.remote import RemoteServer
from tests.site import make_artist, served


@pytest.fixture
async def meeting(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Meeting]:
    async with (
        works.studio(db, tmp_path, clock) as site,
        served(site) as client,
        RemoteServer("bob", clock=clock.now) as bob,
    ):
        _, jane = await make_artist(site, "jane")
        made = Meeting(site, client, jane, bob)
        await made.follow_bob()
        yield made


def picture(server: RemoteServer, name: str, data: bytes, media_type: str = "image/png") -> Attachment:
    """A file on that server, as an attachment."""
    url = server.serve(f"/files/{name}", data, kind=media_type)
    return Attachment(url=url, type="Image", media_type=media_type, alt="A picture")


async def posted(meeting: Meeting, *files: Attachment, extra: dict[str, object] | None = None, **note: object) -> int:
    """Bob posts; the pictures are fetched and judged. The id of the post here."""
    made = meeting.bob.note("<p>Look</p>", attachments=files, **note) | (extra or {})
    assert await meeting.says(meeting.bob.create(made)) == 202
    return int((await meeting.row("posts", "uri = :uri", uri=made["id"]))["id"])


async def standing_of(meeting: Meeting, post_id: int) -> Standing:
    async with meeting.site.db.reading() as tx:
        return (await remote_labels.of_posts(tx, [post_id])).get(post_id, remote_labels.NOTHING)
