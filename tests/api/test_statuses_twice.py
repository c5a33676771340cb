"""`Idempotency-Key`: done once, answered the same for an hour, on both engines, whatever happens in between."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from fediart.actions.app_post import AppPost, post
from fediart.api.idempotency import HELD, OTHER_BODY
from fediart.clock import HOUR, HandClock
from fediart.jobs.tidy import tidy
from fediart.site import Site
from fediart.store import app_answers
from fediart.store.database import Database
from tests.api.house import App, app_of
from tests.api.writing import at_work, sent
from tests.site import Answer, make_artist, running_site, served

pytestmark = pytest.mark.both_engines


async def send(app: App, key: str, given: Mapping[str, Any]) -> Answer:
    return await app.post("/api/v1/statuses", dict(given), headers={"Idempotency-Key": key})


async def many(site: Site) -> int:
    async with site.db.reading() as tx:
        return int(await tx.value("select count(*) from posts"))


async def test_twins_wait_and_get_the_same_answer(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        other = await app_of(client, (await make_artist(site, "kim"))[0])
        answers = await asyncio.gather(*(send(app, "one", {"status": "once"}) for _ in range(4)))
        assert {one.status for one in answers} == {200} and len({one.body for one in answers}) == 1
        assert {one.headers["Access-Control-Allow-Origin"] for one in answers} == {"*"}
        assert await many(site) == 1
        refused = await send(app, "one", {"status": "something else"})
        assert (refused.status, refused.json["error"]) == (422, OTHER_BODY)
        assert (await send(other, "one", {"status": "mine"})).json["account"]["username"] == "kim"
        assert await many(site) == 2
        clock.move(HOUR + 1)
        await tidy(site, {})
        assert (await send(app, "one", {"status": "something else"})).status == 200
        assert await many(site) == 3


async def test_a_refusal_is_not_kept(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        assert (await send(app, "k", {"status": ""})).status == 422
        assert (await send(app, "k", {"status": "now with words"})).status == 200
        assert await many(site) == 1


async def test_a_server_that_died_in_between_posts_nothing_twice(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    """Killed after the post was written and before the answer was kept: the row is held, and names the post."""
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        account, jane = await make_artist(site, "jane")
        app = await app_of(client, account)
        first = await send(app, "dead", {"status": "survives"})
        name = sha256(b"dead").hexdigest()
        async with site.db.writing() as tx:
            row = await app_answers.find(tx, account.id, name)
            assert row is not None
            await tx.run("update app_answers set status = 0, answer = '' where name = :name", name=name)
        assert str(row.number) == first.json["id"]
        clock.move(HELD + 1)
        again = await send(app, "dead", {"status": "survives"})
        assert (again.status, again.json["id"], await many(site)) == (200, first.json["id"], 1)
        await post(site, jane, AppPost("survives"), row.number)
        assert await many(site) == 1


async def test_a_work_is_sent_in_once(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client, at_work(site):
        app = await app_of(client, (await make_artist(site, "jane"))[0])
        given = {"status": "The sea", "media_ids": [await sent(app, 30, description="Sea")]}
        one, two = await asyncio.gather(send(app, "w", given), send(app, "w", given))
        assert (one.status, one.body) == (200, two.body)
        assert await many(site) == 1
