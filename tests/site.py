"""Whole instances for tests: a site on loopback with a hand-moved clock, a real HTTP server, a browser of few means."""

from __future__ import annotations

import asyncio
import html
import io
import json
import re
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from multidict import CIMultiDictProxy
from yarl import URL

from federation.keys import KeyPair, generate_ed25519, generate_rsa
from fediart.actions.actors import local_actor
from fediart.app import assembled, make_app
from fediart.clock import Clock
from fediart.config import parse
from fediart.jobs.deliver import Deliverer
from fediart.jobs.handlers import HANDLERS
from fediart.jobs.worker import Worker
from fediart.mail import MailFailed
from fediart.media.pool import Pool
from fediart.passwords import Passwords
from fediart.site import Site
from fediart.store import accounts, actor_keys, actors
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.settings import read_settings, save_settings

PASSWORD = "correct horse battery"
CSRF = re.compile(r'name="csrf" value="([^"]+)"')

_ports: dict[str, socket.socket] = {}  # a port stays ours between making a site and serving it
_keys: list[KeyPair] = []  # making a pair takes a while, and tests may share one
_hashes: list[str] = []
_pools: dict[
    asyncio.AbstractEventLoop, Pool
] = {}  # starting a worker takes a while, and tests may share those of one loop


@dataclass
class KeptMail:
    """What the instance has sent, newest last."""

    sent: list[dict[str, str]] = field(default_factory=list)
    broken: bool = False

    async def send(self, *, to: str, subject: str, text: str, reply_to: str = "") -> None:
        if self.broken:
            raise MailFailed("the test has broken it")
        answered = {"reply_to": reply_to} if reply_to else {}
        self.sent.append({"to": to, "subject": subject, "text": text, **answered})

    def last_link(self) -> str:
        """The path of the last link in the last mail."""
        parts = urlsplit(re.findall(r"https?://\S+", self.sent[-1]["text"])[-1])
        return parts.path + (f"?{parts.query}" if parts.query else "")


@asynccontextmanager
async def shared_workers() -> AsyncIterator[None]:
    """Instances that run in this event loop and ask for nothing special share their worker processes."""
    loop = asyncio.get_running_loop()
    async with Pool(1) as pool:
        _pools[loop] = pool
        yield
        del _pools[loop]


@asynccontextmanager
async def running_site(
    db: Database,
    tmp_path: Path,
    clock: Clock,
    *,
    set_up: bool = True,
    config: Mapping[str, Mapping[str, Any]] | None = None,
    **settings: Any,
) -> AsyncIterator[Site]:
    """A development instance on a loopback port of its own. `settings` are fields of InstanceSettings."""
    reserved = socket.create_server(("127.0.0.1", 0))
    host = f"localhost:{reserved.getsockname()[1]}"
    raw: dict[str, dict[str, Any]] = {
        "instance": {"host": host, "development": True},
        "secrets": {"key": "for tests only, of no worth at all"},
        "storage": {"folder": f"files-{host.partition(':')[2]}"},
        "admission": {"model": "none"},  # most tests' pictures are far too small for a detector to judge
    }
    for section, values in (config or {}).items():
        raw[section] = raw.get(section, {}) | dict(values)
    _ports[host] = reserved
    cheap = Passwords(memory=64, rounds=1)
    if not _keys:
        _keys.append(generate_rsa())
    try:
        parsed = parse(raw, folder=tmp_path)
        pool = None if config and "media" in config else _pools.get(asyncio.get_running_loop())
        async with assembled(parsed, db, clock, mail=KeptMail(), passwords=cheap, keys=_keys[0], pool=pool) as site:
            await change_settings(site, set_up=set_up, **settings)
            yield site
    finally:
        _ports.pop(host, reserved).close()


async def change_settings(site: Site, **changes: Any) -> None:
    async with site.db.writing() as tx:
        await save_settings(tx, replace(await read_settings(tx), **changes), now=site.clock.now())
    site.pages.changed()


