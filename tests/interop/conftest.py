"""Two servers that never met: `fediart serve` in its test mode, and one built by others on Fedify."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.forks import begun, done
from tests.site import PASSWORD, Client, log_in

FOREIGN = Path(__file__).parents[1] / "foreign"
PATIENCE = 20  # seconds, for things that take a fraction of one


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Instance:
    """A fediart on loopback, with its config file; `log` is what its process wrote."""

    origin: str
    config: Path
    log: Path

    @property
    def host(self) -> str:
        return self.origin.removeprefix("http://")

    def command(self, *words: str, given: str = "") -> str:
        """Runs `fediart WORDS` for this instance."""
        ended = done("fediart.cli:main", *words, "-c", str(self.config), given=given)
        assert ended.status == 0, ended.error
        return ended.out

    def artist(self, name: str) -> str:
        """Makes an account and returns the actor's id."""
        self.command("account", "create", name, "--email", f"{name}@mail.example", "--password-stdin", given=PASSWORD)
        return f"{self.origin}/users/{name}"


@contextmanager
def serving(folder: Path) -> Iterator[Instance]:
    """`fediart serve` as everybody starts it, in test mode, with its files in `folder`, which it makes."""
    port = free_port()
    init = done("fediart.cli:main", "init", str(folder), "--host", f"localhost:{port}", "--development")
    assert init.status == 0, init.error
    made = Instance(f"http://localhost:{port}", folder / "config.toml", folder / "log")
    made.config.write_text(made.config.read_text().replace('model = "texture"', 'model = "none"'))
    with made.log.open("wb") as log:
        process = begun("fediart.cli:main", "serve", "-c", str(made.config), error=log)
    try:
        line = process.stdout.readline()
        assert b"ready" in line, f"the server did not start: {line!r} {made.log.read_text()}"
        yield made
    finally:
        process.close()


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with serving(tmp_path_factory.mktemp("instance") / "var") as made:
        yield made


@pytest.fixture(scope="module")
def peer_origin() -> Iterator[str]:
    """A foreign server on Fedify, with the actor bob."""
    node = shutil.which("node")
    if node is None or not (FOREIGN / "node_modules" / "@fedify").is_dir():
        pytest.fail("Node or tests/foreign/node_modules is missing: run `make test`, which installs both.", False)
    port = free_port()
    program = [node, str(FOREIGN / "peer.mjs"), f"http://localhost:{port}", str(port)]
    process = subprocess.Popen(program, cwd=FOREIGN, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert b"listening" in line, "the foreign server did not start"
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=20)


class Peer:
    """Bob's server, told what to do and asked what it saw."""

    def __init__(self, origin: str, session: aiohttp.ClientSession) -> None:
        self.origin = origin
        self.actor = f"{origin}/users/bob"
        self._session = session

    async def do(self, command: str, **given: str) -> Any:
        async with self._session.get(f"{self.origin}/_ctl/{command}", params=given) as answer:
            said = await answer.text()
            assert answer.status == 200, f"{command} {given}: {said}"
            return json.loads(said)

    async def saw(self, kind: str, wanted: Callable[[Any], bool] = lambda _: True) -> Any:
        """Waits for the first event of this kind that is wanted; what it holds."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            events = await self.do("seen")
            for event in events:
                if event["kind"] == kind and wanted(event["value"]):
                    return event["value"]
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"Bob never saw the {kind}; he saw {json.dumps(events)[-4000:]}")
            await asyncio.sleep(0.05)

    async def errors(self) -> list[str]:
        return [event["value"] for event in await self.do("seen") if event["kind"] == "error"]


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    """Anybody's HTTP client."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def bob(peer_origin: str, web: aiohttp.ClientSession) -> AsyncIterator[Peer]:
    peer = Peer(peer_origin, web)
    yield peer
    assert await peer.errors() == []


@pytest.fixture
async def browser(instance: Instance) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield Client(None, instance.origin, session)  # type: ignore[arg-type]


async def enter(browser: Client, name: str) -> Client:
    await log_in(browser, name)
    return browser


async def eventually(look: Callable[[], Any], wanted: Callable[[Any], bool], what: str) -> Any:
    """Asks again until the answer is as wanted, or until patience ends."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while not wanted(found := await look()):
        assert asyncio.get_running_loop().time() < deadline, f"{what} never came; at last: {str(found)[:3000]}"
        await asyncio.sleep(0.1)
    return found
