"""Many works at once: descriptions, changes with undo, and the history that everybody sees."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.actions.batches import start, undo
from fediart.actions.describing import describe_pictures
from fediart.errors import NotFound, Problems
from fediart.site import Site
from fediart.store import batches
from fediart.store.actors import Actor
from tests.making.seen import alts_of, edits_of, sent
from tests.publish import works
from tests.publish.works import artwork_of, pictures_of, publish_one
from tests.site import Client, change_settings, drain, log_in, make_artist, served

pytestmark = pytest.mark.one_engine
EVIL = "<script>alert(1)</script>"


@pytest.fixture
async def client(site: Site, artist: Actor) -> AsyncIterator[Client]:
    async with served(site) as browser:
        await log_in(browser, "jane")
        yield browser


async def three(site: Site, tmp_path: Path, artist: Actor) -> list[int]:
    return [await publish_one(site, tmp_path, artist, works.human_png(seed=one)) for one in (11, 12, 13)]


async def states(site: Site, batch_id: int) -> list[str]:
    async with site.db.reading() as tx:
        return [one.state for one in await batches.works_of(tx, batch_id)]


async def test_many_change_and_all_of_it_is_undone(site: Site, tmp_path: Path, artist: Actor) -> None:
    ids = await three(site, tmp_path, artist)
    _, eve = await make_artist(site, "eve")
    theirs = await publish_one(site, tmp_path, eve, works.human_png(seed=14))
    changes = {
        "add_tags": ["Low tide"], "remove_tags": ["birds"], "series": "Sketchbook", "licence": "cc0-1.0",
        "mature": True, "portfolio": False, "visibility": "unlisted", "ai_policy": "open",
    }  # fmt: skip
    batch = await start(site, artist, [*ids, theirs], changes)
    await drain(site)
    assert await states(site, batch) == ["done"] * 3
    for one in ids:
        work = await artwork_of(site, one)
        assert (work.tags, work.licence, work.mature, work.portfolio) == (("ink", "LowTide"), "cc0-1.0", 1, 0)
        assert (work.visibility, work.ai_policy) == ("unlisted", "open") and work.series_id
    assert (await artwork_of(site, theirs)).licence == "all-rights-reserved"
    told = {
        update["object"]["id"].rsplit("/", 1)[1] for update in await sent(site, "Update") if "tag" in update["object"]
    }
    assert told == {str(one) for one in ids}
    with pytest.raises(NotFound):
        await undo(site, eve, batch)
    await undo(site, artist, batch)
    await undo(site, artist, batch)
    await drain(site)
    assert await states(site, batch) == ["undone"] * 3
    for one in ids:
        work = await artwork_of(site, one)
        assert (work.tags, work.licence, work.mature, work.portfolio) == (("ink", "Birds"), "all-rights-reserved", 0, 1)
        assert (work.visibility, work.ai_policy, work.series_id) == ("public", "", None)


async def test_what_one_work_cannot_become_is_said_of_it_alone(site: Site, tmp_path: Path, artist: Actor) -> None:
    ids = await three(site, tmp_path, artist)
    open_one = await publish_one(site, tmp_path, artist, works.human_png(seed=15), visibility="followers")
    batch = await start(site, artist, [*ids, open_one], {"visibility": "followers", "licence": "cc0-1.0"})
    await drain(site)
    assert await states(site, batch) == ["failed"] * 3 + ["done"]
    assert [(await artwork_of(site, one)).visibility for one in ids] == ["public"] * 3
    for wrong in ({}, {"licence": "mine"}, {"visibility": "all"}, {"title": "x"}):
        with pytest.raises(Problems):
            await start(site, artist, ids, wrong)
    with pytest.raises(Problems):
        await start(site, artist, [], {"mature": True})


async def test_on_the_page(client: Client, site: Site, tmp_path: Path, artist: Actor) -> None:
    ids = await three(site, tmp_path, artist)
    none = await client.post_form("/works/many", {"add_tags": EVIL, "licence": "keep"})
    assert none.status == 422 and "Choose at least one work." in none.text and EVIL not in none.text
    sent_in = await client.post_form("/works/many", {"work": [str(one) for one in ids], "licence": "cc0-1.0"})
    assert sent_in.status == 303
    await drain(site)
    assert "3 works are changed." in (await client.get(sent_in.location)).text
    undone = await client.post_form(f"{sent_in.location}/undo", page=sent_in.location)
    assert undone.status == 303
    await make_artist(site, "eve")
    eve = client.fresh()
    await log_in(eve, "eve")
    assert (await eve.get(sent_in.location)).status == 404
    assert (await eve.post_form(f"{sent_in.location}/undo", page="/new")).status == 404


async def test_descriptions_are_saved_together(site: Site, tmp_path: Path, artist: Actor) -> None:
    work_id = await publish_one(site, tmp_path, artist, works.human_png(seed=11), works.human_png(seed=12))
    _, eve = await make_artist(site, "eve")
    first, second = await pictures_of(site, work_id)
    assert await describe_pictures(site, eve, {first.id: "Mine now"}) == 0
    assert await describe_pictures(site, artist, {first.id: "A heron", second.id: "Picture 2"}) == 1
    assert await alts_of(site, work_id) == ["A heron", "Picture 2"]
    (update,) = await sent(site, "Update")
    assert [one["name"] for one in update["object"]["attachment"]] == ["A heron", "Picture 2"]
    await change_settings(site, require_alt=True)
    with pytest.raises(Problems) as refused:
        await describe_pictures(site, artist, {first.id: " ", second.id: "Its feet"})
    assert [one.field for one in refused.value.found] == [f"alt-{first.id}"]
    assert await alts_of(site, work_id) == ["A heron", "Its feet"]
    assert await edits_of(site, work_id) == [[("alt", "Picture 2", "Its feet")], [("alt", "Picture 1", "A heron")]]


async def test_the_page_of_descriptions_shows_what_lacks_one_first(
    client: Client, site: Site, tmp_path: Path, artist: Actor
) -> None:
    work_id = await publish_one(site, tmp_path, artist, works.human_png(seed=11), works.human_png(seed=12))
    first, second = await pictures_of(site, work_id)
    assert "All your pictures are described" in (await client.get("/works/alt")).text
    await describe_pictures(site, artist, {second.id: ""})
    page = (await client.get("/works/alt")).text
    assert "1 of 2 pictures are described" in page
    assert f"alt-{second.id}" in page and f"alt-{first.id}" not in page
    assert f"alt-{first.id}" in (await client.get("/works/alt?all=1")).text
    saved = await client.post_form("/works/alt", {f"alt-{second.id}": EVIL, "alt-999999999999999999": "x"})
    assert saved.status == 303
    shown = await client.fresh().get(f"/@jane/{work_id}/history")
    assert shown.status == 200 and EVIL not in shown.text and "&lt;script&gt;" in shown.text


async def test_history_is_for_those_who_may_see_the_work(
    client: Client, site: Site, tmp_path: Path, artist: Actor
) -> None:
    hidden = await publish_one(site, tmp_path, artist, works.human_png(seed=16), visibility="followers")
    stranger = client.fresh()
    assert (await stranger.get(f"/@jane/{hidden}/history")).status == 404
    assert (await stranger.get(f"/@eve/{hidden}/history")).status == 404
    mine = await client.get(f"/@jane/{hidden}/history")
    assert mine.status == 200 and re.search(r"X-Robots-Tag|noai", str(mine.headers))
