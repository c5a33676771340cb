"""Every address that is only read, asked by a visitor, two artists and an owner, in a world that has some of each kind.

The answers pass through the validating proxy of the shared data where it is there, and are held against our own
OpenAPI document at any rate.
"""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from demo.art import draw
from fediart.actions import announcing
from fediart.api.endpoints import ENDPOINTS
from fediart.api.openapi import plain_path
from fediart.api.shown.words import when
from fediart.clock import DAY
from fediart.store.database import Database
from tests.api.house import App, app_of
from tests.apps.schema_watch import ALLOWED, UNKNOWN, Watch
from tests.apps.test_stories import at_work
from tests.conversation.pushed import PushService
from tests.site import Client, make_artist

PARTS = re.compile(r"\{(\w+)\}")
UNENDING = "/api/v1/streaming"


async def done(app: App, path: str, given: Any = None, *, method: str = "POST") -> Any:
    """What it answers; AssertionError where it is refused: the crawl needs it."""
    answer = await app.request(method, f"/api/{path}", **({"json": given} if given is not None else {}))
    assert answer.status in (200, 202), f"{path}: {answer.text}"
    return answer.json


async def furnished(client: Client, folder: Path) -> tuple[dict[str, App], dict[str, str]]:
    """Two artists and an owner who have done one of everything; identifiers by the word before them in addresses."""
    people = {}
    apps = {"visitor": App(client)}
    for name, role in (("jane", "artist"), ("omar", "artist"), ("ines", "artist"), ("olga", "owner")):
        account, actor = await make_artist(client.site, name, role=role)
        people[name] = str(actor.id)
        apps[name] = await app_of(client, account)
    await announcing.save(client.site, account, announcing.Wanted("We move on Monday."))
    jane, omar, ines = apps["jane"], apps["omar"], apps.pop("ines")
    made = {"accounts": people["jane"], "portfolios": people["jane"], "users": "jane", "tags": "gouache"}
    made |= await _posted(client, jane, folder) | {"tag": "gouache"}
    await done(jane, f"v1/accounts/{people['omar']}/follow")
    await _spoken(omar, people["jane"], made["statuses"])
    await _kept(jane, made, people)
    await _shown(jane, omar, made, people)
    await _ruled(apps["olga"], made)
    for tie in ("block", "mute", "note"):
        await done(ines, f"v1/accounts/{people['olga']}/{tie}", {"comment": "x"})
    await done(jane, "v2/notifications/policy", {"for_not_following": "filter"}, method="PATCH")
    await done(ines, "v1/statuses", {"status": "@jane Hello"})
    await done(jane, "v1/accounts/update_credentials", {"locked": True}, method="PATCH")
    await done(ines, f"v1/accounts/{people['jane']}/follow")
    made["requests"] = (await done(jane, "v1/notifications/requests", method="GET"))[0]["id"]
    made["notifications"] = (await done(jane, "v1/notifications", method="GET"))[0]["id"]
    grouped = await done(jane, "v2/notifications", method="GET")
    made["group_key"] = grouped["notification_groups"][0]["group_key"]
    return apps, made


async def _posted(client: Client, jane: App, folder: Path) -> dict[str, str]:
    work = {"status": "Rooms\n\n#gouache", "media_ids": [await _sent(jane, folder, 3)], "fediart": {"series": "Rooms"}}
    first = await done(jane, "v1/statuses", work)
    asked = {"options": ["a", "b"], "expires_in": 3600}
    poll = await done(jane, "v1/statuses", {"status": "Which one?", "poll": asked})
    later = {"status": "Tomorrow", "scheduled_at": when(client.site.clock.now() + DAY)}
    text = await done(jane, "v1/statuses", later)
    await done(jane, "v1/statuses", later | {"media_ids": [await _sent(jane, folder, 4)]})
    note = await done(jane, "v1/statuses", {"status": "Wrods"})
    await done(jane, f"v1/statuses/{note['id']}", {"status": "Words"}, method="PUT")
    return {
        "statuses": first["id"],
        "artworks": first["id"],
        "polls": poll["poll"]["id"],
        "scheduled_statuses": text["id"],
        "media": await _sent(jane, folder, 5),
    }