@dataclass(frozen=True, slots=True)
class Answer:
    """A response read to its end. `location` is the path it redirects to, or nothing."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes
    path: str

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


class Client:
    """A browser without scripts: keeps cookies, follows redirects when told to, finds the form's token itself."""

    def __init__(self, site: Site, origin: str, session: aiohttp.ClientSession) -> None:
        self.site = site
        self.origin = origin
        self.session = session

    async def request(self, method: str, path: str, *, follow: bool = False, **more: Any) -> Answer:
        headers = {"Accept": "text/html"} | dict(more.pop("headers", {}))
        url = self.origin + path
        async with self.session.request(method, url, allow_redirects=follow, headers=headers, **more) as answer:
            return Answer(answer.status, answer.headers, await answer.read(), answer.url.raw_path_qs)

    async def get(self, path: str, *, follow: bool = False, **more: Any) -> Answer:
        return await self.request("GET", path, follow=follow, **more)

    async def post(self, path: str, *, follow: bool = False, **more: Any) -> Answer:
        """A bare POST, without the form's token."""
        return await self.request("POST", path, follow=follow, **more)

    async def csrf(self, page: str) -> str:
        """The token that the forms of this page carry; of another page where this one has none."""
        for path in (page, "/settings/profile", "/log-in"):
            found = CSRF.search((await self.get(path, follow=True)).text)
            if found and found.group(1):
                return html.unescape(found.group(1))
        raise AssertionError(f"no form on {page}")

    async def post_form(
        self, path: str, fields: Mapping[str, Any] | None = None, *, page: str = "", follow: bool = False, **more: Any
    ) -> Answer:
        """Sends a form as the page at `page` (else at `path`) would. A list gives a field several times.

        A value `(file name, bytes, media type)` is a file, and makes the form multipart.
        """
        given = {"csrf": await self.csrf(page or path), **(fields or {})}
        return await self.post(path, follow=follow, data=form_data(given), **more)

    def cookie(self, word: str) -> str:
        """The value of the cookie whose name begins with this word."""
        for kept in self.session.cookie_jar:
            if kept.key.startswith(word) or kept.key.startswith(f"__Host-{word}"):
                return kept.value
        return ""

    def fresh(self) -> Client:
        """Another browser for the same server; closed with the server."""
        other = Client(self.site, self.origin, _session(self.origin))
        _others.setdefault(self.origin, []).append(other.session)
        return other


_others: dict[str, list[aiohttp.ClientSession]] = {}


def _session(origin: str) -> aiohttp.ClientSession:
    jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=URL(origin))
    return aiohttp.ClientSession(cookie_jar=jar)


def form_data(given: Mapping[str, Any]) -> aiohttp.FormData:
    """As a browser sends it: multipart where there is a file, a list as a field several times."""
    form = aiohttp.FormData()
    for name, value in given.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, tuple):
                form.add_field(name, io.BytesIO(one[1]), filename=one[0], content_type=one[2])
            else:
                form.add_field(name, str(one))
    return form


@asynccontextmanager
async def served(site: Site, *, prepare: Callable[[web.Application], None] | None = None) -> AsyncIterator[Client]:
    """The site behind a real HTTP server on its own port. `prepare` gets the application before it starts."""
    app = make_app(site)
    if prepare is not None:
        prepare(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    reserved = _ports[site.config.instance.host].dup()
    await web.SockSite(runner, reserved).start()
    origin = f"http://{site.config.instance.host}"  # what a proxy with TLS would ask
    session = _session(origin)
    try:
        yield Client(site, origin, session)
    finally:
        for one in [session, *_others.pop(origin, [])]:
            await one.close()
        await runner.cleanup()


async def make_artist(site: Site, name: str, *, role: str = "artist", **changes: Any) -> tuple[Account, Actor]:
    """An account that can log in with `PASSWORD`. `changes` are fields of Account, such as `confirmed=0`."""
    if not _keys:
        _keys.append(generate_rsa())
    if not _hashes:
        _hashes.append(await site.passwords.hash(PASSWORD))
    now = site.clock.now()
    actor = local_actor(site.config, site.ids.new(), name, _keys[0], now=now)
    account = Account(
        id=site.ids.new(),
        actor_id=actor.id,
        email=f"{name}@mail.example",
        password_hash=_hashes[0],
        role=role,
        locale="en",
        confirmed=now,
        approved=now,
        suspended=0,
        reason="",
        created=now,
        last_seen=now,
    )
    account = replace(account, **changes)
    async with site.db.writing() as tx:
        await actors.insert(tx, actor)
        await actor_keys.add_own(tx, actor, generate_ed25519(), now=now)
        await accounts.insert(tx, account)
    return account, actor


async def log_in(client: Client, name: str, *, password: str = PASSWORD) -> None:
    answer = await client.post_form("/log-in", {"name": name, "password": password})
    assert answer.status == 303, f"{answer.status}: {answer.text}"


async def drain(site: Site) -> None:
    """Does all jobs and deliveries that are due."""
    worker, deliverer = Worker(site, HANDLERS), Deliverer(site)
    while await worker.drain() + await deliverer.drain():
        pass


def mails(site: Site) -> KeptMail:
    assert isinstance(site.mail, KeptMail)
    return site.mail
