"""Two real client libraries tell a long story on two instances: from signing in to streaming."""

from __future__ import annotations

import asyncio
import html
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from demo.art import draw
from fediart.app import start_background
from fediart.clock import SystemClock
from fediart.store.database import Database
from fediart.store.sqlite import open_sqlite
from tests.api.house import token_for
from tests.apps.conftest import PATIENCE, ran
from tests.apps.schema_watch import Watch
from tests.interop.conftest import FOREIGN, Instance, serving
from tests.site import Client, log_in, make_artist, running_site, served

STEPS = {
    "sign in", "publish an artwork with four described images", "follow across two instances", "home timeline", "reply",
    "quote", "edit", "delete", "lists", "filters", "notifications", "streaming", "push registration",
}  # fmt: skip


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    kinds = ("landscape", "rooms", "landscape", "rooms")
    return [draw(kind, (240, 160), number, tmp_path / f"{kind}-{number}.png") for number, kind in enumerate(kinds, 1)]


@pytest.fixture
async def there(migrated: Path, tmp_path: Path, watch: Watch) -> AsyncIterator[Client]:
    """A second instance, in a folder and with a database of its own."""
    folder = tmp_path / "there"
    folder.mkdir()
    shutil.copyfile(migrated, folder / "there.db")
    db = await open_sqlite(folder / "there.db")
    try:
        async with at_work(db, folder, watch) as client:
            yield client
    finally:
        await db.close()


@pytest.fixture
async def here(db: Database, tmp_path: Path, watch: Watch) -> AsyncIterator[Client]:
    async with at_work(db, tmp_path, watch) as client:
        yield client


@pytest.fixture
def watch() -> Watch:
    return Watch()


@asynccontextmanager
async def at_work(db: Database, folder: Path, watch: Watch) -> AsyncIterator[Client]:
    many = {"api": {"requests_in_five_minutes": 1_000_000}}
    async with (
        running_site(db, folder, SystemClock(), config=many) as site,
        served(site, prepare=watch.over) as client,
        start_background(site),
    ):
        yield client


async def agree(client: Client, name: str, address: str) -> str:
    """Logs in, looks at what the app wants, presses Allow, and reads the code off the page."""
    await log_in(client, name)
    parts = urlsplit(address)
    path = f"{parts.path}?{parts.query}"
    page = (await client.get(path)).text
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    action = re.search(r'<form[^>]*action="([^"]*authorize[^"]*)"', page)
    assert action and '<button class="button primary" type="submit" name="decision" value="allow">' in page, page
    said = {name: html.unescape(value) for name, value in fields.items()} | {"decision": "allow"}
    answer = await client.post(html.unescape(action.group(1)), data=said, follow=True)
    code = re.search(r"<code[^>]*>([^<]+)</code>", answer.text)
    assert answer.status == 200 and code, answer.text[-3000:]
    return code.group(1).strip()


@pytest.mark.timeout(300)
async def test_mastodon_py_tells_its_story(
    here: Client, there: Client, pictures: list[Path], clients: Path, watch: Watch
) -> None:
    for client, name in ((here, "jane"), (there, "omar")):
        await make_artist(client.site, name)
    process = await asyncio.create_subprocess_exec(
        str(clients), str(FOREIGN / "mastodon_story.py"), here.origin, there.origin, *map(str, pictures),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, limit=1 << 24,
    )  # fmt: skip
    assert process.stdin and process.stdout
    said: list[str] = []
    try:
        async with asyncio.timeout(PATIENCE):
            async for line in process.stdout:
                said.append(line.decode().rstrip())
                word, _space, rest = said[-1].partition(" ")
                if word == "AGREE":
                    name, _space, address = rest.partition(" ")
                    code = await agree(here if name == "jane" else there, name, address)
                    process.stdin.write(f"{code}\n".encode())
                    await process.stdin.drain()
            code_ = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert code_ == 0, "\n".join(said)
    steps = {line.removeprefix("OK ") for line in said if line.startswith("OK ")}
    assert steps >= STEPS | {"favourite and boost", "bookmarks", "sign out"}, "\n".join(said)
    watch.settle(least=60)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Instance]:
    """An instance in a process of its own, which runs on the event loop that servers run on."""
    with serving(tmp_path / "alone") as made:
        made.artist("jane")
        yield made


@pytest.mark.timeout(300)
async def test_masto_tells_its_story(alone: Instance, there: Client, pictures: list[Path], watch: Watch) -> None:
    token = alone.command("token", "create", "jane").strip()
    account, _actor = await make_artist(there.site, "omar")
    other = await token_for(there.site, account, ["read", "write", "follow", "push"])
    words = (alone.origin, token, there.origin, other, *map(str, pictures))
    ended = await ran("node", "masto_story.mjs", *words, folder=FOREIGN)
    assert ended.code == 0, ended.output + alone.log.read_text()
    steps = {line.removeprefix("OK ") for line in ended.output.splitlines() if line.startswith("OK ")}
    assert steps >= STEPS | {"boost"}, ended.output
    watch.settle(least=10)