async def _sent(app: App, folder: Path, number: int) -> str:
    form = aiohttp.FormData()
    picture = await asyncio.to_thread(draw, "rooms", (120, 90), number, folder / f"rooms-{number}.png")
    form.add_field("file", picture.read_bytes(), filename="rooms.png", content_type="image/png")
    form.add_field("description", "Rooms by the sea")
    answer = await app.post("/api/v1/media", data=form)  # waits until it is read
    assert answer.status == 200, answer.text
    return str(answer.json["id"])


async def _spoken(omar: App, jane: str, work: str) -> None:
    deeds = [f"statuses/{work}/{deed}" for deed in ("favourite", "reblog", "bookmark")]
    for path in (f"accounts/{jane}/follow", f"accounts/{jane}/endorse", "tags/gouache/follow", *deeds):
        await done(omar, f"v1/{path}")
    await done(omar, "v1/statuses", {"status": "@jane Lovely", "in_reply_to_id": work})
    await done(omar, "v1/statuses", {"status": "@jane Between us", "visibility": "direct"})
    await done(omar, "v1/statuses", {"status": "Look at this", "quoted_status_id": work})
    await done(omar, "v1/reports", {"account_id": jane, "comment": "A test", "status_ids": [work]})


async def _kept(jane: App, made: dict[str, str], people: dict[str, str]) -> None:
    made["lists"] = made["list"] = (await done(jane, "v1/lists", {"title": "Ink"}))["id"]
    await done(jane, f"v1/lists/{made['lists']}/accounts", {"account_ids": [people["omar"]]})
    given = {"title": "Hills", "context": ["home"], "keywords_attributes": [{"keyword": "hills"}]}
    kept = await done(jane, "v2/filters", given)
    made |= {"filters": kept["id"], "keywords": kept["keywords"][0]["id"]}
    filtered = await done(jane, f"v2/filters/{kept['id']}/statuses", {"status_id": made["statuses"]})
    made["filters/statuses"] = filtered["id"]
    await done(jane, "v1/featured_tags", {"name": "gouache"})
    await done(jane, "v1/domain_blocks", {"domain": "elsewhere.example"})
    await done(jane, "v1/markers", {"home": {"last_read_id": made["statuses"]}})
    keys = {"p256dh": PushService().form["p256dh"], "auth": "YWFhYWFhYWFhYWFhYWFhYQ"}
    told = {"endpoint": "https://push.example/1", "keys": keys}
    await done(jane, "v1/push/subscription", {"subscription": told, "data": {"alerts": {"mention": True}}})


async def _shown(jane: App, omar: App, made: dict[str, str], people: dict[str, str]) -> None:
    """At fediart's own addresses: a portfolio, a series, an offer, and what two speak of."""
    rooms = [{"heading": "Rooms", "words": "*Sea*", "artworks": [made["artworks"]]}]
    await done(jane, "fediart/v1/portfolio", {"sections": rooms}, method="PATCH")
    shelves = await done(jane, f"fediart/v1/accounts/{people['jane']}/series", method="GET")
    offer = {"title": "Portrait", "price_from": "120", "currency": "EUR", "examples": [made["artworks"]]}
    wanted = (await done(jane, "fediart/v1/commissions/offers", offer))["id"]
    wish = {"account_id": people["jane"], "offer_id": wanted, "title": "My cats", "words": "Both asleep."}
    asked = await done(omar, "fediart/v1/commissions", wish)
    made |= {"series": shelves[0]["id"], "commissions": asked["id"], "portfolios": people["jane"]}


