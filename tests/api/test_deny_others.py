"""What is one member's own is nobody else's: each address with an identifier, asked by others for another's things."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fediart.actions import staff
from fediart.api.endpoint import Endpoint
from fediart.api.endpoints import ENDPOINTS
from fediart.api.openapi import plain_path
from fediart.api.shown.words import when
from fediart.clock import DAY, HandClock
from fediart.store.database import Database
from tests.api.house import App, app_of
from tests.api.writing import at_work, sent
from tests.site import Client, make_artist, running_site, served

SECRET = "quokka"  # stands in everything that is jane's alone
MANY = {"api": {"requests_in_five_minutes": 100_000}}

# Whose thing the identifier of an address is: by the beginning of the path, the longest that fits.
PRIVATE: Mapping[str, tuple[str, ...]] = {
    "/api/v1/lists/{id}": ("list",),
    "/api/v1/timelines/list/{id}": ("list",),
    "/api/v1/filters/{id}": ("keyword",),
    "/api/v2/filters/{id}": ("filter",),
    "/api/v2/filters/{filter_id}": ("filter",),
    "/api/v2/filters/keywords/{id}": ("keyword",),
    "/api/v2/filters/statuses/{id}": ("filtered",),
    "/api/v1/conversations/{id}": ("conversation",),
    "/api/v1/notifications/{id}": ("notification",),
    "/api/v2/notifications/{group_key}": ("group",),
    "/api/v1/notifications/requests/{id}": ("asker",),
    "/api/v1/follow_requests/{id}": ("follower",),
    "/api/v1/scheduled_statuses/{id}": ("scheduled", "scheduled work"),
    "/api/v1/media/{id}": ("media",),
    "/api/v1/featured_tags/{id}": ("tag",),
    "/api/v1/statuses/{id}": ("followers only", "message", "held", "scheduled work"),
    "/api/v1/polls/{id}": ("poll",),
    "/api/activitypub/media/{id}": ("media",),
    "/api/fediart/v1/artworks/{id}": ("held", "scheduled work", "followers only work"),
    "/api/fediart/v1/commissions/{id}": ("commission",),
    "/api/fediart/v1/commissions/offers/{id}": ("offer",),
}
# Those that their owner reads by their id.
KEPT = {kind for kinds in PRIVATE.values() for kind in kinds} - {"conversation", "follower", "tag", "offer"}
# What everybody may ask for by its identifier, or has none of its own.
PUBLIC = (
    "/api/v1/accounts/{id}", "/api/v1/tags/{name}", "/api/v1/timelines/tag/{tag}", "/api/v1/collections/{id}",
    "/api/v1/instance/terms_of_service/{date}", "/api/v1/announcements/{id}", "/api/v1/annual_reports/{year}",
    "/api/v1_alpha/async_refreshes/{id}", "/api/v1/suggestions/{account_id}", "/api/v1/admin/",
    "/api/fediart/v1/accounts/{id}", "/api/fediart/v1/portfolios/{id}", "/api/fediart/v1/series/{id}",
    "/users/{name}/",
)  # fmt: skip
# What answers as if it had been done, whoever asks: there is nothing of the kind for the asker, and nothing changes.
ANSWERED: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class World:
    client: Client
    jane: App
    zoe: App
    fallen: App
    own: Mapping[str, str]


@pytest.fixture
async def world(db: Database, tmp_path: Path) -> AsyncIterator[World]:
    clock = HandClock()
    async with running_site(db, tmp_path, clock, config=MANY) as site, served(site) as client, at_work(site):
        apps, people = {}, {}
        for name in ("jane", "omar", "zoe", "fallen", "ines"):
            account, actor = await make_artist(site, name)
            apps[name], people[name] = await app_of(client, account), str(actor.id)
        own = await furnished(client, apps, people)
        await staff.suspend(site, None, "fallen")
        yield World(client, apps["jane"], apps["zoe"], apps["fallen"], own)


async def made(app: App, path: str, given: Any = None) -> Any:
    answer = await app.post(f"/api/v1/{path}", given)
    assert answer.status in (200, 202), f"{path}: {answer.text}"
    return answer.json


async def furnished(client: Client, apps: Mapping[str, App], people: Mapping[str, str]) -> dict[str, str]:
    """Jane's own things, each with the secret word; identifiers by what they are."""
    jane, omar, ines = apps["jane"], apps["omar"], apps["ines"]
    soon = when(client.site.clock.now() + DAY)
    own = {"jane": people["jane"], "follower": people["omar"]}
    await jane.patch("/api/v1/accounts/update_credentials", {"locked": True})
    await made(omar, f"accounts/{people['jane']}/follow")
    await made(jane, f"accounts/{people['omar']}/follow")
    own["list"] = (await made(jane, "lists", {"title": f"{SECRET} list"}))["id"]
    private = {"status": f"{SECRET} among us", "visibility": "private"}
    own["followers only"] = (await made(jane, "statuses", private))["id"]
    poll = {"options": [f"{SECRET} a", "b"], "expires_in": 3600}
    own["poll"] = (await made(jane, "statuses", private | {"poll": poll}))["poll"]["id"]
    own |= await _filters(jane, own["followers only"])
    own["scheduled"] = (await made(jane, "statuses", {"status": f"{SECRET} later", "scheduled_at": soon}))["id"]
    later = {"status": f"{SECRET} later", "scheduled_at": soon, "media_ids": [await sent(jane, 3, description=SECRET)]}
    own["scheduled work"] = (await made(jane, "statuses", later))["id"]
    own["media"] = await sent(jane, 4, description=SECRET)
    work = {"status": f"{SECRET} held", "media_ids": [await sent(jane, 5, description=SECRET)]}
    own["held"] = (await made(jane, "statuses", work))["id"]
    await _hold(client, int(own["held"]))
    own |= await _ours(jane, omar, people["jane"])
    own["tag"] = (await made(jane, "featured_tags", {"name": "seascape"}))["id"]
    talk = {"status": f"@jane {SECRET} between us", "visibility": "direct"}
    own["message"] = (await made(omar, "statuses", talk))["id"]
    own["conversation"] = (await jane.get("/api/v1/conversations")).json[0]["id"]
    own["notification"] = (await jane.get("/api/v1/notifications")).json[0]["id"]
    own["group"] = (await jane.get("/api/v2/notifications")).json["notification_groups"][0]["group_key"]
    await jane.patch("/api/v2/notifications/policy", {"for_not_following": "filter"})
    await made(ines, "statuses", {"status": "@jane Hello"})
    own["asker"] = (await jane.get("/api/v1/notifications/requests")).json[0]["id"]
    return own


