"""Pictures of other servers are judged in the background, from their own bytes, and within a budget."""

from __future__ import annotations

import asyncio
import os
import struct
import zlib
from dataclasses import replace
from pathlib import Path

from fediart.clock import DAY, HOUR
from fediart.jobs import judge_remote
from fediart.jobs.tidy import tidy
from fediart.media import studio
from fediart.outcomes import Done
from fediart.store import remote_judgements
from fediart.store.actors import Actor
from fediart.store.remote_labels import NOTHING, Label, Standing, Word
from fediart.store.settings import InstanceSettings, read_settings
from tests.ai_elsewhere.conftest import picture, posted, standing_of
from tests.inbox.conftest import Meeting
from tests.publish import works
from tests.site import change_settings, drain


async def test_what_a_file_says_of_itself_is_read_before_our_copy_loses_it(meeting: Meeting) -> None:
    post = await posted(meeting, picture(meeting.bob, "a.png", works.a1111_png()))
    found = await standing_of(meeting, post)
    assert (found.label, found.source) == (Label.GENERATED, Word.FILE)
    assert "Steps" in found.quote
    row = await meeting.row("remote_judgements", "post_id = :id", id=post)
    assert (row["state"], row["original"]) == ("judged", "")
    assert await meeting.count("measurements", "sha256 = :sha", sha=row["sha256"]) == 1


async def test_a_score_alone_is_a_suspicion_and_never_a_label(meeting: Meeting) -> None:
    post = await posted(meeting, picture(meeting.bob, "red.png", works.red_png()))
    assert await standing_of(meeting, post) == Standing(Label.SUSPECTED, Word.SCORE)
    plain = await posted(meeting, picture(meeting.bob, "plain.png", works.human_png()))
    assert await standing_of(meeting, plain) == NOTHING


async def test_the_same_bytes_are_measured_once(meeting: Meeting) -> None:
    await posted(meeting, picture(meeting.bob, "red.png", works.red_png()))
    spent = await meeting.row("remote_budget", "judged = 1")
    again = await posted(meeting, picture(meeting.bob, "again.png", works.red_png()))
    assert (await standing_of(meeting, again)).label is Label.SUSPECTED
    assert (await meeting.row("remote_budget", "judged = 2"))["cpu"] == spent["cpu"]


async def test_originals_are_private_and_swept_once_they_are_judged(meeting: Meeting) -> None:
    await change_settings(meeting.site, elsewhere_cpu=0)
    await posted(meeting, picture(meeting.bob, "a.png", works.a1111_png()))
    row = await meeting.row("remote_judgements", "state = 'waiting'")
    path = await meeting.site.storage.local(row["original"])
    assert row["original"].startswith("originals/")
    os.utime(path, (0, 0))
    await tidy(meeting.site, {})
    assert path.exists(), "it still waits"
    await change_settings(meeting.site, elsewhere_cpu=300)
    meeting.site.clock.move(HOUR)
    await drain(meeting.site)
    assert await meeting.count("remote_judgements", "state = 'judged'") == 1
    await tidy(meeting.site, {})
    assert not path.exists()


async def test_one_servers_flood_leaves_room_for_others(meeting: Meeting) -> None:
    await change_settings(meeting.site, elsewhere_per_day=10)
    for number in range(4):
        await posted(meeting, picture(meeting.bob, f"{number}.png", works.human_png(64, 64, number)))
    assert await meeting.count("remote_judgements", "state = 'judged'") == 2, "a fifth of ten"
    assert await meeting.count("remote_judgements", "state = 'skipped'") == 2
    bob = await meeting.bob_here()
    async with meeting.site.db.reading() as tx:
        spent = await remote_judgements.spent_since(tx, 0)
        other = await judge_remote.room_for(
            tx, _elsewhere(bob, "quiet.example"), await _settings(meeting), now=meeting.site.clock.now()
        )
    assert [(one.host, one.taken, one.skipped) for one in spent] == [(bob.host, 2, 2)]
    assert other
    meeting.site.clock.move(DAY)
    await posted(meeting, picture(meeting.bob, "next.png", works.human_png(64, 64, 9)))
    assert await meeting.count("remote_judgements", "state = 'judged'") == 3


