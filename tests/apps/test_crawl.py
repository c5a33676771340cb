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

import aiohttp
import pytest

from demo.art import draw
from fediart.api.endpoints import ENDPOINTS
from fediart.api.openapi import plain_path
from fediart.api.shown.words import when
from fediart.clock import DAY
from fediart.store.database import Database
from tests.api.house import App, app_of
from tests.apps.schema_watch import ALLOWED, UNKNOWN, Watch
from tests.apps.test_stories import at_work
from tests.site import Client, make_artist

PARTS = re.compile(r"\{(\w+)\}")
UNENDING = "/api/v1/streaming"


async def furnished(client: Client, folder: Path) -> tuple[dict[str, App], dict[str, str]]:
    """Two artists and an owner who have done one of everything; and identifiers by the path they belong to."""
    people = {}
    apps = {"visitor": App(client)}
    for name, role in (("jane", "artist"), ("omar", "artist"), ("olga", "owner")):
        account, actor = await make_artist(client.site, name, role=role)
        people[name] = str(actor.id)
        apps[name] = await app_of(client, account)
    jane, omar = apps["jane"], apps["omar"]
    picture = draw("rooms", (120, 90), 3, folder / "rooms.png")
    form = aiohttp.FormData()
    form.add_field("file", picture.read_bytes(), filename="rooms.png", content_type="image/png")
    form.add_field("description", "Rooms by the sea")
    media = (await jane.post("/api/v1/media", data=form)).json  # waits until it is read
    work = (await jane.post("/api/v1/statuses", {"status": "Rooms\n\n#gouache", "media_ids": [media["id"]]})).json
    asked = {"options": ["a", "b"], "expires_in": 3600}
    poll = (await jane.post("/api/v1/statuses", {"status": "Which one?", "poll": asked})).json
    made = {
        "statuses": work["id"],
        "polls": poll["poll"]["id"],
        "accounts": people["jane"],
        "lists": (await jane.post("/api/v1/lists", {"title": "Ink"})).json["id"],
        "tags": "gouache",
        "media": media["id"],
    }
    given = {"title": "Hills", "context": ["home"], "keywords_attributes": [{"keyword": "hills"}]}
    kept = (await jane.post("/api/v2/filters", given)).json
    made |= {"filters": kept["id"], "keywords": kept["keywords"][0]["id"]}
    await jane.post(f"/api/v1/lists/{made['lists']}/accounts", {"account_ids": [people["omar"]]})
    later = {"status": "Tomorrow", "scheduled_at": when(client.site.clock.now() + DAY)}
    made["scheduled_statuses"] = (await jane.post("/api/v1/statuses", later)).json["id"]
    deeds = [f"statuses/{work['id']}/{deed}" for deed in ("favourite", "reblog", "bookmark")]
    for path in (f"accounts/{people['jane']}/follow", "tags/gouache/follow", *deeds):
        assert (await omar.post(f"/api/v1/{path}")).status == 200, path
    await jane.post(f"/api/v1/accounts/{people['omar']}/follow")
    await omar.post("/api/v1/statuses", {"status": "@jane Lovely", "in_reply_to_id": work["id"]})
    await omar.post("/api/v1/statuses", {"status": "@jane Between us", "visibility": "direct"})
    await omar.post("/api/v1/statuses", {"status": "Look at this", "quoted_status_id": work["id"]})
    await omar.post("/api/v1/reports", {"account_id": people["jane"], "comment": "A test"})
    await jane.post("/api/v1/markers", {"home": {"last_read_id": work["id"]}})
    news = (await jane.get("/api/v1/notifications")).json
    made["notifications"] = news[0]["id"]
    made["v2 notifications"] = (await jane.get("/api/v2/notifications")).json["notification_groups"][0]["group_key"]
    made["list"] = made["lists"]
    made["tag"] = "gouache"
    return apps, made


def addresses(made: dict[str, str]) -> list[str]:
    """Each GET address with identifiers of what there is; where there is nothing of the kind, one of nobody's."""
    found = []
    for one in ENDPOINTS:
        path = plain_path(one.path)
        if one.method != "GET" or path.startswith((UNENDING, "/oauth/authorize")):
            continue
        words = [word for word in path.split("/") if word and not word.startswith("{")]
        versioned = f"{words[1]} {words[-1]}" if len(words) > 1 else ""
        kind = next((word for word in [versioned, *reversed(words)] if word in made), "")
        found.append(PARTS.sub(lambda _part, kind=kind: made.get(kind, "9000000000000000001"), path))  # type: ignore[misc]
    extra = ["/api/v1/accounts/lookup?acct=jane", "/api/v2/search?q=rooms", "/api/v1/accounts/search?q=jane"]
    people = f"?id[]={made['accounts']}"
    return [*found, *extra, *(f"/api/v1/accounts/{name}{people}" for name in ("relationships", "familiar_followers"))]


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
    assert sum(status == 200 for status in answers.values()) > 150
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