async def _ours(jane: App, omar: App, artist: str) -> dict[str, str]:
    """At fediart's own addresses: a work for followers, an offer, and what two speak of."""
    root = "/api/fediart/v1"
    work = {"title": SECRET, "visibility": "private", "media_ids": [await sent(jane, 6, description=SECRET)]}
    closed = (await jane.post(f"{root}/artworks", work)).json
    offer = (await jane.post(f"{root}/commissions/offers", {"title": "Portrait"})).json
    wish = {"account_id": artist, "offer_id": offer["id"], "title": f"{SECRET} cats", "words": SECRET}
    commission = (await omar.post(f"{root}/commissions", wish)).json
    return {"followers only work": closed["id"], "offer": offer["id"], "commission": commission["id"]}


async def _filters(jane: App, post: str) -> dict[str, str]:
    given = {"title": f"{SECRET} filter", "context": ["home"], "keywords_attributes": [{"keyword": SECRET}]}
    kept = (await jane.post("/api/v2/filters", given)).json
    filtered = (await jane.post(f"/api/v2/filters/{kept['id']}/statuses", {"status_id": post})).json
    return {"filter": kept["id"], "keyword": kept["keywords"][0]["id"], "filtered": filtered["id"]}


async def _hold(client: Client, work: int) -> None:
    """As the filter leaves a work that a moderator is to look at."""
    async with client.site.db.writing() as tx:
        await tx.run("update artworks set state = 'held', published = 0 where id = :id", id=work)
        await tx.run("delete from post_tags where post_id = :id", id=work)
        await tx.run("delete from notifications where post_id = :id", id=work)
        await tx.run("delete from posts where id = :id", id=work)


