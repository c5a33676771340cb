"""Years of Instagram come in by the command line: broken off in the midst, gone on with, read on the page, taken back.

500 posts in both forms on both databases take minutes: `make archives`. Otherwise it is a few dozen, one form on each.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import io
import os
from pathlib import Path

import pytest

from fediart.actions import imports
from fediart.cli import imports as command
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store import artworks, import_items, pictures
from fediart.store import imports as rows
from fediart.store.actors import Actor
from fediart.store.import_items import Item
from fediart.store.imports import Counts, Import
from fediart.store.jobs import LEASE
from tests.imports import instagram
from tests.inbox.conftest import Meeting, meeting
from tests.site import drain, log_in

__all__ = ["meeting"]

WHOLE = bool(os.environ.get("EVERY_CASE"))
GENERATED = 7  # this post shows what a machine made
PATIENCE = 600 if WHOLE else 60  # seconds
SOME = [("sqlite", "json", 26), ("postgres", "html", 10)]
ALL = [(engine, form, 500) for engine in ("sqlite", "postgres") for form in ("json", "html")]

pytestmark = pytest.mark.timeout(1800 if WHOLE else 120)


def arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.bring_arguments(parser)
    return parser.parse_args([*words, "--as", "jane"])


async def state_of(site: Site, artist: Actor) -> tuple[Import, Counts]:
    async with site.db.reading() as tx:
        (made,) = await rows.of_actor(tx, artist.id)
        return made, await import_items.counts(tx, made.id)


async def broken_off(site: Site, artist: Actor, path: Path, after: int) -> int:
    """The command is interrupted when so many have come. Returns the import's number."""
    command_line = asyncio.create_task(command.bring_files(site, arguments("instagram", str(path), "--only", "posts")))
    async with asyncio.timeout(PATIENCE):
        while True:
            await asyncio.sleep(0.05)
            assert not command_line.done(), command_line.result()
            async with site.db.reading() as tx:
                begun = await rows.of_actor(tx, artist.id)
                if begun and (await import_items.counts(tx, begun[0].id)).of(import_items.DONE) >= after:
                    break
    command_line.cancel()
    with pytest.raises(asyncio.CancelledError):
        await command_line
    return begun[0].id


async def all_items(site: Site, number: int) -> list[Item]:
    found: list[Item] = []
    async with site.db.reading() as tx:
        while more := await import_items.page(tx, number, after=found[-1].position if found else -1):
            found += more
    return [one for one in found if one.part == "posts"]


@pytest.mark.parametrize(("db", "form", "count"), ALL if WHOLE else SOME, indirect=["db"])
async def test_years_of_posts_come_in_and_go(
    meeting: Meeting, clock: HandClock, tmp_path: Path, form: str, count: int
) -> None:
    site, jane = meeting.site, meeting.jane
    assert await meeting.says(meeting.bob.follow(jane.uri)) == 202
    path = instagram.archive(tmp_path / "instagram-jane.zip", form, count, generated=GENERATED)
    number = await broken_off(site, jane, path, count // 3)

    # The process is gone. The one that serves goes on when its jobs are free again
    clock.move(LEASE + 1)
    await drain(site)
    made, counts = await state_of(site, jane)
    assert made.state == rows.DONE
    told = list(instagram.posts(count))
    wanted = [post for post in told if post.kept and not post.files[0].endswith("mp4")]
    items = await all_items(site, number)
    assert len(items) == count and sum(one.state == "skipped" for one in items) == count - len(wanted)
    assert counts.of(import_items.DONE) == len(wanted)

    # Dates, order, carousels; what a machine made is refused, and why
    come = [one for one in items if one.state == import_items.DONE]
    async with site.db.reading() as tx:
        works = await artworks.by_ids(tx, [one.id for one in come])
        shown = await artworks.published_of(tx, jane.id, before=(2**62, 2**62), limit=count)
        fifth = await pictures.of_artwork(tx, come[4].id)
    own = [works[one.id] for one in come]
    assert [one.state for one in own] == ["refused" if post.number == GENERATED else "published" for post in wanted]
    kept = [post for post in wanted if post.number != GENERATED]
    dates = [int(post.when.timestamp() * 1000) for post in kept]
    assert [one.published for one in own if one.state == "published"] == dates
    assert [one.published for one in shown] == dates[::-1] and len(fifth) == 3
    await log_in(meeting.web, "jane")
    here = f"/settings/import/{number}"
    report = list(csv.reader(io.StringIO((await meeting.web.get(f"{here}/report.csv")).text)))
    assert len(report) == count + 3 and sum("refused" in line for line in report) == 1
    assert any("refused" in line and "/works/" in line[-1] for line in report)
    refused = await meeting.web.get(f"/works/{next(one.id for one in own if one.state == 'refused')}")
    assert "this instance does not publish pictures of which this is said" in refused.text

    # On the profile and in the outbox, and nothing of it was sent to anybody
    page = (await meeting.web.get("/@jane")).text
    newest = [f"/@jane/{one.id}" for one in shown[:5]]
    assert [page.index(link) for link in newest] == sorted(page.index(link) for link in newest)
    outbox = await meeting.web.get("/users/jane/outbox", headers={"Accept": "application/activity+json"})
    assert outbox.json["totalItems"] == len(kept)

    # Taken back as a whole
    await imports.undo(site, jane, number)
    await drain(site)
    async with site.db.reading() as tx:
        assert await artworks.published_of(tx, jane.id, before=(2**62, 2**62), limit=count) == []
    assert {one["type"] for one in meeting.bob.received} == {"Accept"}
