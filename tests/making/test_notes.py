"""Notes: words for the timeline, told to followers, and none of them in the portfolio."""

from __future__ import annotations

from pathlib import Path

import pytest

from fediart.site import Site
from fediart.store.actors import Actor
from tests.making.seen import sent
from tests.publish import works
from tests.publish.works import publish_one
from tests.site import log_in, make_artist, served

pytestmark = pytest.mark.one_engine


async def test_a_note_and_a_sketch_hang_in_the_timeline_alone(site: Site, tmp_path: Path, artist: Actor) -> None:
    await publish_one(site, tmp_path, artist, works.human_png(seed=4), title="Sketch of a crane", portfolio=False)
    async with served(site) as client:
        assert (await client.get("/notes/new")).status in (303, 403), "for members"
        await log_in(client, "jane")
        empty = await client.post_form("/notes/new", {"text": " ", "visibility": "all"})
        assert empty.status == 422 and "Write something first." in empty.text
        done = await client.post_form("/notes/new", {"text": "At work on #cranes <script>alert(1)</script>"})
        assert done.status == 303
        timeline = (await client.fresh().get("/@jane/timeline")).text
        assert "At work on" in timeline and "Sketch of a crane" in timeline and "<script>alert" not in timeline
        portfolio = (await client.fresh().get("/@jane")).text
        assert "At work on" not in portfolio and "Sketch of a crane" not in portfolio
    _, note = await sent(site, "Create")
    assert note["object"]["type"] == "Note" and "cranes" in str(note["object"]["tag"])


async def test_followers_only_stays_with_followers(site: Site, artist: Actor) -> None:
    await make_artist(site, "eve")
    async with served(site) as client:
        await log_in(client, "jane")
        await client.post_form("/notes/new", {"text": "Only for you", "visibility": "followers"})
        eve = client.fresh()
        await log_in(eve, "eve")
        assert "Only for you" not in (await eve.get("/@jane/timeline")).text
        assert "Only for you" in (await client.get("/@jane/timeline")).text
