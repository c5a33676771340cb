"""What stands in the log: which request or job each line is about, as text and as JSON, and never who."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fediart import logs
from fediart.clock import HandClock
from fediart.jobs.worker import Worker
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import jobs
from fediart.store.database import Database
from tests.site import running_site, served

OURS = re.compile(r"[0-9a-f]{8}-[0-9a-f]+")
PROXY: dict[str, dict[str, Any]] = {"server": {"trusted_proxies": ["127.0.0.1"]}, "log": {"requests": "all"}}


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """The log of the test, in JSON; afterwards all is as it was."""
    root, own = logging.getLogger(), [logging.getLogger(name) for name in ("fediart", "federation")]
    before = [(one, one.level) for one in (root, *own)]
    handlers = root.handlers[:]
    stream = io.StringIO()
    logs.set_up("json", "info", stream=stream)
    yield stream
    root.handlers[:] = handlers
    for one, level in before:
        one.setLevel(level)


def _lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.one_engine
async def test_every_answer_has_an_id_and_the_log_knows_it(
    db: Database, tmp_path: Path, clock: HandClock, written: io.StringIO
) -> None:
    async with running_site(db, tmp_path, clock, config=PROXY) as site, served(site) as client:
        first = await client.get("/about?with=secret", headers={"X-Forwarded-For": "203.0.113.9"})
        again = await client.get("/about")
        absent = await client.get("/nowhere")
        given = await client.get("/about", headers={"X-Request-Id": "the-proxy-calls-it-17"})
        forged = await client.get("/about", headers={"X-Request-Id": "x\t17; drop"})
    own = [one.headers["X-Request-Id"] for one in (first, again, absent, forged)]
    assert all(OURS.fullmatch(one) for one in own) and len(set(own)) == 4
    assert given.headers["X-Request-Id"] == "the-proxy-calls-it-17"
    lines = {line["about"]: line for line in _lines(written) if line["logger"] == "fediart.requests"}
    assert lines[own[0]]["message"].startswith("GET /about 200, ")
    assert lines[own[2]] | {"route": "", "status": 404, "method": "GET"} == lines[own[2]]
    assert lines["the-proxy-calls-it-17"]["route"] == "/about"
    assert "secret" not in written.getvalue() and "203.0.113.9" not in written.getvalue(), "lines name no person"


@pytest.mark.one_engine
async def test_an_id_from_a_stranger_is_not_believed(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        answer = await client.get("/about", headers={"X-Request-Id": "somebody-elses-request"})
    assert OURS.fullmatch(answer.headers["X-Request-Id"])


async def test_a_job_can_be_followed_back_to_the_request_that_caused_it(
    db: Database, tmp_path: Path, clock: HandClock, written: io.StringIO
) -> None:
    async def first(site: Site, payload: object) -> Outcome:
        logging.getLogger("fediart.test").info("at work")
        async with site.db.writing() as tx:
            await jobs.enqueue(tx, site.ids.new(), "second", {}, now=clock.now())
        return Done("done")

    async def second(site: Site, payload: object) -> Outcome:
        raise RuntimeError("broken")

    async with running_site(db, tmp_path, clock) as site:
        with logs.about("a-request"):
            async with db.writing() as tx:
                await jobs.enqueue(tx, site.ids.new(), "first", {}, now=clock.now())
        worker = Worker(site, {"first": first, "second": second})
        await worker.drain()
    at_work, failed = [line for line in _lines(written) if line["logger"] in ("fediart.test", "fediart.jobs")]
    assert re.fullmatch(r"job \d+ of a-request", at_work["about"])
    assert re.fullmatch(r"job \d+ of a-request", failed["about"]) and failed["about"] != at_work["about"]
    assert failed["level"] == "error" and "RuntimeError: broken" in failed["error"]


def test_lines_for_people_say_it_in_brackets() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.TextLines())
    record = logging.LogRecord("fediart.web", logging.WARNING, "", 0, "it %s", ("rains",), None)
    handler.emit(record)
    with logs.about("a-request"):
        handler.emit(record)
    plain, about = stream.getvalue().splitlines()
    assert plain.endswith(" WARNING fediart.web: it rains")
    assert about.endswith(" WARNING fediart.web [a-request]: it rains")
