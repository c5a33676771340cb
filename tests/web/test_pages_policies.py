"""What crawlers and people read about the AI policy, and that exceptions are named wherever the site speaks."""

from __future__ import annotations

import json

import pytest

from fediart.rights.model import Preset
from fediart.site import Site
from tests import seeds
from tests.site import Client, change_settings, make_artist

FILES = {
    "/robots.txt": "text/plain",
    "/ai.txt": "text/plain",
    "/trust.txt": "text/plain",
    "/.well-known/trust.txt": "text/plain",
    "/license.xml": "application/rsl+xml",
    "/.well-known/tdmrep.json": "application/json",
    "/.well-known/gpc.json": "application/json",
}


@pytest.mark.parametrize("preset", Preset)
async def test_each_policy_is_a_page_and_a_document(site: Site, client: Client, preset: Preset) -> None:
    page = await client.get(f"/policies/{preset.value}")
    assert page.status == 200
    assert "Content-Usage" in page.text
    document = await client.get(f"/policies/{preset.value}.jsonld")
    assert document.headers["Content-Type"].startswith("application/ld+json")
    assert json.loads(document.body)["uid"] == f"{site.config.origin}/policies/{preset.value}"


async def test_there_are_no_other_policies(site: Site, client: Client) -> None:
    assert (await client.get("/policies/anything")).status == 404
    assert (await client.get("/policies/anything.jsonld")).status == 404


@pytest.mark.parametrize("path", FILES)
async def test_site_files_are_served_as_what_they_are(site: Site, client: Client, path: str) -> None:
    answer = await client.get(path, headers={"Accept": "*/*"})
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith(FILES[path])
    assert answer.headers["tdm-reservation"] == "1"


async def test_exceptions_are_named_in_every_file(site: Site, client: Client) -> None:
    _, jane = await make_artist(site, "jane")
    _, open_artist = await make_artist(site, "tomasz")
    work = await seeds.hang(site, jane, "Open to all", ai_policy="open")
    follows_artist = await seeds.hang(site, open_artist, "As its artist says")
    secret = await seeds.hang(site, jane, "Secret", ai_policy="open", visibility="followers")
    await seeds.change_actor(site, open_artist, ai_policy="open")
    robots = (await client.get("/robots.txt")).text
    assert f"Content-Usage: /@jane/{work.id} train-ai=y, search=y" in robots
    assert "Content-Usage: /media/open/ train-ai=y, search=y" in robots
    assert "Content-Usage: /@tomasz/ train-ai=y, search=y" in robots
    assert str(follows_artist.id) not in robots, "its artist's line and the address of its files say it"
    assert "Content-Usage: train-ai=n, search=y" in robots
    assert str(secret.id) not in robots, "what is not public is not named"
    tdm = json.loads((await client.get("/.well-known/tdmrep.json")).body)
    said = {entry["location"]: entry["tdm-reservation"] for entry in tdm}
    assert said["/media/open/"] == 0 and said[f"/users/jane/posts/{work.id}"] == 0
    assert tdm[-1] == {"location": "/", "tdm-reservation": 1}
    assert f"/@jane/{work.id}" in (await client.get("/license.xml")).text
    assert "Allow: /media/open/" in (await client.get("/ai.txt")).text


async def test_a_work_may_be_closed_on_an_open_instance(site: Site, client: Client) -> None:
    await change_settings(site, ai_policy="open")
    _, jane = await make_artist(site, "jane")
    work = await seeds.hang(site, jane, "Closed", ai_policy="no-ai")
    robots = (await client.get("/robots.txt")).text
    assert f"Content-Usage: /@jane/{work.id} train-ai=n, search=y" in robots
    assert "Content-Usage: /media/ train-ai=n, search=y" in robots
    assert "Content-Usage: /media/open/ train-ai=y, search=y" in robots
    assert (await client.get("/trust.txt")).text == "datatrainingallowed=yes\n"


async def test_an_unknown_policy_of_a_row_breaks_nothing(site: Site, client: Client) -> None:
    _, jane = await make_artist(site, "jane")
    work = await seeds.hang(site, jane, "Odd", ai_policy="of-a-later-version")
    assert (await client.get("/robots.txt")).status == 200
    assert (await client.get(f"/@jane/{work.id}")).headers["Content-Usage"] == "train-ai=n, search=y"


async def test_private_pages_are_not_for_crawlers(site: Site, client: Client) -> None:
    robots = (await client.get("/robots.txt")).text
    for path in ("/settings", "/admin", "/home", "/notifications", "/search"):
        assert f"Disallow: {path}\n" in robots
