"""The largest size that visitors get: on pages, in documents and at the files' own addresses, also leaked ones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.actions.delete import delete
from fediart.actions.sizes import choose_for_all, choose_for_work
from fediart.clock import HandClock
from fediart.errors import NotFound, Problem
from fediart.site import Site
from fediart.store import visitor_sizes
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.renditions import Rendition
from fediart.store.visitor_sizes import Bound, within
from tests.publish import works
from tests.publish.works import files_of, publish_one
from tests.seeds import follow, hang, stranger
from tests.site import drain, log_in, make_artist, running_site, served

JSON = {"Accept": "application/activity+json"}
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}
MASTODON = {"User-Agent": "Mastodon/4.5.0 (http.rb/5.2.0; +https://elsewhere.example/)"}


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as made:
        yield made


@pytest.fixture
async def artist(site: Site) -> Actor:
    await make_artist(site, "tom")
    return (await make_artist(site, "jane"))[1]


def _in(text: str, file: Rendition) -> bool:
    return file.name in text


@pytest.mark.one_engine
async def test_files_pages_and_documents(site: Site, artist: Actor, tmp_path: Path) -> None:
    work_id = await publish_one(site, tmp_path, artist, works.human_jpeg())  # 900 by 700
    files = await files_of(site, work_id)
    large = [one for one in files if max(one.width, one.height) > 640]
    small = [one for one in files if one not in large]
    federated = next(one for one in files if one.role == "federated")
    assert len(large) == 4 and federated in large and small
    async with served(site) as client:
        member = client.fresh()
        await log_in(member, "tom")
        page = f"/@jane/{work_id}"
        whole = (await client.get(page, headers=FIREFOX)).text
        assert all(_in(whole, one) for one in files)
        await choose_for_all(site, artist, Bound(640))
        for path in (page, "/@jane", "/", "/tags/ink"):
            text = (await client.get(path, headers=FIREFOX)).text
            assert any(_in(text, one) for one in small), path
            assert not any(_in(text, one) for one in large), path
        whole = (await member.get(page, headers=FIREFOX)).text
        assert all(_in(whole, one) for one in files)
        for one in large:
            led = await client.get(one.path, headers=FIREFOX)
            assert led.status == 302 and led.headers["Cache-Control"] == "private, no-store"
            assert led.headers["Content-Usage"] == "train-ai=n, search=y"
            target = next(other for other in small if other.path == led.location)
            assert max(target.width, target.height) <= 640
            assert (await client.request("HEAD", one.path, headers=FIREFOX)).status == 302
            assert (await client.get(one.path, headers={**FIREFOX, "Range": "bytes=0-9"})).status == 302
            assert (await member.get(one.path, headers=FIREFOX)).status == 200
            assert (await member.get(one.path, headers=FIREFOX)).headers["Cache-Control"] == "no-store"
        for one in small:
            assert (await client.get(one.path, headers=FIREFOX)).status == 200
        # Servers get what is made for them, and nothing else that is large.
        got = await client.get(federated.path, headers=MASTODON)
        assert (got.status, got.headers["Cache-Control"]) == (200, "private, no-store")
        others = [one for one in large if one != federated]
        assert {(await client.get(one.path, headers=MASTODON)).status for one in others} == {302}
        note = (await client.get(f"{artist.uri.removeprefix(site.config.origin)}/posts/{work_id}", headers=JSON)).json
        assert note["attachment"][0]["url"].endswith(federated.path)
        await choose_for_all(site, artist, Bound(640, servers=True))
        assert (await client.get(federated.path, headers=MASTODON)).status == 302
        note = (await client.get(f"{artist.uri.removeprefix(site.config.origin)}/posts/{work_id}", headers=JSON)).json
        shown = next(one for one in small if note["attachment"][0]["url"].endswith(one.path))
        assert shown.media_type != "image/webp" and note["attachment"][0]["width"] == shown.width
        await choose_for_work(site, artist, work_id, Bound())
        assert (await client.get(federated.path, headers=FIREFOX)).status == 200
        assert _in((await client.get(page, headers=FIREFOX)).text, large[0])
    await delete(site, artist, work_id)
    async with site.db.reading() as tx:
        assert await visitor_sizes.of_owner(tx, work_id) is None


async def test_a_works_own_choice_goes_before_its_artists_and_others_are_told(site: Site, artist: Actor) -> None:
    bob = await stranger(site, "bob")
    await follow(site, bob, artist)
    work = await hang(site, artist, "Tide")
    await choose_for_all(site, artist, Bound(640))
    for chosen, holds in ((Bound(960), Bound(960)), (Bound(), Bound()), (None, Bound(640))):
        await choose_for_work(site, artist, work.id, chosen)
        async with site.db.reading() as tx:
            assert await visitor_sizes.of_work(tx, work.id, artist.id) == holds
    async with site.db.reading() as tx:
        before = await tx.value("select count(*) from outgoing")
    await choose_for_work(site, artist, work.id, Bound(640, servers=True))
    async with site.db.reading() as tx:
        assert await tx.value("select count(*) from outgoing") == before + 1
    await choose_for_all(site, artist, Bound())
    async with site.db.reading() as tx:
        assert await visitor_sizes.of_owner(tx, artist.id) is None


@pytest.mark.one_engine
async def test_who_may_choose_what(site: Site, artist: Actor) -> None:
    _, tom = await make_artist(site, "tim")
    work = await hang(site, artist, "Tide")
    with pytest.raises(NotFound):
        await choose_for_work(site, tom, work.id, Bound(640))
    for wrong in (Bound(641), Bound(-1), Bound(0, servers=True)):
        with pytest.raises(Problem):
            await choose_for_all(site, artist, wrong)


@pytest.mark.one_engine
async def test_the_forms(site: Site, artist: Actor) -> None:
    work = await hang(site, artist, "Tide")
    async with served(site) as client:
        stranger_ = client.fresh()
        await log_in(stranger_, "tom")
        assert (await stranger_.get(f"/works/{work.id}/size")).status == 404
        assert (
            await stranger_.post_form(f"/works/{work.id}/size", {"side": "640"}, page="/settings/sizes")
        ).status == 404
        await log_in(client, "jane")
        assert (await client.post_form("/settings/sizes", {"side": "960"})).status == 303
        assert 'value="960" checked' in (await client.get("/settings/sizes")).text
        wrong = await client.post_form("/settings/sizes", {"side": "0", "servers": "1"})
        assert wrong.status == 422 and "Choose a size first" in wrong.text
        own = f"/works/{work.id}/size"
        assert "As your other works: 960 pixels" in (await client.get(own)).text
        assert (await client.post_form(own, {"side": "640", "servers": "1"})).status == 303
        assert 'value="640" checked' in (await client.get(own)).text
        assert (await client.post_form(own, {"side": "many"})).status == 422
        assert (await client.post_form(own, {"side": ""})).status == 303
        assert own in (await client.get(f"/works/{work.id}/edit")).text
    await drain(site)


def test_where_all_are_larger_the_smallest_stay() -> None:
    def file(width: int, height: int) -> Rendition:
        return Rendition(0, 0, 0, "n", "web", "image/webp", width, height, 0, "", "")

    tall, taller = file(320, 2000), file(640, 4000)
    assert within([tall, taller], 640) == [tall]
    assert within([tall, taller], 0) == [tall, taller]
    assert within([], 640) == []
    assert within([file(640, 480), taller], 640) == [file(640, 480)]
