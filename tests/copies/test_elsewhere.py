"""Pictures of other servers: an artist hears of copies of their works, and of nothing that is not theirs to know."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from federation.objects import Attachment
from fediart.actions import forbidden
from fediart.admission.printing import fingerprint
from fediart.clock import MINUTE, HandClock
from fediart.jobs import forbidden as again
from fediart.store import copies
from fediart.store import forbidden as rows
from fediart.store.copies import Copy
from fediart.store.database import Database
from tests.copies.art import cropped, drawn
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


async def test_kept_pictures_are_looked_at_again_when_the_forbidden_list_changes(
    meeting: Meeting, scene: Image.Image, monkeypatch: pytest.MonkeyPatch, clock: HandClock
) -> None:
    """In pieces, of which each queues the next; turned ones too; and what is taken off the list comes back."""
    monkeypatch.setattr(again, "AT_ONCE", 1)
    moderator, _ = await make_artist(meeting.site, "mo", role="moderator")
    await _posts(meeting, scene, "a")
    await _posts(meeting, scene.transpose(Image.Transpose.FLIP_LEFT_RIGHT), "b")
    await _posts(meeting, drawn(23).resize((400, 300)), "c")
    assert await _states(meeting) == ["kept", "kept", "kept"]
    listed = fingerprint(np.asarray(scene)).pdq[0]
    await forbidden.add(meeting.site, moderator, listed, "Abuse")
    await _a_minute_later(meeting, clock)
    assert await _states(meeting) == ["rejected", "rejected", "kept"]
    await _posts(meeting, scene, "d")
    assert (await _states(meeting))[3] == "rejected", "its bytes were known before the list was"
    async with meeting.site.db.reading() as tx:
        (one,) = await rows.page(tx)
    await forbidden.remove(meeting.site, moderator, one.id)
    await _a_minute_later(meeting, clock)
    assert await _states(meeting) == ["kept"] * 4


async def _a_minute_later(meeting: Meeting, clock: HandClock) -> None:
    clock.move(MINUTE)
    await drain(meeting.site)


async def _states(meeting: Meeting) -> list[str]:
    async with meeting.site.db.reading() as tx:
        return [row["state"] for row in await tx.all("select state from remote_media where role = 'post' order by id")]
