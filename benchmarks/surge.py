"""A surge: sign-ups, uploads and page views offered to one process on SQLite, all at once, whatever it can bear.

usage: python -m benchmarks.surge [SECONDS] [VIEWS_A_SECOND] [UPLOADS] [SIGN_UPS]

Views are sent when they are due, whether or not the last one was answered, and timed from that moment: a server that
stalls cannot hide it. Who is asked to come later (429) does, after Retry-After. At the end every accepted upload must
be published, or its artist told why not.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import uvloop

from benchmarks.load import BROWSER, _length
from benchmarks.pages import _fediart, _free_port, _memory
from demo.art import draw
from fediart.actions.accounts import create_account
from fediart.actions.publish import submit
from fediart.actions.submission import Details, Submission, Upload
from fediart.app import open_site
from fediart.config import load
from fediart.ids import secret_token
from fediart.jobs.publishing import publish_now
from fediart.site import Site
from fediart.store import actors, sessions
from fediart.store.artworks import UNDER_WAY
from fediart.store.opening import open_database
from fediart.web.cookies import cookie_name

CONNECTIONS = 48
AGREED = 200  # milliseconds within which 95 of 100 visitors are to have their page
PATIENCE = 900.0  # seconds until the last accepted upload must have ended


@dataclass(frozen=True, slots=True)
class Plan:
    """What is offered, evenly over so many seconds."""

    seconds: float = 60.0
    views: int = 2_000  # a second
    uploads: int = 200
    sign_ups: int = 50
    artists: int = 20
    works: int = 12
    size: tuple[int, int] = (1600, 1200)


@dataclass(frozen=True, slots=True)
class World:
    """A folder with an instance, its config's path and port, works to look at, and cookies of artists who upload."""

    config: Path
    port: int
    paths: tuple[str, ...]
    cookies: tuple[dict[str, str], ...]

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"


@dataclass(slots=True)
class Seen:
    """What became of it all. `took` are milliseconds of views; `memory` the most MiB of the server."""

    took: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    sign_ups: Counter[int] = field(default_factory=Counter)
    uploads: Counter[int] = field(default_factory=Counter)
    accepted: list[int] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    untold: list[int] = field(default_factory=list)
    memory: float = 0.0
    settled: float = 0.0  # seconds after the last view

    def at(self, share: float) -> float:
        """The milliseconds within which this share of the views was answered."""
        return sorted(self.took)[min(len(self.took) - 1, int(len(self.took) * share))] if self.took else 0.0


async def prepare(folder: Path, port: int, plan: Plan) -> World:
    """Works to look at, and artists who are logged in. The instance is made already."""
    config = folder / "config.toml"
    text = config.read_text().replace("trusted_proxies = []", 'trusted_proxies = ["127.0.0.1"]')
    config.write_text(text)
    async with open_site(load(config)) as site:
        accounts = [
            await create_account(site, f"artist{number}", f"artist{number}@kiln.example", "paper and ink", role=role)
            for number, role in enumerate(["owner"] + ["artist"] * plan.artists)
        ]
        paths = await _hang(site, accounts[0].actor_id, plan)
        cookies = []
        for account in accounts[1:]:
            token = secret_token()
            async with site.db.writing() as tx:
                await sessions.insert(tx, token, account.id, agent="surge", now=site.clock.now())
            cookies.append({cookie_name(site.config, "session"): token})
    return World(config, port, paths, tuple(cookies))


async def _hang(site: Site, actor_id: int, plan: Plan) -> tuple[str, ...]:
    async with site.db.reading() as tx:
        artist = await actors.by_id(tx, actor_id)
    assert artist is not None
    paths = ["/", f"/@{artist.name}", "/explore"]
    for number in range(plan.works):
        folder = site.storage.incoming()
        path = draw("landscape", (600, 400 + number), number, folder / "work.jpg")
        given = Submission(Details(title=f"Hills {number}"), (Upload(path, "work.jpg", "Blue hills."),))
        work = await submit(site, artist, given)
        await publish_now(site, work)
        site.storage.discard(folder)
        paths.append(f"/@{artist.name}/{work}")
    return tuple(paths)


async def offer(world: World, plan: Plan, pid: int, pictures: Sequence[bytes]) -> Seen:
    """The surge itself, then what became of every upload that was accepted."""
    seen = Seen()
    async with aiohttp.ClientSession(headers={"User-Agent": BROWSER, "Accept": "text/html"}) as session:
        for path in world.paths:  # templates are compiled when they are first used; a surge meets a server that runs
            async with session.get(f"{world.origin}{path}") as page:
                await page.read()
    begins = time.perf_counter() + 0.2
    watching = asyncio.create_task(_watch(pid, seen))
    await asyncio.gather(
        *(_views(world, plan, number, begins, seen) for number in range(CONNECTIONS)),
        *(_artist(world, plan, number, begins, pictures, seen) for number in range(len(world.cookies))),
        *(_sign_up(world, plan, number, begins, seen) for number in range(plan.sign_ups)),
    )
    await _settle(world, seen)
    watching.cancel()
    return seen


async def _watch(pid: int, seen: Seen) -> None:
    while True:
        seen.memory = max(seen.memory, _memory(pid))
        await asyncio.sleep(0.25)


async def _views(world: World, plan: Plan, number: int, begins: float, seen: Seen) -> None:
    """One connection's share of the views, each sent when it is due."""
    reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
    many = int(plan.views * plan.seconds / CONNECTIONS)
    for view in range(many):
        due = begins + (view + number / CONNECTIONS) * CONNECTIONS / plan.views
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        path = world.paths[(view * 7 + number) % len(world.paths)]
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: localhost:{world.port}\r\nUser-Agent: {BROWSER}\r\nAccept: text/html\r\n"
            "Accept-Encoding: gzip\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_length(head))
        seen.took.append((time.perf_counter() - due) * 1000)
        seen.statuses[int(head[9:12])] += 1
    writer.close()


