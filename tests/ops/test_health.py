"""Whoever watches over an instance: alive, ready, figures; and who may see them."""

from __future__ import annotations

import json
from pathlib import Path

import aiohttp
import pytest

from fediart.clock import MINUTE, HandClock
from fediart.errors import Problem
from fediart.jobs.heart import beating
from fediart.store import processes
from fediart.store.database import Database
from fediart.web.monitoring import listening
from tests.site import drain, make_artist, running_site, served

TOKEN = "a token of twenty letters and more"


async def test_who_watches_is_told_what_is_well_and_what_is_not(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        assert (await client.get("/healthz")).text == "OK"
        alone = await client.get("/readyz")
        assert alone.status == 200 and alone.json["ready"]
        assert alone.json["checks"]["work"] == "warning", "nobody does the background work"
        assert (await client.get("/readyz?strict")).status == 503
        assert alone.headers["Cache-Control"] == "no-store"
        async with beating(site, web=True, jobs=True):
            clock.move(MINUTE // 10)
            seen = await client.get("/readyz?strict")
            checks = {"database": "ok", "migrations": "ok", "work": "ok", "storage": "ok", "space": "ok"}
            assert seen.status == 200 and seen.json == {"ready": True, "checks": checks}
        site.config.files.rename(tmp_path / "away")
        clock.move(MINUTE // 10)
        broken = await client.get("/readyz")
        assert broken.status == 503 and broken.json["checks"]["storage"] == "failing"
        assert str(tmp_path) not in broken.text, "where things lie is nobody's business"
        (tmp_path / "away").rename(site.config.files)
        assert (await client.get("/readyz")).status == 503, "what was seen a moment ago is not looked at again"


async def test_a_database_that_was_not_brought_along_is_not_ready(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        async with db.writing() as tx:
            await tx.run("delete from migrations where name = '0049_ops'")
        answer = await client.get("/readyz")
    assert answer.status == 503 and answer.json["checks"]["migrations"] == "failing"


async def test_a_process_that_was_killed_is_known_to_be_dead_after_a_minute(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with running_site(db, tmp_path, clock) as site:
        async with (
            beating(site, web=False, jobs=True) as one,
            beating(site, web=True, jobs=False) as other,
            db.reading() as tx,
        ):
            assert await processes.alive(tx, since=clock.now() - MINUTE) == [one, other]
        async with db.reading() as tx:
            assert await processes.alive(tx, since=0) == [], "who leaves takes the row along"
        async with db.writing() as tx:
            await processes.put(tx, one)
        clock.move(2 * MINUTE)
        async with db.reading() as tx:
            assert await processes.alive(tx, since=clock.now() - MINUTE) == []


async def test_figures_are_for_whoever_has_the_token(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock, config={"metrics": {"token": TOKEN}}) as site:
        await make_artist(site, "jane")
        async with served(site) as client:
            await client.get("/")
            await client.get("/")
            await client.get("/@jane")
            await drain(site)
            for wrong in ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {TOKEN[:-1]}"}):
                assert (await client.get("/metrics", headers=wrong)).status == 404
            answer = await client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
            assert answer.headers["Cache-Control"] == "no-store"
    figures = _parsed(answer.text)
    assert figures['fediart_request_seconds_count{surface="pages",status="2xx"}'] == 3
    assert figures['fediart_request_seconds_bucket{surface="pages",status="2xx",le="+Inf"}'] == 3
    assert figures['fediart_request_seconds_count{surface="files",status="4xx"}'] == 3
    assert figures["fediart_pages_from_memory_total"] == 1
    assert figures["fediart_jobs_late_seconds"] == 0
    assert figures["process_resident_memory_bytes"] > 1_000_000
    assert "jane" not in answer.text


async def test_without_a_token_there_are_no_figures(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        for given in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer x"}):
            assert (await client.get("/metrics", headers=given)).status == 404


def _parsed(text: str) -> dict[str, float]:
    """Every line as Prometheus reads it; each name is described before its first line."""
    described, found = set(), {}
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            assert line.split()[2] not in described, line
            described.add(line.split()[2])
        if line.startswith("#"):
            continue
        name, _, value = line.rpartition(" ")
        bare = name.partition("{")[0]
        assert any(bare == one or bare.removeprefix(one) in ("_bucket", "_sum", "_count") for one in described), line
        assert name not in found, line
        found[name] = float(value)
    return found


@pytest.mark.one_engine
async def test_a_worker_is_watched_at_an_address_of_its_own(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, listening(site, None, "127.0.0.1", 0) as port:
        origin = f"http://127.0.0.1:{port}"
        async with aiohttp.ClientSession() as session, session.get(f"{origin}/healthz") as answer:
            assert await answer.text() == "OK"
        async with aiohttp.ClientSession() as session, session.get(f"{origin}/readyz") as answer:
            assert json.loads(await answer.text())["ready"]
        async with aiohttp.ClientSession() as session, session.get(f"{origin}/metrics") as answer:
            assert _parsed(await answer.text())['fediart_processes{does="jobs"}'] == 0
        with pytest.raises(Problem, match=r"metrics\.listen"):
            async with listening(site, None, "127.0.0.1", port):
                pass
