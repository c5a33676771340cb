"""Markers, announcements and conversations of one member, and that nobody else gets at them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from fediart.actions import announcing, message
from fediart.actions.announcing import Wanted
from fediart.clock import DAY, HOUR
from fediart.site import Site
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from tests.api.house import App, app_of
from tests.site import Client, make_artist


@dataclass
class Home:
    """jane and olga with an app each, and the owner of the instance."""

    site: Site
    client: Client
    jane: Actor
    olga: Actor
    owner: Account
    app: App
    other: App


@pytest.fixture
async def home(site: Site, client: Client) -> AsyncIterator[Home]:
    account, jane = await make_artist(site, "jane")
    second, olga = await make_artist(site, "olga")
    owner, _ = await make_artist(site, "owner", role="owner")
    yield Home(site, client, jane, olga, owner, await app_of(client, account), await app_of(client, second))


async def test_a_marker_is_kept_for_whoever_set_it(home: Home) -> None:
    assert (await home.app.get("/api/v1/markers?timeline[]=home&timeline[]=notifications")).json == {}
    first = await home.app.post("/api/v1/markers", {"home": {"last_read_id": "12"}})
    assert (first.status, first.json["home"]["last_read_id"], first.json["home"]["version"]) == (200, "12", 1)
    form = {"home[last_read_id]": "15", "notifications[last_read_id]": "7"}
    second = (await home.app.post("/api/v1/markers", data=form)).json
    assert {name: (one["last_read_id"], one["version"]) for name, one in second.items()} == {
        "home": ("15", 2), "notifications": ("7", 1),
    }  # fmt: skip
    told = (await home.app.get("/api/v1/markers?timeline[]=home&timeline[]=nothing")).json
    assert list(told) == ["home"] and told["home"]["updated_at"].endswith("Z")
    assert (await home.other.get("/api/v1/markers?timeline[]=home")).json == {}
    assert (await home.app.post("/api/v1/markers", {})).status == 422
    assert (await home.app.post("/api/v1/markers", {"home": {"last_read_id": "x' or 1"}})).status == 404


async def test_an_announcement_is_told_until_it_is_over(home: Home) -> None:
    now = home.site.clock.now()
    late = Wanted("Later", published=now + HOUR)
    planned = await announcing.save(home.site, home.owner, late)
    made = await announcing.save(home.site, home.owner, Wanted("A **walk**\n\n<script>x</script>", ends=now + HOUR))
    (told,) = (await home.app.get("/api/v1/announcements")).json
    assert told["id"] == str(made.id) and told["read"] is False
    assert "<strong>walk</strong>" in told["content"] and "<script" not in told["content"]
    assert (await home.app.post(f"/api/v1/announcements/{made.id}/dismiss")).json == {}
    assert (await home.app.get("/api/v1/announcements")).json[0]["read"] is True
    assert (await home.other.get("/api/v1/announcements")).json[0]["read"] is False
    for number in (planned.id, 5):
        assert (await home.app.post(f"/api/v1/announcements/{number}/dismiss")).status == 404
    home.site.clock.move(DAY + 2 * HOUR)  # type: ignore[attr-defined]  # it is moved by hand
    assert [one["id"] for one in (await home.app.get("/api/v1/announcements")).json] == [str(planned.id)]


async def test_members_answer_an_announcement_with_signs(home: Home) -> None:
    made = await announcing.save(home.site, home.owner, Wanted("A walk"))
    path = f"/api/v1/announcements/{made.id}/reactions"
    for app in (home.app, home.other, home.app):
        assert (await app.put(f"{path}/🎨")).status == 200
    (told,) = (await home.app.get("/api/v1/announcements")).json
    assert told["reactions"] == [{"name": "🎨", "count": 2, "me": True}]
    assert (await home.app.put(f"{path}/words")).status == 422
    assert (await home.app.delete(f"{path}/🎨")).status == 200
    assert (await home.app.delete(f"{path}/🎨")).status == 404
    (told,) = (await home.app.get("/api/v1/announcements")).json
    assert told["reactions"] == [{"name": "🎨", "count": 1, "me": False}]
    for sign in "🌊🌸🌵🌙⭐🔥🍀":
        assert (await home.app.put(f"{path}/{sign}")).status == 200
    assert (await home.other.put(f"{path}/🐙")).status == 422, "eight different ones are enough"
    assert (await home.app.put("/api/v1/announcements/9/reactions/🎨")).status == 404


async def test_a_conversation_is_read_and_put_away_by_its_people_alone(home: Home) -> None:
    talk = await message.write_to(home.site, home.jane, [home.olga], "Hello")
    assert (await home.other.get("/api/v1/conversations")).json == [], "a stranger's request is none yet"
    await message.write_to(home.site, home.olga, [home.jane], "Hi")
    (told,) = (await home.app.get("/api/v1/conversations")).json
    assert (told["id"], told["unread"]) == (str(talk), True)
    assert [one["acct"] for one in told["accounts"]] == ["olga"] and "Hi" in told["last_status"]["content"]
    assert told["last_status"]["visibility"] == "direct"
    read = (await home.app.post(f"/api/v1/conversations/{talk}/read")).json
    assert read["unread"] is False and read["last_status"]["id"] == told["last_status"]["id"]
    assert (await home.app.post(f"/api/v1/conversations/{talk}/unread")).json["unread"] is True
    newest = told["last_status"]["id"]
    assert (await home.app.get(f"/api/v1/conversations?max_id={newest}")).json == []
    assert (await home.app.get(f"/api/v1/conversations?min_id={int(newest) - 1}")).json[0]["id"] == str(talk)
    assert (await home.app.delete(f"/api/v1/conversations/{talk}")).json == {}
    assert (await home.app.get("/api/v1/conversations")).json == []
    assert len((await home.other.get("/api/v1/conversations")).json) == 1, "the other keeps it"
    await message.write_to(home.site, home.olga, [home.jane], "Again")
    assert len((await home.app.get("/api/v1/conversations")).json) == 1


async def test_nobody_else_gets_at_a_conversation(home: Home) -> None:
    talk = await message.write_to(home.site, home.jane, [home.olga], "Only us")
    account, _ = await make_artist(home.site, "eve")
    eve = await app_of(home.client, account)
    assert (await eve.get("/api/v1/conversations")).json == []
    for answer in (
        await eve.post(f"/api/v1/conversations/{talk}/read"),
        await eve.post(f"/api/v1/conversations/{talk}/unread"),
        await eve.delete(f"/api/v1/conversations/{talk}"),
        await eve.post("/api/v1/conversations/999/read"),
    ):
        assert answer.status == 404 and answer.json == {"error": "Record not found"}