async def test_strangers_under_many_names_cannot_use_up_the_day(meeting: Meeting) -> None:
    settings = await _settings(meeting)
    bob, now = await meeting.bob_here(), meeting.site.clock.now()
    async with meeting.site.db.writing() as tx:
        for number in range(500):
            spent = remote_judgements.Spent(f"{number}.evil.example", taken=1, strange=1)
            await remote_judgements.spend(tx, now // HOUR, spent)
        fresh = _elsewhere(bob, "new.evil.example")
        assert not await judge_remote.room_for(tx, fresh, settings, now=now)
        assert await judge_remote.room_for(tx, bob, settings, now=now), "whom people here follow, still"


async def test_the_hours_work_is_bounded_and_goes_on_in_the_next(meeting: Meeting) -> None:
    await change_settings(meeting.site, elsewhere_cpu=0)
    await posted(meeting, picture(meeting.bob, "a.png", works.a1111_png()))
    assert await meeting.count("remote_judgements", "state = 'waiting'") == 1
    await change_settings(meeting.site, elsewhere_cpu=300)
    meeting.site.clock.move(HOUR)
    await drain(meeting.site)
    assert await meeting.count("remote_judgements", "state = 'judged'") == 1


async def test_uploads_go_first(meeting: Meeting, tmp_path: Path) -> None:
    await change_settings(meeting.site, elsewhere_cpu=0)
    await posted(meeting, picture(meeting.bob, "a.png", works.a1111_png()))
    await change_settings(meeting.site, elsewhere_cpu=300)
    os.mkfifo(tmp_path / "upload.png")  # whoever reads it is busy until somebody writes
    looking = []
    while not meeting.site.pool.busy:
        looking.append(asyncio.create_task(studio.read_metadata(meeting.site.pool, tmp_path / "upload.png")))
        await asyncio.sleep(0)
    outcome = await judge_remote.judge_waiting(meeting.site, {})
    assert outcome == Done("artists' uploads come first")
    assert await meeting.count("remote_judgements", "state = 'waiting'") == 1
    with (tmp_path / "upload.png").open("wb") as end:
        end.write(b"no picture")
    await asyncio.gather(*looking, return_exceptions=True)
    meeting.site.clock.move(HOUR)
    await drain(meeting.site)
    assert await meeting.count("remote_judgements", "state = 'judged'") == 1


async def test_servers_take_turns(meeting: Meeting) -> None:
    await change_settings(meeting.site, elsewhere_cpu=0)
    post = await posted(meeting, *(picture(meeting.bob, f"{n}.png", works.human_png(64, 64, n)) for n in range(3)))
    async with meeting.site.db.writing() as tx:
        await tx.run(
            """update remote_judgements set host = 'quiet.example'
            where media_id = (select max(media_id) from remote_judgements where post_id = :id)""",
            id=post,
        )
        order = [one.host for one in await remote_judgements.next_waiting(tx, limit=9)]
    assert "quiet.example" in order[:2]


async def test_off_means_that_nothing_is_judged_or_kept(meeting: Meeting) -> None:
    await change_settings(meeting.site, elsewhere="off")
    post = await posted(meeting, picture(meeting.bob, "a.png", works.a1111_png()))
    assert await meeting.count("remote_judgements") == 0
    assert await standing_of(meeting, post) == NOTHING
    assert await meeting.count("remote_media", "state = 'kept' and role = 'post'") == 1


def _bomb() -> bytes:
    """A PNG of few bytes that says it has 11,999 by 3,000 pixels, and lies about its data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 11_999, 3_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


async def test_hostile_files_never_reach_the_filter_or_stop_it(meeting: Meeting) -> None:
    hostile = (b"", b"\x89PNG\r\n\x1a\n", b"GIF89a" + b"\xff" * 400, _bomb(), b"<svg onload=x>")
    await posted(meeting, *(picture(meeting.bob, f"evil-{n}.png", data) for n, data in enumerate(hostile)))
    assert await meeting.count("remote_judgements", "state = 'judged'") == 0
    post = await posted(meeting, picture(meeting.bob, "a.png", works.a1111_png()))
    assert (await standing_of(meeting, post)).label is Label.GENERATED


async def test_a_file_that_brings_a_worker_down_ends_with_a_word(meeting: Meeting) -> None:
    await change_settings(meeting.site, elsewhere_cpu=0)
    post = await posted(meeting, picture(meeting.bob, "a.png", works.a1111_png()))
    row = await meeting.row("remote_judgements", "post_id = :id", id=post)
    (await meeting.site.storage.local(row["original"])).write_bytes(_bomb())
    await change_settings(meeting.site, elsewhere_cpu=300)
    meeting.site.clock.move(HOUR)
    await drain(meeting.site)
    assert (await meeting.row("remote_judgements", "post_id = :id", id=post))["state"] == "failed"
    assert await standing_of(meeting, post) == NOTHING


def _elsewhere(actor: Actor, host: str) -> Actor:
    return replace(actor, id=actor.id + 1, host=host)


async def _settings(meeting: Meeting) -> InstanceSettings:
    async with meeting.site.db.reading() as tx:
        return await read_settings(tx)
