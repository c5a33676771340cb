"""Files of works over HTTP: who gets them, how they are served, and what they carry."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.actions.delete import delete
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store import follows
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.follows import ACCEPTED, REQUESTED, Follow
from tests.publish import works
from tests.publish.works import files_of, jane, pictures_of, publish_one
from tests.site import Client, log_in, make_artist, served


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with works.studio(db, tmp_path, clock) as made:
        yield made


@pytest.fixture
async def artist(site: Site) -> Actor:
    return (await jane(site))[1]


@pytest.fixture
async def client(site: Site, artist: Actor) -> AsyncIterator[Client]:
    async with served(site) as browser:
        yield browser


async def test_a_public_file(site: Site, artist: Actor, client: Client, tmp_path: Path) -> None:
    work_id = await publish_one(site, tmp_path, artist, licence="cc-by-4.0", ai_policy="no-ai-no-search")
    for one in await files_of(site, work_id):
        got = await client.get(one.path)
        assert got.status == 200
        assert hashlib.sha256(got.body).hexdigest() in one.key
        assert got.headers["Content-Type"] == one.media_type
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in got.headers["Content-Security-Policy"]
        assert got.headers["Cache-Control"].startswith("public, max-age=3600")
        assert got.headers["Content-Usage"] == "train-ai=n, search=n"
        assert "noindex" in got.headers["X-Robots-Tag"]
        assert "creativecommons.org/licenses/by/4.0" in ", ".join(got.headers.getall("Link"))
        assert "Set-Cookie" not in got.headers


async def test_conditional_range_and_head_requests(site: Site, artist: Actor, client: Client, tmp_path: Path) -> None:
    work_id = await publish_one(site, tmp_path, artist)
    path = (await files_of(site, work_id))[0].path
    whole = await client.get(path)
    same = await client.get(path, headers={"If-None-Match": whole.headers["ETag"]})
    assert (same.status, same.body) == (304, b"")
    assert same.headers["Content-Usage"] == whole.headers["Content-Usage"]
    part = await client.get(path, headers={"Range": "bytes=10-19"})
    assert (part.status, part.body) == (206, whole.body[10:20])
    assert part.headers["tdm-reservation"] == "1"
    head = await client.request("HEAD", path)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.body))


async def test_addresses_that_do_not_fit_are_absent(site: Site, artist: Actor, client: Client, tmp_path: Path) -> None:
    work_id = await publish_one(site, tmp_path, artist)
    other = await publish_one(site, tmp_path, artist, works.human_png(seed=6))
    one = (await files_of(site, work_id))[0]
    (picture,) = await pictures_of(site, work_id)
    for path in (
        f"/media/{other}/{one.name}.webp", f"/media/{work_id}/{one.name}", f"/media/{work_id}/{one.name}.gif",
        f"/media/{work_id}/guess.webp", f"/media/{work_id}/..%2f..%2f{picture.original}", f"/media/{picture.original}",
        f"/originals/{picture.original}", f"/media/{work_id}/%2e%2e/x.webp",
    ):  # fmt: skip
        assert (await client.get(path)).status == 404, path


async def test_followers_only_files(site: Site, artist: Actor, client: Client, tmp_path: Path) -> None:
    work_id = await publish_one(site, tmp_path, artist, visibility="followers")
    files = await files_of(site, work_id)
    web, federated = [one for one in files if one.role == "web"], [one for one in files if one.role == "federated"]
    _, friend = await make_artist(site, "friend")
    _, hopeful = await make_artist(site, "hopeful")
    await make_artist(site, "stranger")
    async with site.db.writing() as tx:
        for who, state in ((friend, ACCEPTED), (hopeful, REQUESTED)):
            uri = f"{who.uri}/follows/1"
            await follows.put(tx, Follow(site.ids.new(), who.id, artist.id, state, uri, site.clock.now()))
    expected = {"": 404, "stranger": 404, "hopeful": 404, "friend": 200, "jane": 200}
    for name, status in expected.items():
        browser = client.fresh()
        if name:
            await log_in(browser, name)
        for one in web:
            got = await browser.get(one.path)
            assert got.status == status, (name, one.path)
            assert "public" not in got.headers["Cache-Control"]
        assert (await browser.get(f"/@jane/{work_id}")).status == status, name
    # Servers of followers fetch without a signature: who was told the name may have the file.
    told = await client.get(federated[0].path)
    assert told.status == 200
    assert told.headers["Cache-Control"] == "private, no-store"


async def test_the_private_original(site: Site, artist: Actor, client: Client, tmp_path: Path) -> None:
    await make_artist(site, "mo", role="moderator")
    await make_artist(site, "stranger")
    data = works.camera_jpeg()
    public = await publish_one(site, tmp_path, artist, data)
    held = await publish_one(site, tmp_path, artist, works.red_png())
    paths = {work: f"/works/{work}/pictures/{(await pictures_of(site, work))[0].id}" for work in (public, held)}
    expected = {"": (303, 303), "stranger": (404, 404), "mo": (404, 200), "jane": (200, 200)}
    for name, statuses in expected.items():
        browser = client.fresh()
        if name:
            await log_in(browser, name)
        found = [await browser.get(paths[work]) for work in (public, held)]
        assert tuple(one.status for one in found) == statuses, name
        for one in found:
            assert "no-store" in one.headers["Cache-Control"]
    owner = client.fresh()
    await log_in(owner, "jane")
    assert (await owner.get(paths[public])).body == data
    crossed = paths[held].replace(str(held), str(public))
    assert (await owner.get(crossed)).status == 404


async def test_what_is_deleted_is_gone_at_once(site: Site, artist: Actor, client: Client, tmp_path: Path) -> None:
    work_id = await publish_one(site, tmp_path, artist)
    files = await files_of(site, work_id)
    (picture,) = await pictures_of(site, work_id)
    await delete(site, artist, work_id)
    await log_in(client, "jane")
    for path in (files[0].path, files[-1].path, f"/works/{work_id}/pictures/{picture.id}"):
        assert (await client.get(path)).status == 404


async def test_files_of_the_suspended_are_not_served(site: Site, artist: Actor, client: Client, tmp_path: Path) -> None:
    work_id = await publish_one(site, tmp_path, artist)
    async with site.db.writing() as tx:
        await tx.run("update actors set suspended = 1 where id = :id", id=artist.id)
    for one in await files_of(site, work_id):
        assert (await client.get(one.path)).status == 404
