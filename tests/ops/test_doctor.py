"""What `fediart doctor` says of processes, waiting work, proxies and figures, and what to do about each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fediart.cli.doctor_operation import of_config, operation_findings
from fediart.clock import MINUTE, HandClock
from fediart.config import parse
from fediart.errors import Problems
from fediart.jobs.heart import beating
from fediart.store import jobs
from fediart.store.database import Database
from tests.site import running_site

SECRET = {"secrets": {"key": "k" * 32}}


async def test_the_doctor_sees_who_works_and_what_waits(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site:
        said = {part: (state, seen) async for part, state, seen, _ in operation_findings(site)}
        assert said["processes"][0] == "warning" and said["backlog"][0] == said["uploads"][0] == "ok"
        async with beating(site, web=True, jobs=False):
            said = {part: (state, seen) async for part, state, seen, _ in operation_findings(site)}
            assert said["processes"] == ("error", "1 that serve, 0 that do the background work")
        async with db.writing() as tx:
            await jobs.enqueue(tx, site.ids.new(), "mail", {}, now=clock.now())
        clock.move(30 * MINUTE)
        said = {part: (state, seen) async for part, state, seen, _ in operation_findings(site)}
        assert said["backlog"] == ("warning", "the oldest job waits for 30 minutes, the oldest delivery for 0")


@pytest.mark.parametrize(
    ("given", "part", "state"),
    [
        ({"instance": {"host": "art.example"}}, "proxy", "warning"),
        ({"instance": {"host": "art.example"}, "server": {"trusted_proxies": ["127.0.0.1"]}}, "proxy", "ok"),
        ({"server": {"trusted_proxies": ["0.0.0.0/0"]}}, "proxy", "error"),
        ({"metrics": {"listen": "0.0.0.0:9464"}}, "metrics", "warning"),
        ({"metrics": {"listen": "127.0.0.1:9464"}}, "metrics", "ok"),
    ],
)
def test_what_the_config_says_is_looked_at(
    given: dict[str, dict[str, Any]], part: str, state: str, tmp_path: Path
) -> None:
    assert {name: word for name, word, _, _ in of_config(parse({**given, **SECRET}, folder=tmp_path))}[part] == state


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [("log", "form", "xml"), ("log", "level", "loud"), ("log", "requests", "some"), ("metrics", "listen", "9464"),
     ("metrics", "token", "short")],
)  # fmt: skip
def test_a_wrong_word_in_the_config_is_told(section: str, key: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(Problems, match=rf"{section}\.{key} must"):
        parse({section: {key: value}, **SECRET}, folder=tmp_path)
