"""What an instance needs: memory, room for 1,000 works and 1,000 people followed elsewhere, processor per activity.

usage: python -m benchmarks.resources [WORKS] [FOLLOWS] [POSTS_OF_EACH]

Each figure is measured on an instance of its own on SQLite, with the settings it begins with, on a quiet machine.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks.inbox import _create
from benchmarks.pages import _cpu, _fediart, _free_port, _memory, _served
from demo.art import draw
from federation.keys import generate_rsa
from fediart.actions.accounts import create_account
from fediart.actions.publish import submit
from fediart.actions.submission import Details, Submission, Upload
from fediart.app import open_site
from fediart.config import load
from fediart.jobs import inbox
from fediart.jobs.publishing import publish_now
from fediart.site import Site
from fediart.store import actors, follows
from fediart.store.actors import Actor

IDLE = 20  # seconds
HOST = "away.example"


@asynccontextmanager
async def _instance(folder: Path) -> AsyncIterator[tuple[Site, Actor]]:
    """A new instance with one artist."""
    _fediart("init", str(folder), "--host", f"localhost:{_free_port()}", "--development")
    async with open_site(load(folder / "config.toml")) as site:
        account = await create_account(site, "mara", "mara@kiln.example", "paper and ink", role="owner")
        async with site.db.reading() as tx:
            artist = await actors.by_id(tx, account.actor_id)
        assert artist is not None
        yield site, artist


def _size(folder: Path, pattern: str = "*") -> int:
    return sum(path.stat().st_size for path in folder.rglob(pattern) if path.is_file())


def memory(folder: Path) -> None:
    """Of `serve` with its background work, at rest, and the processor it takes for doing nothing."""
    port = _free_port()
    _fediart("init", str(folder), "--host", f"localhost:{port}", "--development")
    with _served(folder / "config.toml") as server:
        time.sleep(3)
        before = _cpu(server.pid)
        time.sleep(IDLE)
        print(f"memory of serve at rest           {_memory(server.pid):8.0f} MiB")
        print(f"processor at rest                 {(_cpu(server.pid) - before) / IDLE:8.2%} of a core")


async def works(folder: Path, many: int) -> None:
    """Works of one picture with 12 megapixels, as JPEGs from a camera or a drawing program are."""
    async with _instance(folder) as (site, artist):
        base, start, sent = _size(folder), time.perf_counter(), 0
        for number in range(many):
            put = site.storage.incoming()
            path = await asyncio.to_thread(draw, "landscape", (4000, 3000), number, put / "work.jpg")
            sent += path.stat().st_size
            given = Submission(Details(title=f"Hills {number}"), (Upload(path, "work.jpg", "Blue hills."),))
            await publish_now(site, await submit(site, artist, given))
            site.storage.discard(put)
        took = (time.perf_counter() - start) / many
        originals = _size(site.config.files / "originals")
        public, all_ = _size(site.config.files / "public"), _size(folder) - base
    each = 1000 / many / 1e9
    print(f"1,000 works of 12 megapixels      {all_ * each:8.1f} GB ({sent / many / 1e6:.1f} MB each as sent in)")
    print(f"  originals, public files         {originals * each:8.1f} GB, {public * each:.1f} GB; {took:.1f} s each")


async def followed(folder: Path, people: int, posts: int) -> None:
    """People elsewhere who are followed here, and so many posts of each, without the pictures cached of them."""
    async with _instance(folder) as (site, artist):
        before = await _database(site)
        others = await _follow(site, artist, people)
        with_people, cpu = await _database(site), time.process_time()
        for number in range(people * posts):
            one = others[number % people]
            activity = _create(one, number, site.clock.now())
            await inbox.receive(site, {"signer": one.uri, "activity": activity})
        cpu = (time.process_time() - cpu) / (people * posts)
        after = await _database(site)
    print(f"1,000 people followed elsewhere   {(with_people - before) / people / 1e3:8.1f} MB")
    print(f"1,000 posts of theirs             {(after - with_people) / people / posts / 1e3:8.1f} MB")
    print(f"processor for one post handled    {cpu * 1000:8.2f} ms, without receiving it (see benchmarks.inbox)")


async def _follow(site: Site, artist: Actor, people: int) -> list[Actor]:
    pair, now, found = generate_rsa(), site.clock.now(), []
    async with site.db.writing() as tx:
        for number in range(people):
            uri = f"http://{HOST}/users/p{number}"
            one = replace(
                artist, id=site.ids.new(), uri=uri, name=f"p{number}", host=HOST, url=uri, inbox=f"{uri}/inbox",
                followers_uri=f"{uri}/followers", public_key_id=f"{uri}#main-key", public_key=pair.public_pem,
                private_key="",
            )  # fmt: skip
            found.append(one)
            await actors.insert(tx, one)
            given = follows.Follow(site.ids.new(), artist.id, one.id, follows.ACCEPTED, f"{artist.uri}#{number}", now)
            await follows.put(tx, given)
    return found


async def _database(site: Site) -> int:
    async with site.db.reading() as tx:
        pages, size = await tx.value("pragma page_count"), await tx.value("pragma page_size")
    return int(pages) * int(size)


def main(words: list[str]) -> None:
    many, people, posts = [int(word) for word in words] or [20, 1000, 5]
    with tempfile.TemporaryDirectory() as name:
        memory(Path(name) / "rest")
        asyncio.run(works(Path(name) / "works", many))
        asyncio.run(followed(Path(name) / "followed", people, posts))
    subprocess.run([sys.executable, "-m", "benchmarks.inbox", "2000"], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
