"""Search and trends for apps: what they find, and that they find nothing private and nobody who hides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from fediart.actions import block, indexing, message, note, reply
from fediart.site import Site
from fediart.store.actors import Actor
from tests import seeds
from tests.api.house import App, app_of
from tests.site import Client, make_artist

PATH = "/api/v2/search"


@dataclass
class Home:
    site: Site
    client: Client
    jane: Actor
    olga: Actor
    app: App
    visitor: App

    async def finds(self, q: str, app: App | None = None, **more: str) -> dict[str, Any]:
        while await indexing.go_on(self.site):
            pass
        answer = await (app or self.app).get(PATH, params={"q": q} | more)
        assert answer.status == 200, answer.text
        found: dict[str, Any] = answer.json
        return found


@pytest.fixture
async def home(site: Site, client: Client) -> Home:
    account, jane = await make_artist(site, "jane")
    _, olga = await make_artist(site, "olga")
    return Home(site, client, jane, olga, await app_of(client, account), App(client))


def titles(found: dict[str, Any]) -> list[str]:
    return [one["fediart"]["title"] for one in found["statuses"]]


async def test_it_finds_people_works_and_tags(home: Home) -> None:
    first = await seeds.hang(home.site, home.olga, "Herons at dusk", tags=("herons",))
    second = await seeds.hang(home.site, home.olga, "Herons at dawn")
    found = await home.finds("herons")
    assert [one["id"] for one in found["statuses"]] == [str(second.id), str(first.id)] and found["accounts"] == []
    assert [one["name"] for one in found["hashtags"]] == ["herons"]
    assert [one["acct"] for one in (await home.finds("olg"))["accounts"]] == ["olga"]
    assert [one["acct"] for one in (await home.finds("@olga"))["accounts"]] == ["olga"]
    assert len((await home.finds("herons", home.visitor))["statuses"]) == 2, "visitors, too"
    only = await home.finds("herons", type="statuses", limit="1", offset="1")
    assert [one["id"] for one in only["statuses"]] == [str(first.id)] and only["hashtags"] == []
    assert titles(await home.finds("herons", max_id=str(second.id))) == ["Herons at dusk"]
    assert titles(await home.finds("herons", min_id=str(first.id))) == ["Herons at dawn"]
    assert titles(await home.finds("herons", account_id=str(home.jane.id))) == []
    assert titles(await home.finds(f"{home.site.config.origin}/@olga/{first.id}")) == ["Herons at dusk"]
    assert [one["acct"] for one in (await home.finds(home.olga.uri))["accounts"]] == ["olga"]


async def test_visitors_neither_page_nor_resolve(home: Home) -> None:
    for query in ("offset=1", "resolve=true"):
        answer = await home.visitor.get(f"{PATH}?q=x&{query}")
        assert answer.status == 401 and "without authentication" in answer.json["error"]
    for query in ("", "q=x&type=films", "q=x&account_id=abc"):
        assert (await home.app.get(f"{PATH}?{query}")).status in (404, 422)
    narrow = await app_of(home.client, None, ("read:statuses",))
    assert (await narrow.get(f"{PATH}?q=x")).status == 403


async def test_nothing_private_is_found(home: Home) -> None:
    """Neither by words nor by address (advisory 105)."""
    hidden = [
        (await seeds.hang(home.site, home.olga, f"Secret {word}", visibility=word)).id
        for word in ("followers", "unlisted")
    ]
    work = await seeds.hang(home.site, home.olga, "Open")
    await note.write_note(home.site, home.olga, "Secret note")
    for kind in ("followers", "direct"):
        await reply.reply(home.site, home.olga, work.id, "Secret reply", visibility=kind)
    await message.write_to(home.site, home.olga, [(await make_artist(home.site, "tom"))[1]], "Secret message")
    for app in (home.app, home.visitor):
        assert (await home.finds("secret", app))["statuses"] == []
        for place in (f"/@olga/{hidden[0]}", f"/users/olga/posts/{hidden[0]}", f"/posts/{hidden[0]}"):
            found = await home.finds(f"{home.site.config.origin}{place}", app)
            assert found == {"accounts": [], "statuses": [], "hashtags": []}, place


async def test_nobody_who_hides_is_found_by_words(home: Home) -> None:
    await seeds.hang(home.site, home.olga, "Kingfisher")
    await seeds.change_actor(home.site, home.olga, discoverable=0)
    assert (await home.finds("kingfisher"))["statuses"] == [] == (await home.finds("olg"))["accounts"]
    assert (await home.app.get("/api/v1/trends/statuses")).json == []
    await seeds.change_actor(home.site, home.olga, discoverable=1)
    await block.block(home.site, home.olga, home.jane.id)
    assert (await home.finds("kingfisher"))["statuses"] == [] == (await home.finds("@olga"))["accounts"]
    await seeds.change_actor(home.site, home.olga, suspended=home.site.clock.now())
    for words in ("kingfisher", "@olga", home.olga.uri):
        found = await home.finds(words, home.visitor)
        assert found["statuses"] == [] == found["accounts"], words


async def test_another_server_is_asked_only_where_it_may_be(home: Home) -> None:
    for address in ("http://10.0.0.1/users/x", "http://169.254.169.254/latest/meta-data", "https://localhost:1/x"):
        assert await home.finds(address, resolve="true") == {"accounts": [], "statuses": [], "hashtags": []}
    far = await seeds.stranger(home.site, "ana")
    assert [one["acct"] for one in (await home.finds(far.uri))["accounts"]] == ["ana@elsewhere.example"]


async def test_trends_are_what_is_new(home: Home) -> None:
    await seeds.hang(home.site, home.olga, "One", tags=("ink", "birds"))
    last = await seeds.hang(home.site, home.jane, "Two", tags=("ink",))
    await seeds.hang(home.site, home.jane, "Three", tags=("quiet",), visibility="followers")
    tags = (await home.visitor.get("/api/v1/trends/tags")).json
    assert [one["name"] for one in tags] == ["ink", "birds"] and len(tags[0]["history"]) == 7
    assert [one["name"] for one in (await home.app.get("/api/v1/trends?offset=1")).json] == ["birds"]
    page = await home.visitor.get("/api/v1/trends/statuses?limit=1")
    assert [one["id"] for one in page.json] == [str(last.id)] and "offset=1" in page.headers["Link"]
    assert (await home.app.get("/api/v1/trends/links")).json == []
    assert (await home.visitor.get("/api/v1/custom_emojis")).json == []
