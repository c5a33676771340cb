"""Pictures of other servers: an artist hears of copies of their works, and of nothing that is not theirs to know."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from federation.objects import Attachment
from fediart.clock import HandClock
from fediart.store import copies
from fediart.store.copies import Copy
from fediart.store.database import Database
from tests.copies.art import cropped
from tests.inbox.conftest import Meeting
from tests.publish import works
from tests.remote import RemoteServer
from tests.site import drain, log_in, make_artist, served

pytestmark = pytest.mark.one_engine


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


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


async def _posts(meeting: Meeting, image: Image.Image, name: str = "a", **note: object) -> str:
    url = meeting.bob.serve(f"/files/{name}.png", _png(image), kind="image/png")
    file = Attachment(url=url, type="Image", media_type="image/png", alt="A picture")
    made = meeting.bob.note("<p>Look</p>", attachments=[file], **note)
    assert await meeting.says(meeting.bob.create(made)) == 202
    await drain(meeting.site)
    return str(made["id"])


async def _found(meeting: Meeting) -> list[Copy]:
    async with meeting.site.db.reading() as tx:
        return await copies.of_artist(tx, meeting.jane.id)


async def test_a_copy_in_a_post_from_elsewhere_is_told_and_reported(
    meeting: Meeting, scene: Image.Image, tmp_path: Path
) -> None:
    await works.publish_one(meeting.site, tmp_path, meeting.jane, _png(scene))
    await _posts(meeting, cropped(scene, 0.75, 0.2, 0.9))
    (found,) = await _found(meeting)
    assert "copy-found" in [kind for kind, _ in await works.told(meeting.site, meeting.jane)]
    await log_in(meeting.web, "jane")
    page = await meeting.web.get(f"/copies/{found.id}")
    assert page.status == 200 and "/remote-media/" in page.text and "permit" in page.text
    fields = {"words": "Mine", "forward": "1"}
    answer = await meeting.web.post_form(f"/copies/{found.id}/report", fields, page=f"/copies/{found.id}")
    assert answer.status == 303
    await drain(meeting.site)
    assert any(one["type"] == "Flag" for one in meeting.bob.received)
    assert (await _found(meeting))[0].state == "reported"


async def test_a_flood_is_one_alert_and_can_be_muted(meeting: Meeting, scene: Image.Image, tmp_path: Path) -> None:
    await works.publish_one(meeting.site, tmp_path, meeting.jane, _png(scene))
    for number in range(3):
        await _posts(meeting, cropped(scene, 0.95 - number / 20, 0.5, 0.5), f"n{number}")
    assert len(await _found(meeting)) == 3
    told = [kind for kind, _ in await works.told(meeting.site, meeting.jane)]
    assert told.count("copy-found") == 1


async def test_posts_for_few_and_ones_own_other_account_are_no_news(
    meeting: Meeting, scene: Image.Image, tmp_path: Path
) -> None:
    await works.publish_one(meeting.site, tmp_path, meeting.jane, _png(scene))
    followers = f"{meeting.bob.actor_id}/followers"
    await _posts(meeting, scene, "few", to=[followers], cc=[])
    assert await _found(meeting) == []
    async with meeting.site.db.writing() as tx:
        await tx.run(
            "update actors set also_known_as = :known where id = :id",
            known=f'["{meeting.bob.actor_id}"]', id=meeting.jane.id,
        )  # fmt: skip
    await _posts(meeting, scene, "own")
    assert await _found(meeting) == []
