"""One's other accounts by app, and moving to one of them: never with a token alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.store import actors
from fediart.store.database import Database
from tests.api.house import app_of
from tests.site import PASSWORD, Client, make_artist, running_site, served


@pytest.fixture
async def client(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Client]:
    async with running_site(db, tmp_path, clock) as site, served(site) as browser:
        yield browser


async def test_an_account_moves_to_one_that_names_it(client: Client) -> None:
    account, old = await make_artist(client.site, "jane")
    other, new = await make_artist(client.site, "janet")
    jane, janet = await app_of(client, account), await app_of(client, other)
    assert (await jane.get("/api/fediart/v1/migration")).json == {"moved_to": None, "account": None, "next_at": None}
    home = {"acct": f"@janet@{client.site.config.instance.host}", "current_password": PASSWORD}
    assert (await jane.post("/api/fediart/v1/migration", home)).status == 422  # it does not name this one yet
    named = (await janet.post("/api/fediart/v1/aliases", {"acct": old.uri})).json
    assert [(one["uri"], one["account"]["username"]) for one in named] == [(old.uri, "jane")]
    refused = await jane.post("/api/fediart/v1/migration", home | {"current_password": "guessed wrong"})
    assert refused.status == 422 and not (await jane.get("/api/fediart/v1/migration")).json["moved_to"]
    moved = await jane.post("/api/fediart/v1/migration", home)
    assert moved.status == 200, moved.text
    assert moved.json["moved_to"] == new.uri and moved.json["account"]["username"] == "janet" and moved.json["next_at"]
    assert (await jane.delete("/api/fediart/v1/migration")).json["moved_to"] is None
    assert (await janet.delete("/api/fediart/v1/aliases", {"uri": old.uri})).json == []


async def test_nobody_and_oneself_are_no_other_account(client: Client) -> None:
    account, actor = await make_artist(client.site, "jane")
    jane = await app_of(client, account)
    for wrong in (actor.uri, "@nobody9@localhost:1", "http://127.0.0.1:1/users/x", "no handle", ""):
        answer = await jane.post("/api/fediart/v1/aliases", {"acct": wrong})
        assert answer.status == 422, wrong
    async with client.site.db.reading() as tx:
        kept = await actors.by_id(tx, actor.id)
    assert kept is not None and kept.also_known_as == ()