# Enough of everything, so that it is the identifier that is wrong.
GIVEN = {
    "title": "x", "status": "x", "keyword": "x", "phrase": "x", "context": ["home"], "account_ids": ["1"],
    "choices": [0], "status_id": "1", "quote_approval_policy": "nobody", "description": "x",
    "note": "x", "text": "x", "to": "accepted", "by": 1,
}  # fmt: skip


def kinds_of(one: Endpoint) -> tuple[str, ...]:
    path = plain_path(one.path)
    fitting = [begin for begin in PRIVATE if path == begin or path.startswith(f"{begin}/")]
    return PRIVATE[max(fitting, key=len)] if fitting else ()


def asked(own: Mapping[str, str]) -> list[tuple[Endpoint, str]]:
    """Each address about something private, for each thing that it could be about."""
    return [(one, re.sub(r"\{\w+\}", own[kind], plain_path(one.path))) for one in ENDPOINTS for kind in kinds_of(one)]


def test_of_each_address_with_an_identifier_it_is_known_whose_it_is() -> None:
    unjudged = {
        one.path for one in ENDPOINTS if "{" in one.path and not kinds_of(one) and not one.path.startswith(PUBLIC)
    }
    assert unjudged == set()


async def ask(app: App, one: Endpoint, path: str) -> tuple[int, str]:
    given = GIVEN | {"scheduled_at": when(app.client.site.clock.now() + 2 * DAY)}
    answer = await app.request(one.method, path, **({} if one.method in ("GET", "DELETE") else {"json": given}))
    return answer.status, answer.text


async def test_what_is_anothers_is_as_if_it_were_not_there(world: World) -> None:
    before = await owned(world)
    read = [path for path, (status, _text) in before.items() if status == 200]
    assert {kind for kind in KEPT if not any(world.own[kind] in path for path in read)} == set()
    assert sum(SECRET in text for _status, text in before.values()) > 10
    wrong = []
    for name, app, allowed in (
        ("zoe", world.zoe, {404}),
        ("a visitor", App(world.client), {401, 404}),
        ("who is suspended", world.fallen, {401}),
    ):
        for one, path in asked(world.own):
            status, text = await ask(app, one, path)
            if status not in allowed | {ANSWERED.get(f"{one.method} {plain_path(one.path)}", 404)} or SECRET in text:
                wrong.append(f"{name}: {one.method} {plain_path(one.path)} ({path}): {status} {text[:90]}")
    assert not wrong, "\n".join(wrong)
    assert await owned(world) == before


async def owned(world: World) -> dict[str, tuple[int, str]]:
    """What their owner reads at the same addresses."""
    found = {}
    for one, path in asked(world.own):
        if one.method == "GET" and "accounts" not in one.path:
            found[path] = await ask(world.jane, one, path)
    return found


async def test_no_list_and_no_search_tells_what_is_anothers(world: World) -> None:
    leaking, count = [], 0
    lists = [
        plain_path(one.path) for one in ENDPOINTS if one.method == "GET" and "{" not in one.path and not one.stream
    ]
    about = [f"/api/v1/accounts/{world.own['jane']}{more}" for more in ("", "/statuses", "/lists", "/featured_tags")]
    finding = [f"/api/v2/search?q={SECRET}", f"/api/v2/search?q={SECRET}&type=statuses", "/api/v1/timelines/tag/quokka"]
    ids = "&".join(f"id[]={number}" for number in world.own.values() if number.isdigit())
    for name, app in (("zoe", world.zoe), ("a visitor", App(world.client))):
        for path in (*lists, *about, *finding, f"/api/v1/statuses?{ids}"):
            answer = await app.get(path)
            count += answer.status == 200
            if answer.status >= 500 or SECRET in answer.text.replace(f"q={SECRET}", ""):
                leaking.append(f"{name}: {path}: {answer.status} {answer.text[:200]}")
    assert not leaking, "\n".join(leaking)
    assert count > 60
