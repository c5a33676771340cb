"""The cache of pictures from elsewhere: its room, what goes first, what comes back, and that it is no open proxy."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from federation.objects import Attachment
from fediart.actions import copy_cache
from fediart.cli.copies_elsewhere import show
from fediart.clock import HOUR, MINUTE, HandClock
from fediart.jobs.copy_cache import trim
from fediart.media.storage import FolderStorage
from fediart.store import domain_rules, remote_copies, remote_media
from fediart.store.copy_settings import PASS_ON, CopySettings, save_copy_settings
from fediart.store.domain_rules import DomainRule
from fediart.store.remote_media import RemoteMedia
from fediart.web import fetching
from tests.inbox.conftest import Meeting, meeting
from tests.site import drain, log_in, make_artist

__all__ = ["meeting"]


def png(shade: int, **more: Any) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((96, 64), shade).save(out, "PNG", **more)
    return out.getvalue()


async def arrives(meeting: Meeting, path: str, data: bytes | None = None) -> RemoteMedia:
    """A note of bob with one picture, which is then known here."""
    meeting.bob.serve(path, data or png(len(path) * 9), kind="image/png")
    picture = Attachment(f"{meeting.bob.origin}{path}", media_type="image/png", alt="Noise", width=96, height=64)
    note = meeting.bob.note("<p>Look</p>", attachments=(picture,))
    assert await meeting.says(meeting.bob.create(note)) == 202
    row = await meeting.row("posts", "uri = :uri", uri=note["id"])
    async with meeting.site.db.reading() as tx:
        (media,) = (await remote_media.of_posts(tx, [row["id"]]))[row["id"]]
    return media


async def chosen(meeting: Meeting, settings: CopySettings) -> None:
    async with meeting.site.db.writing() as tx:
        await save_copy_settings(tx, settings, now=meeting.site.clock.now())


async def here(meeting: Meeting, media: RemoteMedia) -> RemoteMedia:
    async with meeting.site.db.reading() as tx:
        found = await remote_media.by_id(tx, media.id)
    assert found is not None
    return found


def asked(meeting: Meeting, path: str) -> int:
    return sum(1 for _, where, _ in meeting.bob.requests if where == path)


async def test_what_nobody_looked_at_goes_first_and_comes_back_when_somebody_looks(
    meeting: Meeting, clock: HandClock, capsys: pytest.CaptureFixture[str]
) -> None:
    await meeting.follow_bob()
    old, new = await arrives(meeting, "/old.png"), await arrives(meeting, "/newer.png")
    clock.move(2 * HOUR)
    assert (await meeting.web.get(old.path)).status == 200  # what came first was looked at last
    async with meeting.site.db.writing() as tx:
        whole = await remote_copies.weigh(tx)
        assert whole.copies >= 2 and whole.bytes > 0
        await tx.run("update remote_copies set bytes = 700000000")
    await chosen(meeting, CopySettings(gigabytes=1))
    gone = await trim(meeting.site)
    assert gone.copies == whole.copies - 1
    assert (await here(meeting, old)).key and not (await here(meeting, new)).key
    storage = meeting.site.storage
    with pytest.raises(FileNotFoundError):
        await storage.local(new.key)

    assert asked(meeting, "/newer.png") == 1
    answer = await meeting.web.get(new.path)
    assert answer.status == 200 and answer.headers["Content-Type"] == "image/webp"
    assert "Content-Usage" in answer.headers  # what it says of AI is said of it as before
    assert asked(meeting, "/newer.png") == 2 and (await here(meeting, new)).key
    assert (await meeting.web.get(new.path)).status == 200 and asked(meeting, "/newer.png") == 2
    await show(meeting.site, "", as_json=False)
    assert "room: 1000000000 bytes" in capsys.readouterr().out


@pytest.mark.one_engine
async def test_nothing_is_kept_where_admins_want_that(meeting: Meeting) -> None:
    site = meeting.site
    await chosen(meeting, CopySettings(PASS_ON))
    await meeting.follow_bob()
    data = png(40)
    media = await arrives(meeting, "/through.png", data)
    assert media.state == "kept" and not media.key and asked(meeting, "/through.png") == 0
    answer = await meeting.web.get(media.path)
    assert answer.body == data and answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"].startswith("private") and "nosniff" in str(answer.headers)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert isinstance(site.storage, FolderStorage)
    async with asyncio.timeout(5):  # the answer is read a moment before the server is done with it
        while list((site.config.files / "incoming").iterdir()):
            await asyncio.sleep(0)
    async with site.db.reading() as tx:
        assert (await remote_copies.weigh(tx)).copies == 0


@pytest.mark.one_engine
async def test_it_is_no_proxy_for_what_others_choose(meeting: Meeting, clock: HandClock) -> None:
    await chosen(meeting, CopySettings(PASS_ON))
    await meeting.follow_bob()
    for path in ("/remote-media/1.webp", "/remote-media/0.webp", f"/remote-media/{2**63}.webp"):
        assert (await meeting.web.get(f"{path}?url={meeting.bob.origin}/secret.png")).status == 404
    assert asked(meeting, "/secret.png") == 0

    # Bytes that only call themselves a picture are never handed on: they would speak in our name.
    page = await arrives(
        meeting, "/page.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    )
    assert (await meeting.web.get(page.path)).status == 404
    assert (await meeting.web.get(page.path)).status == 404 and asked(
        meeting, "/page.png"
    ) == 1  # not asked again at once
    clock.move(fetching.RESTS + 1)
    assert (await meeting.web.get(page.path)).status == 404 and asked(meeting, "/page.png") == 2

    # A rule that came later holds for what is passed on, too.
    fine = await arrives(meeting, "/fine.png")
    assert (await meeting.web.get(fine.path)).status == 200
    async with meeting.site.db.writing() as tx:
        await domain_rules.put_rule(tx, DomainRule(meeting.bob.origin.partition("://")[2], "none", reject_media=True))
        await domain_rules.rules_changed(tx)
    meeting.site.rules.changed()
    before = asked(meeting, "/fine.png")
    assert (await meeting.web.get(fine.path)).status == 404 and asked(meeting, "/fine.png") == before


@pytest.mark.one_engine
async def test_a_host_is_asked_so_often_and_not_more(meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "A_MINUTE", 2)
    await chosen(meeting, CopySettings(PASS_ON))
    await meeting.follow_bob()
    media = await arrives(meeting, "/often.png")
    answers = await asyncio.gather(*(meeting.web.get(media.path) for _ in range(9)))
    states = [one.status for one in answers]
    assert set(states) == {200, 429} and asked(meeting, "/often.png") == states.count(200) <= 5
    assert all(int(one.headers["Retry-After"]) > 0 for one in answers if one.status == 429)


@pytest.mark.one_engine
async def test_a_private_address_is_never_asked(meeting: Meeting) -> None:
    """A row may name anything: its host may have moved into our network since."""
    await meeting.follow_bob()
    media = await arrives(meeting, "/moves.png")
    async with meeting.site.db.writing() as tx:
        await remote_copies.let_go(tx, [media.id])
        for url in ("http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/x.png", "file:///etc/passwd", ""):
            await tx.run("update remote_media set url = :url where id = :id", url=url, id=media.id)
    for url in ("http://169.254.169.254/latest/", "http://10.0.0.1/x.png", "file:///etc/passwd", ""):
        async with meeting.site.db.writing() as tx:
            await tx.run("update remote_media set url = :url where id = :id", url=url, id=media.id)
        assert (await meeting.web.get(media.path)).status == 404
        meeting.site.clock.move(fetching.RESTS + 1)  # type: ignore[attr-defined]


@pytest.mark.one_engine
async def test_admins_choose_the_room_and_moderators_clear_a_server(meeting: Meeting) -> None:
    site = meeting.site
    for name, role in (("olga", "owner"), ("mona", "moderator")):
        await make_artist(site, name, role=role)
    olga, mona = meeting.web.fresh(), meeting.web.fresh()
    await log_in(olga, "olga")
    await log_in(mona, "mona")
    await meeting.follow_bob()
    media = await arrives(meeting, "/one.png")
    host = meeting.bob.origin.partition("://")[2]

    assert (await mona.get("/admin/federation/copies")).status == 403
    wrong = await olga.post_form("/admin/federation/copies", {"mode": "keep", "gigabytes": "lots"})
    assert wrong.status == 422 and "Give a number of gigabytes" in wrong.text
    page = await mona.get(f"/admin/federation/servers/{host}")
    assert "Pictures kept here" in page.text and "Delete these copies" in page.text
    jane = meeting.web.fresh()
    await log_in(jane, "jane")
    refused = await jane.post_form(f"/admin/federation/servers/{host}/copies", {}, page="/settings")
    assert refused.status == 403
    answer = await mona.post_form(
        f"/admin/federation/servers/{host}/copies", {}, page=f"/admin/federation/servers/{host}"
    )
    assert answer.status == 303
    await drain(site)
    assert not (await here(meeting, media)).key
    saved = await olga.post_form("/admin/federation/copies", {"mode": PASS_ON, "gigabytes": "3"})
    assert saved.status == 303
    assert "Nothing is kept" in (await olga.get("/admin/federation/copies")).text
    assert copy_cache.EACH <= 10 * MINUTE and replace(CopySettings(), mode=PASS_ON).budget == 0
    log = (await olga.get("/admin/log")).text
    assert "clear cached pictures" in log and "change cache of pictures" in log