async def _artist(world: World, plan: Plan, number: int, begins: float, pictures: Sequence[bytes], seen: Seen) -> None:
    """One artist's share of the uploads."""
    mine = range(number, plan.uploads, len(world.cookies))
    async with aiohttp.ClientSession(cookies=world.cookies[number], headers={"Accept": "text/html"}) as session:
        async with session.get(f"{world.origin}/new") as page:
            token = (await page.text()).partition('name="csrf" value="')[2].partition('"')[0]
        for upload in mine:
            await asyncio.sleep(max(0.0, begins + upload * plan.seconds / plan.uploads - time.perf_counter()))
            await _upload(world, session, token, pictures[upload], seen)


async def _upload(world: World, session: aiohttp.ClientSession, token: str, picture: bytes, seen: Seen) -> None:
    """As a script does it: what is refused for now is sent again later, and what was kept as a draft from there."""
    for _ in range(200):
        form = aiohttp.FormData()
        for name, value in (("csrf", token), ("title", "In a rush"), ("alt-1", "Hills."), ("visibility", "public"),
                            ("licence", "all-rights-reserved")):  # fmt: skip
            form.add_field(name, value)
        form.add_field("files", picture, filename="work.jpg", content_type="image/jpeg")
        async with session.post(f"{world.origin}/new", data=form, allow_redirects=False) as answer:
            seen.uploads[answer.status] += 1
            if answer.status == 303:
                seen.accepted.append(int(answer.headers["Location"].rpartition("/")[2]))
                return
            if answer.status != 429:
                return
            pause = min(10, int(answer.headers["Retry-After"]))
        await asyncio.sleep(pause)


async def _sign_up(world: World, plan: Plan, number: int, begins: float, seen: Seen) -> None:
    await asyncio.sleep(max(0.0, begins + number * plan.seconds / plan.sign_ups - time.perf_counter()))
    headers = {"X-Forwarded-For": f"203.0.113.{number % 250 + 1}", "Accept": "text/html"}
    async with aiohttp.ClientSession(headers=headers, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        async with session.get(f"{world.origin}/sign-up") as page:
            token = (await page.text()).partition('name="csrf" value="')[2].partition('"')[0]
        said = {"csrf": token, "name": f"newcomer{number}", "email": f"new{number}@mail.example", "agreed": "1",
                "password": "paper and ink", "reason": "I draw birds."}  # fmt: skip
        async with session.post(f"{world.origin}/sign-up", data=said, allow_redirects=False) as answer:
            seen.sign_ups[answer.status] += 1


async def _settle(world: World, seen: Seen) -> None:
    """Waits for the end of all that was accepted, and looks what became of it."""
    began, config = time.perf_counter(), load(world.config)
    wanted = ", ".join(str(one) for one in seen.accepted) or "-1"
    db = await open_database(config.database_url)
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                async with db.reading() as tx:
                    rows = await tx.all(f"select id, state, note from artworks where id in ({wanted})")
                if all(row["state"] not in UNDER_WAY for row in rows):
                    break
                await asyncio.sleep(0.2)
        async with db.reading() as tx:
            told = await tx.all(f"select artwork_id from notifications where artwork_id in ({wanted})")
    finally:
        await db.close()
    seen.settled = time.perf_counter() - began
    seen.states.update(row["state"] for row in rows)
    found, told_of = {row["id"]: row["state"] for row in rows}, {row["artwork_id"] for row in told}
    seen.untold = [one for one in seen.accepted if found.get(one) != "published" and one not in told_of]


def pictures_of(plan: Plan, folder: Path) -> list[bytes]:
    """No two alike."""
    return [
        draw("landscape", plan.size, 1000 + number, folder / f"upload-{number}.jpg").read_bytes()
        for number in range(plan.uploads)
    ]


def report(plan: Plan, seen: Seen) -> None:
    within = ", ".join(f"{share:.0%} within {seen.at(share):.0f} ms" for share in (0.5, 0.95, 0.99))
    print(f"{plan.views} views a second for {plan.seconds:.0f} s: {len(seen.took)} answered, {dict(seen.statuses)}")
    print(f"  {within}")
    print(f"{plan.uploads} uploads: answers {dict(seen.uploads)}")
    print(f"  of {len(seen.accepted)} accepted {dict(seen.states)}; not told of: {len(seen.untold)}")
    print(f"  the last one ended {seen.settled:.0f} s after the surge")
    print(f"{plan.sign_ups} sign-ups: answers {dict(seen.sign_ups)}")
    print(f"memory of the server, at the most: {seen.memory:.0f} MiB")


def main(words: Sequence[str]) -> int:
    given = [float(words[0]), *(int(word) for word in words[1:])] if words else []
    plan = Plan(*given)  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name) / "instance", _free_port()
        _fediart("init", str(folder), "--host", f"localhost:{port}", "--development")
        world = uvloop.run(prepare(folder, port, plan))
        pictures = pictures_of(plan, Path(name))
        command = [sys.executable, "-m", "fediart", "serve", "-c", str(world.config)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None and server.stdout.readline()
            try:
                seen = uvloop.run(offer(world, plan, server.pid, pictures))
            finally:
                os.kill(server.pid, signal.SIGTERM)
    report(plan, seen)
    return 0 if seen.at(0.95) < AGREED and not seen.untold and set(seen.statuses) == {200} else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
