"""Artists ask for critique and say of what; it is on the page, in what other servers show, and in one list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.actions import critique
from fediart.actions.block import block
from fediart.clock import MINUTE, HandClock
from fediart.errors import NotFound, Problems
from fediart.site import Site
from fediart.store.actors import Actor
from tests.making.seen import sent
from tests.publish import works
from tests.publish.works import publish_one
from tests.site import Client, log_in, make_artist, served

pytestmark = pytest.mark.one_engine
EVIL = "<script>alert(1)</script>"


@pytest.fixture
async def client(site: Site, artist: Actor) -> AsyncIterator[Client]:
    async with served(site) as browser:
        await log_in(browser, "jane")
        yield browser


async def test_it_is_asked_for_told_and_closed(site: Site, tmp_path: Path, artist: Actor, clock: HandClock) -> None:
    _, eve = await make_artist(site, "eve")
    work_id = await publish_one(site, tmp_path, artist)
    clock.move(MINUTE)
    with pytest.raises(NotFound):
        await critique.ask(site, eve, work_id, ["colour"], "gentle", "")
    with pytest.raises(Problems) as refused:
        await critique.ask(site, artist, work_id, ["price"], "rude", "x" * 501)
    assert [one.field for one in refused.value.found] == ["kinds", "tone", "words"]
    await critique.ask(site, artist, work_id, ["colour", "composition"], "gentle", f"Is the heron lost? {EVIL}")
    (asked,) = await sent(site, "Update")
    note = asked["object"]
    assert "Critique is welcome: composition, colour. Gently" in note["content"] and EVIL not in note["content"]
    assert "#critique" in {tag["name"].lower() for tag in note["tag"]}
    assert note["updated"] > note["published"]
    await critique.close(site, artist, work_id)
    await critique.close(site, artist, work_id)
    _, closed = await sent(site, "Update")
    assert "Critique is welcome" not in closed["object"]["content"]


async def test_on_the_page_in_the_list_and_in_replies(
    client: Client, site: Site, tmp_path: Path, artist: Actor
) -> None:
    work_id = await publish_one(site, tmp_path, artist)
    hidden = await publish_one(site, tmp_path, artist, works.human_png(seed=3), visibility="unlisted", title="Hidden")
    for one in (work_id, hidden):
        said = {"kinds": ["anatomy"], "tone": "straight", "words": f"The feet? {EVIL}"}
        assert (await client.post_form(f"/works/{one}/critique", said)).status == 303
    eve = client.fresh()
    await make_artist(site, "eve")
    await log_in(eve, "eve")
    page = await eve.get(f"/@jane/{work_id}")
    assert "Critique is welcome" in page.text and "Anatomy" in page.text and EVIL not in page.text
    listed = (await client.fresh().get("/critique")).text
    assert works.TITLE in listed and "Hidden" not in listed
    replied = await eve.post_form(
        f"/posts/{work_id}/reply", {"text": "The left foot floats.", "critique": "1"}, page=f"/@jane/{work_id}"
    )
    assert replied.status == 303
    assert 'class="critique-mark"' in (await client.get(f"/@jane/{work_id}")).text
    assert (await eve.post_form(f"/works/{work_id}/critique/close", page=f"/@jane/{work_id}")).status == 404
    assert (await client.post_form(f"/works/{work_id}/critique/close", page=f"/@jane/{work_id}")).status == 303
    assert works.TITLE not in (await client.fresh().get("/critique")).text


async def test_blocked_people_do_not_come_by_it(client: Client, site: Site, tmp_path: Path, artist: Actor) -> None:
    work_id = await publish_one(site, tmp_path, artist)
    await critique.ask(site, artist, work_id, [], "gentle", "")
    _, eve = await make_artist(site, "eve")
    browser = client.fresh()
    await log_in(browser, "eve")
    assert works.TITLE in (await browser.get("/critique")).text
    await block(site, artist, eve.id)
    assert works.TITLE not in (await browser.get("/critique")).text
