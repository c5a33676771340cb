"""An open work on a closed site is open to every consumer, at every address; a closed one on an open site is closed."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fediart.clock import HandClock
from fediart.rights.model import Preset
from fediart.site import Site
from fediart.store import renditions, series
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Database
from tests import seeds
from tests.policy_changes.gallery import hung
from tests.rights import consumers
from tests.rights.consumers import SiteFiles
from tests.site import Answer, Client, change_settings, make_artist, running_site, served

TOKEN = "a-training-token"
ACTIVITY = "application/activity+json"

# What each preset permits: training, AI input, search. The table of the reference, by hand.
PERMITS = {
    "no-ai": (False, False, True),
    "no-ai-no-search": (False, False, False),
    "no-training": (False, True, True),
    "ask-first": (False, False, True),
    "open": (True, True, True),
}
PLUS = {
    "no-ai": "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING",
    "no-ai-no-search": "DMI-PROHIBITED",
    "no-training": "DMI-PROHIBITED-AIMLTRAINING",
    "ask-first": "DMI-PROHIBITED-SEELINKEDRIGHTSEXPR",
    "open": "DMI-ALLOWED",
}


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    config = {"rights": {"policy_tokens": [TOKEN]}}
    async with running_site(db, tmp_path, clock, config=config) as running:
        yield running


@pytest.fixture
async def client(site: Site) -> AsyncIterator[Client]:
    async with served(site) as browser:
        yield browser


async def site_files(client: Client) -> SiteFiles:
    async def text(path: str) -> str:
        return (await client.get(path, headers={"Accept": "*/*"})).text

    tdmrep = json.loads(await text("/.well-known/tdmrep.json"))
    rsl = (await text("/license.xml")).encode()
    return SiteFiles(await text("/robots.txt"), tdmrep, rsl, await text("/ai.txt"), client.origin)


async def works_of_all_kinds(site: Site) -> list[tuple[Actor, Artwork, str]]:
    """Each preset chosen for a work, for a series and by an artist; works that differ from their series and artist."""
    _, jane = await make_artist(site, "jane")
    found = []
    for preset in Preset:
        work = await hung(site, jane, f"Work {preset}", ai_policy=preset.value)
        found.append((jane, work, preset.value))
    for preset in ("open", "no-ai"):
        shelf = await seeds.new_series(site, jane, f"Series {preset}", f"in-{preset}")
        async with site.db.writing() as tx:
            await series.set_policy(tx, shelf.id, jane.id, preset)
        found.append((jane, await hung(site, jane, f"In {preset}", series_id=shelf.id), preset))
        other = "no-ai" if preset == "open" else "open"
        found.append((jane, await hung(site, jane, f"Not as {preset}", series_id=shelf.id, ai_policy=other), other))
        _, artist = await make_artist(site, f"artist.{preset}")
        artist = await seeds.change_actor(site, artist, ai_policy=preset)
        found.append((artist, await hung(site, artist, f"By {preset}"), preset))
        found.append((artist, await hung(site, artist, f"Though by {preset}", ai_policy=other), other))
    return found


@pytest.mark.one_engine
@pytest.mark.parametrize("instance", ["no-ai", "open"])
async def test_every_consumer_concludes_what_the_artist_chose(site: Site, client: Client, instance: str) -> None:
    await change_settings(site, ai_policy=instance)
    works = await works_of_all_kinds(site)
    files = await site_files(client)
    for artist, work, preset in works:
        page, second = f"/@{artist.name}/{work.id}", f"/{preset}/@{artist.name}/{work.id}"
        for path in (page, second):
            await page_says(client, files, path, preset)
            await document_says(client, files, path, preset)
        await document_says(client, files, f"/users/{artist.name}/posts/{work.id}", preset)
        async with site.db.reading() as tx:
            made = await renditions.of_artwork(tx, work.id)
        for one in made:
            await file_says(client, files, one.path, preset)


async def page_says(client: Client, files: SiteFiles, path: str, preset: str) -> None:
    answer = await client.get(path)
    everywhere(files, path, answer, preset)
    trains, reads, searched = PERMITS[preset]
    words = consumers.robots_words(consumers.metas(answer.text, "robots"))
    assert ("noai" in words, "noimageai" in words) == (not reads, not reads)
    assert ("noindex" in words) == (not searched)
    assert consumers.metas(answer.text, "tdm-reservation") == ["0" if trains else "1"]
    assert len(consumers.metas(answer.text, "tdm-policy")) == (preset == "ask-first")
    assert consumers.json_ld(answer.text)["usageInfo"] == f"{files.origin}/policies/{preset}"
    own = set(re.findall(rf"/media/([a-z-]+)/{path.rpartition('/')[2]}/", answer.text))
    assert own == {preset}, "other works beside it keep the addresses of their own policies"


async def document_says(client: Client, files: SiteFiles, path: str, preset: str) -> None:
    answer = await client.get(path, headers={"Accept": ACTIVITY})
    assert answer.headers["Content-Type"].startswith(ACTIVITY)
    everywhere(files, path, answer, preset)
    document: dict[str, Any] = answer.json
    for part in (document, *document["attachment"]):
        assert consumers.aipref([part["contentUsage"]]) == usage(preset)
        assert consumers.content_signals([part["contentSignal"]]) == signals(preset)
        assert part["dataMining"].rsplit("/", 1)[-1] == PLUS[preset]
        assert ("tdmPolicy" in part) == (preset == "ask-first")
    assert all(f"/media/{preset}/" in part["url"] for part in document["attachment"])


async def file_says(client: Client, files: SiteFiles, path: str, preset: str) -> None:
    answer = await client.get(path, headers={"Accept": "image/*"})
    everywhere(files, path, answer, preset)
    assert consumers.plus_codes(answer.body) == {PLUS[preset]}


def usage(preset: str) -> dict[str, bool]:
    trains, _, searched = PERMITS[preset]
    return {"train-ai": trains, "search": searched}


def signals(preset: str) -> dict[str, bool]:
    trains, reads, searched = PERMITS[preset]
    return {"ai-train": trains, "ai-input": reads, "search": searched}


def everywhere(files: SiteFiles, path: str, answer: Answer, preset: str) -> None:
    """Headers and site files, each by the rules of its own system."""
    assert answer.status == 200, path
    trains, reads, searched = PERMITS[preset]
    for agent, may in (("GPTBot", trains), (TOKEN, trains), ("PerplexityBot", reads), ("Googlebot", True)):
        assert files.may_crawl(agent, path) is may, f"{agent} at {path} under {preset}"
        if may:
            heard = [*answer.headers.getall("Content-Usage"), *files.stated("Content-Usage", path, agent)]
            assert consumers.aipref(heard) == usage(preset), f"{agent} at {path} under {preset}"
            told = [*answer.headers.getall("Content-Signal"), *files.stated("Content-Signal", path, agent)]
            assert consumers.content_signals(told) == signals(preset), f"{agent} at {path} under {preset}"
    reserved, offer = files.reserved(path)
    assert answer.headers["tdm-reservation"] == str(reserved) == ("0" if trains else "1"), path
    assert bool(answer.headers.get("tdm-policy")) == bool(offer) == (preset == "ask-first"), path
    words = consumers.robots_words(answer.headers.getall("X-Robots-Tag", []))
    assert ("noai" in words, "noindex" in words) == (not reads, not searched), path
    permits = [files.rsl_permits(path, word) for word in ("ai-train", "ai-input", "search")]
    assert permits == [trains, reads, searched], path
    assert files.ai_txt_permits(path) is trains, path


@pytest.mark.one_engine
async def test_an_address_that_says_too_much_leads_to_one_that_does_not(site: Site, client: Client) -> None:
    _, jane = await make_artist(site, "jane")
    work = await hung(site, jane, "Open for now", ai_policy="open")
    async with site.db.reading() as tx:
        file = (await renditions.of_artwork(tx, work.id))[0]
    assert file.path.startswith("/media/open/")
    assert (await client.get(f"/open/@jane/{work.id}")).status == 200
    async with site.db.writing() as tx:
        await tx.run("update artworks set ai_policy = 'no-ai' where id = :id", id=work.id)
    site.pages.changed()
    refused = await client.get(file.path)
    assert (refused.status, refused.location) == (302, file.path.replace("/open/", "/no-ai/"))
    assert refused.headers["X-Robots-Tag"] == "noai, noimageai, noarchive"
    assert "no-store" in refused.headers["Cache-Control"]
    assert (await client.get(refused.location)).headers["Content-Usage"] == "train-ai=n, search=y"
    page = await client.get(f"/open/@jane/{work.id}")
    assert (page.status, page.location) == (302, f"/@jane/{work.id}")
    files = await site_files(client)
    for path in (refused.location, page.location):
        assert not files.may_crawl("GPTBot", path)


@pytest.mark.one_engine
async def test_addresses_of_earlier_versions_answer_and_open_nothing(site: Site, client: Client) -> None:
    await change_settings(site, ai_policy="open")
    _, jane = await make_artist(site, "jane")
    work = await hung(site, jane, "Closed", ai_policy="no-ai")
    async with site.db.reading() as tx:
        file = (await renditions.of_artwork(tx, work.id))[0]
    old = replace(file, policy="").path
    answer = await client.get(old)
    assert answer.status == 200 and answer.body == (await client.get(file.path)).body
    assert answer.headers["Content-Usage"] == "train-ai=n, search=y"
    assert not (await site_files(client)).may_crawl("GPTBot", old)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    "path", ["/media/none/1/a.webp", "/media/open/1/a.webp", f"/media/open/{9**20}/a.jpg", "/none/@jane/1"]
)
async def test_what_is_nowhere_is_not_found(site: Site, client: Client, path: str) -> None:
    answer = await client.get(path, follow=True)
    assert answer.status == 404
    assert answer.headers["tdm-reservation"] == "1"


@pytest.mark.one_engine
async def test_a_work_for_followers_is_at_no_second_address(site: Site, client: Client) -> None:
    _, jane = await make_artist(site, "jane")
    work = await hung(site, jane, "For friends", ai_policy="open", visibility="followers")
    for accept in ("text/html", ACTIVITY):
        answer = await client.get(f"/open/@jane/{work.id}", headers={"Accept": accept}, follow=True)
        assert answer.status == 404
    assert str(work.id) not in (await site_files(client)).robots


@pytest.mark.one_engine
async def test_what_others_made_stays_closed_on_an_open_site(site: Site, client: Client) -> None:
    await change_settings(site, ai_policy="open")
    files = await site_files(client)
    for path in ("/remote-media/1.webp", "/posts/1", "/@bob@elsewhere.example", "/emojis/a.webp", "/avatars/a.png"):
        assert not files.may_crawl("GPTBot", path)
        assert consumers.aipref(files.stated("Content-Usage", path, "*"))["train-ai"] is False
        assert files.reserved(path)[0] == 1
        assert not files.rsl_permits(path, "ai-train")


@pytest.mark.one_engine
async def test_who_is_kept_out_of_all_else_is_led_to_what_is_open(site: Site, client: Client) -> None:
    _, jane = await make_artist(site, "jane")
    _, mia = await make_artist(site, "mia")
    await seeds.change_actor(site, mia, ai_policy="open")
    open_work = await seeds.hang(site, jane, "Open", ai_policy="open")
    by_mia = await seeds.hang(site, mia, "As its artist says")
    closed = await seeds.hang(site, mia, "Closed", ai_policy="no-ai")
    files = await site_files(client)
    sitemaps = [line.removeprefix("Sitemap: ") for line in files.robots.splitlines() if line.startswith("Sitemap: ")]
    assert sitemaps == [f"{files.origin}/sitemap.xml", f"{files.origin}/open/sitemap.xml"]
    assert files.may_crawl("GPTBot", "/open/sitemap.xml") and not files.may_crawl("GPTBot", "/sitemap.xml")
    listed = (await client.get("/open/sitemap.xml", headers={"Accept": "*/*"})).text
    assert f"{files.origin}/open/@jane/{open_work.id}<" in listed and f"/open/@mia/{by_mia.id}<" in listed
    assert str(closed.id) not in listed
    for preset in ("no-ai", "no-training", "ask-first", "none"):
        assert (await client.get(f"/{preset}/sitemap.xml")).status == 404


@pytest.mark.one_engine
async def test_a_crawler_that_may_is_let_in_at_every_address_of_the_work(site: Site, client: Client) -> None:
    """And one that may not is refused at every one: what robots.txt says and what the server does are one thing."""
    _, jane = await make_artist(site, "jane")
    for preset, status in (("open", 200), ("no-ai", 403)):
        work = await hung(site, jane, f"Work {preset}", ai_policy=preset)
        async with site.db.reading() as tx:
            file = (await renditions.of_artwork(tx, work.id))[0]
        for path in (f"/@jane/{work.id}", f"/{preset}/@jane/{work.id}", f"/users/jane/posts/{work.id}", file.path):
            accept = ACTIVITY if path.startswith("/users") else "*/*"
            robot = {"User-Agent": "Mozilla/5.0 (compatible; GPTBot/1.2)", "Accept": accept}
            answer = await client.get(path, headers=robot)
            assert answer.status == status, path
            assert consumers.aipref(answer.headers.getall("Content-Usage")) == usage(preset), path
    assert (await client.get("/open/sitemap.xml", headers={"User-Agent": "GPTBot/1.2"})).status == 200
