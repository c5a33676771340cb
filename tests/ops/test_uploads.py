"""Uploads that pile up: a few at a time, a place in the line, and words for those who have to come later."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from fediart.actions.publish import submit
from fediart.actions.turns import Turn, turn_of
from fediart.clock import HandClock
from fediart.errors import TooOften
from fediart.site import Site
from fediart.store import artworks
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.web.upload_door import MOST_WAITING, UPLOADS, UploadDoor
from tests.publish.works import human_png, jane, publish_one, submission
from tests.site import Answer, Client, drain, log_in, running_site, served

FEW = {"media": {"receiving": 2, "most_waiting": 3}}


async def _submit(site: Site, tmp_path: Path, artist: Actor, number: int) -> int:
    return await submit(site, artist, submission(tmp_path, human_png(seed=number)))


async def _send(client: Client, path: str = "/new", accept: str = "text/html", **more: str) -> Answer:
    fields = {"title": "Dusk", "alt-1": "A drawing.", "licence": "all-rights-reserved", "visibility": "public", **more}
    files = {"files": ("dusk.png", human_png(), "image/png")}
    return await client.post_form(path, {**fields, **files}, page="/new", headers={"Accept": accept})


@pytest.mark.one_engine
async def test_an_artist_sees_the_place_in_the_line(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock, config=FEW) as site, served(site) as client:
        _, artist = await jane(site)
        await log_in(client, "jane")
        works = [await _submit(site, tmp_path, artist, number) for number in range(3)]
        first, last = works[0], works[-1]
        assert (await client.get(f"/works/{first}/state")).json.keys() == {"state", "stage", "done", "url"}
        told = (await client.get(f"/works/{last}/state")).json["turn"]
        assert told == "It is number 3 in the line: less than a minute."
        assert told in (await client.get(f"/works/{last}")).text
        await drain(site)
        assert "turn" not in (await client.get(f"/works/{last}/state")).json


async def test_the_time_in_the_line_is_what_the_last_ones_took(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site:
        _, artist = await jane(site)
        works = [await _submit(site, tmp_path, artist, number) for number in range(4)]
        async with db.writing() as tx:
            await tx.run(
                """update jobs set state = 'finished', finished = :now, created = :earlier where kind = 'publish'
                and id in (select id from jobs where kind = 'publish' order by id limit 1)""",
                now=clock.now(),
                earlier=clock.now() - 200_000,
            )
            await tx.run(
                """insert into jobs (id, kind, payload, state, due, created, finished)
                select id - 1, kind, payload, 'finished', due, created, finished - 90000 from jobs
                where kind = 'publish' and state = 'finished'"""
            )
        async with db.reading() as tx:
            work = await artworks.by_id(tx, works[-1])
            assert work is not None
            turn = await turn_of(tx, site, work)
    assert turn == Turn(3, 3), "two works before it, a minute and a half each"


@pytest.mark.one_engine
async def test_when_too_many_wait_a_new_work_is_kept_as_a_draft(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock, config=FEW) as site, served(site) as client:
        _, artist = await jane(site)
        await log_in(client, "jane")
        for number in range(3):
            await _submit(site, tmp_path, artist, number)
        refused = await _send(client)
        assert refused.status == 429 and int(refused.headers["Retry-After"]) >= 60
        assert "Your work is kept as a draft until then." in refused.text
        script = await _send(client, accept="application/json")
        assert script.status == 429 and script.json["draft"].startswith("/drafts/")
        await drain(site)
        draft = script.json["draft"]
        nothing = ("", b"", "application/octet-stream")
        said = {"deed": "publish", "title": "Dusk", "licence": "all-rights-reserved", "visibility": "public"}
        sent = await client.post_form(draft, {**said, "without_alt": "1", "files": nothing}, page=draft)
        assert sent.status == 303 and sent.location.startswith("/works/"), sent.text
        async with db.reading() as tx:
            assert await tx.value("select count(*) from artworks") == 4


@pytest.mark.one_engine
async def test_a_few_are_received_at_a_time_in_the_order_they_came(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with running_site(db, tmp_path, clock, config=FEW) as site:
        door, inside, came = UploadDoor(site, patience=5), [0], list[int]()
        most = 0
        leave = asyncio.Event()

        async def upload(number: int) -> None:
            nonlocal most
            async with door.place():
                came.append(number)
                inside[0] += 1
                most = max(most, inside[0])
                await leave.wait()
                inside[0] -= 1

        tasks = [asyncio.create_task(upload(number)) for number in range(2 + 2 * MOST_WAITING)]
        await asyncio.sleep(0)
        with pytest.raises(TooOften) as busy:
            async with door.place():
                raise AssertionError("there is no place")
        assert busy.value.retry_after == 15
        assert inside == [2]
        tasks[3].cancel()
        leave.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert most == 2 and inside == [0]
        assert came == [number for number in range(18) if number != 3]
        async with door.place():
            pass


@pytest.mark.one_engine
async def test_who_waits_too_long_is_asked_to_come_later(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock, config=FEW) as site:
        door = UploadDoor(site, patience=0.01)
        async with door.place(), door.place():
            with pytest.raises(TooOften):
                async with door.place():
                    raise AssertionError("there is no place")
        async with door.place(), door.place():
            pass
        site.figures.late = 3.0
        async with door.place():  # one is always received
            with pytest.raises(TooOften):
                async with door.place():
                    raise AssertionError("the event loop is late")


@pytest.mark.one_engine
async def test_a_full_house_reads_no_body_and_pages_go_on(db: Database, tmp_path: Path, clock: HandClock) -> None:
    apps = list[web.Application]()
    async with running_site(db, tmp_path, clock, config=FEW) as site, served(site, prepare=apps.append) as client:
        await publish_one(site, tmp_path, (await jane(site))[1])
        await log_in(client, "jane")
        site.figures.late = 3.0
        async with apps[0][UPLOADS].place():
            refused = await _send(client)
        assert refused.status == 429 and refused.headers["Retry-After"] == "15"
        assert (await client.fresh().get("/")).status == 200
        async with db.reading() as tx:
            assert await tx.value("select count(*) from drafts") == 0