async def _ruled(olga: App, made: dict[str, str]) -> None:
    made["domain_blocks"] = (await done(olga, "v1/admin/domain_blocks", {"domain": "bad.example"}))["domain"]
    made["domain_allows"] = (await done(olga, "v1/admin/domain_allows", {"domain": "good.example"}))["domain"]
    mail = await done(olga, "v1/admin/email_domain_blocks", {"domain": "spam.example"})
    network = await done(olga, "v1/admin/ip_blocks", {"ip": "192.0.2.0/24", "severity": "no_access"})
    made |= {"email_domain_blocks": mail["id"], "ip_blocks": network["id"]}
    made["reports"] = (await done(olga, "v1/admin/reports", method="GET"))[0]["id"]


def addresses(made: dict[str, str]) -> list[str]:
    """Each GET address with identifiers of what there is; where there is nothing of the kind, one of nobody's."""
    found = []
    for one in ENDPOINTS:
        path = plain_path(one.path)
        if one.method == "GET" and not path.startswith((UNENDING, "/oauth/authorize")):
            found.append(_filled(path, made))
    posts = f"?id[]={made['statuses']}"
    people = f"?id[]={made['accounts']}"
    return [
        *found, "/api/v1/accounts/lookup?acct=jane", "/api/v1/accounts/search?q=jane",
        f"/api/v1/statuses{posts}", f"/api/v1/accounts{people}",
        *(f"/api/v2/search?q={word}" for word in ("rooms", "jane", "gouache")),
        *(f"/api/v1/accounts/{made['accounts']}/statuses?{only}=true" for only in ("only_media", "pinned")),
        *(f"/api/v1/accounts/{name}{people}" for name in ("relationships", "familiar_followers")),
    ]  # fmt: skip


def _filled(path: str, made: dict[str, str]) -> str:
    def fill(found: re.Match[str]) -> str:
        before = path[: found.start()].strip("/").split("/")
        for name in (found.group(1), "/".join(before[-2:]), before[-1]):
            if name in made:
                return made[name]
        return "9000000000000000001"

    return PARTS.sub(fill, path)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@asynccontextmanager
async def proxied(shared: Path, upstream: str, folder: Path) -> AsyncIterator[str]:
    """The validating proxy in front of an instance; its report lies in `folder` afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = [str(shared / "tools" / "validating_proxy.py"), upstream, str(port), str(folder / "report.json")]
    process = await asyncio.create_subprocess_exec(sys.executable, *program)
    try:
        for _try in range(200):
            try:
                _reader, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                break
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        await process.wait()


async def crawled(apps: dict[str, App], made: dict[str, str], *, but: Collection[str] = ()) -> dict[str, int]:
    answers = {}
    for name, app in apps.items():
        for path in (one for one in addresses(made) if one not in but):
            answers[f"{name} {path}"] = (await app.get(path)).status
    return answers


@pytest.mark.timeout(200)
async def test_every_answer_is_as_our_document_says(db: Database, tmp_path: Path, watch: Watch) -> None:
    async with at_work(db, tmp_path, watch) as client:
        apps, made = await furnished(client, tmp_path)
        answers = await crawled(apps, made)
    assert not [name for name, status in answers.items() if status >= 500]
    assert sum(status == 200 for status in answers.values()) > 250
    watch.settle(least=200)


@pytest.mark.shared
@pytest.mark.timeout(200)
async def test_the_validating_proxy_finds_nothing_that_is_not_listed(
    db: Database, tmp_path: Path, watch: Watch, shared: Path
) -> None:
    async with (
        at_work(db, tmp_path, watch) as client,
        proxied(shared, client.origin, tmp_path) as front,
    ):
        client.origin = front
        apps, made = await furnished(client, tmp_path)
        await crawled(apps, made, but=UNKNOWN)
    report = json.loads((tmp_path / "report.json").read_text())
    left = [
        f"{count} x {words}"
        for words, count in report["violations"].items()
        if not any(re.search(known, f"mastodon: {words}") for known in ALLOWED) and "not in schema" not in words
    ]
    assert sum(report["seen"].values()) > 300
    assert left == [], "\n".join(left)
