"""A whole instance in test mode for other people's apps: on plain http, with its background work, on the real clock."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from fediart.app import start_background
from fediart.clock import SystemClock
from fediart.store.database import Database
from tests.site import Client, running_site, served

CLIENTS = Path(__file__).parents[2] / ".venv-clients"
PATIENCE = 200  # seconds, for a machine that does other things, too


@dataclass(frozen=True, slots=True)
class Ended:
    code: int
    output: str


async def ran(*command: str, folder: Path, **variables: str) -> Ended:
    """Runs a program of somebody else to its end, beside the server in this process."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env={**os.environ, **variables},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, limit=1 << 24,
    )  # fmt: skip
    assert process.stdout
    lines = list[bytes]()
    try:
        async with asyncio.timeout(PATIENCE):
            async for line in process.stdout:
                lines.append(line)
            await process.wait()
    except TimeoutError:
        lines.append(f"-- and it goes on after {PATIENCE} seconds".encode())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Ended(process.returncode or 0, b"".join(lines).decode("utf-8", "replace"))


@pytest.fixture
def clients() -> Path:
    """The Python of the environment that has other people's apps."""
    python = CLIENTS / "bin" / "python"
    if not python.is_file():
        pytest.fail("The folder .venv-clients is missing: run `make test`, which makes it.", False)
    return python


@pytest.fixture
async def instance(db: Database, tmp_path: Path) -> AsyncIterator[Client]:
    """Open to everybody who signs up, as a test suite wants it, and with room for many requests."""
    many: Mapping[str, Mapping[str, int]] = {"api": {"requests_in_five_minutes": 1_000_000}}
    clock = SystemClock()
    async with (
        running_site(db, tmp_path, clock, config=many, registrations="open") as site,
        served(site) as client,
        start_background(site),
    ):
        yield client
