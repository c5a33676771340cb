"""A surge in small: a real server process under everything at once. The whole one is `python -m benchmarks.surge`.

How quickly pages come is judged there, on a machine that does nothing else; here nothing may fail, get lost, or grow.
"""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from benchmarks.surge import Plan, offer, pictures_of, prepare
from tests.forks import begun, done

PLAN = Plan(seconds=2.0, views=120, uploads=4, sign_ups=3, artists=2, works=1, size=(320, 240))
MOST_MEMORY = 500  # MiB, two hashings of passwords included


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.timeout(240)
async def test_a_surge_loses_nothing_and_stays_readable(tmp_path: Path) -> None:
    folder, port = tmp_path / "instance", _free_port()
    words = ("init", str(folder), "--host", f"localhost:{port}", "--development")
    assert (await asyncio.to_thread(done, "fediart.cli:main", *words)).status == 0
    config = folder / "config.toml"
    config.write_text(config.read_text().replace('model = "texture"', 'model = "none"'))
    world = await prepare(folder, port, PLAN)
    pictures = await asyncio.to_thread(pictures_of, PLAN, tmp_path)
    with (tmp_path / "log").open("wb") as log:
        server = begun("fediart.cli:main", "serve", "-c", str(config), error=log)
    try:
        assert b"is ready" in await server.line(), (tmp_path / "log").read_text()
        seen = await offer(world, PLAN, server.pid, pictures)
    finally:
        server.terminate()
        await server.ended()
        server.close()
    assert set(seen.statuses) == {200} and len(seen.took) >= PLAN.seconds * PLAN.views * 0.7
    assert len(seen.accepted) == PLAN.uploads and seen.untold == []
    assert set(seen.states) <= {"published", "held", "refused"} and sum(seen.states.values()) == PLAN.uploads
    assert seen.sign_ups == {303: PLAN.sign_ups}
    assert 0 < seen.memory < MOST_MEMORY
