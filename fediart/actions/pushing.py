"""Pushes to a member's devices: turned on for a browser, and sent, encrypted so that no push service can read them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from federation.addresses import literal, may_connect
from federation.fetch import FetchError, Refused
from federation.rules import Forbidden, host_of
from federation.web_push import (
    ORDER,
    BadSubscription,
    Server,
    authorization,
    encrypted,
    keys_of,
    public_of,
    server_of,
)
from fediart.clock import DAY
from fediart.config import Config
from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import push
from fediart.store.actors import Actor
from fediart.store.push import Subscription

LONGEST_ENDPOINT = 1000
KEPT_S = 3 * DAY // 1000  # seconds a push service keeps what a sleeping device has not fetched
LONGEST = 400  # letters of what was said


@dataclass(frozen=True, slots=True)
class News:
    """What a device shows: `path` is where a tap leads, `topic` what it takes the place of while it waits (RFC 8030,
    section 5.4)."""

    title: str
    words: str
    path: str
    topic: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """The browser takes no pushes any more."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The push service has it."""


@dataclass(frozen=True, slots=True)
class Again:
    """It may work later."""

    why: str


def server(config: Config) -> Server:
    """The instance's key for pushes."""
    return server_of(config.secrets.key.encode())


def server_key(config: Config) -> str:
    """Its public half, as browsers take it."""
    return public_of(server(config))


async def turn_on(site: Site, actor: Actor, session: str, *, endpoint: str, p256dh: str, auth: str) -> None:
    """This session's browser takes pushes from now on. Raises Problem for what no browser gives.

    The endpoint is any address of the member's choice: it is asked only by the one connector, which goes to no
    private address and follows no redirect (advisories 41 and 44).
    """
    demand_subscription(site, endpoint, p256dh, auth)
    made = Subscription(site.ids.new(), actor.id, session, endpoint, p256dh.strip(), auth.strip(), site.clock.now())
    async with site.db.writing() as tx:
        await push.put(tx, made)


def demand_subscription(site: Site, endpoint: str, p256dh: str, auth: str) -> None:
    """Raises Problem for what no browser or app gives, and for an address that no push service has."""
    wrong = Problem(_("The browser did not give what is needed for notifications. Try again."))
    try:
        keys_of(p256dh, auth)
        host = host_of(endpoint)
    except (BadSubscription, Forbidden) as problem:
        raise wrong from problem
    if len(endpoint) > LONGEST_ENDPOINT or (urlsplit(endpoint).scheme != "https" and not _plain(site)):
        raise wrong
    number = literal(urlsplit(endpoint).hostname or host)
    if number is not None and not may_connect(number, _plain(site)):
        raise wrong


def _plain(site: Site) -> bool:
    """Without TLS on one machine, for trying things out."""
    return site.config.instance.development


async def turn_off(site: Site, session: str) -> None:
    """This session's browser takes none any more."""
    async with site.db.writing() as tx:
        await push.remove_of_session(tx, session)


async def send(site: Site, to: Subscription, news: News, *, subject: str) -> Sent | Gone | Again:
    """One push. What a device shows is cut so that it fits."""
    body = encrypted(
        _message(news),
        keys_of(to.p256dh, to.auth),
        salt=secrets.token_bytes(16),
        scalar=secrets.randbelow(ORDER),
    )
    headers = {
        "Authorization": authorization(to.endpoint, server(site.config), subject=subject, now=site.clock.now()),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_S),
        "Urgency": "high" if news.urgent else "normal",
        "Topic": sha256(news.topic.encode()).hexdigest()[:32],
    }
    return await posted(site, to.endpoint, headers, body)


async def posted(site: Site, endpoint: str, headers: Mapping[str, str], body: bytes) -> Sent | Gone | Again:
    """What became of a push."""
    try:
        answer = await site.http.post(endpoint, headers, body)
    except Refused:
        return Gone()
    except FetchError as problem:
        return Again(problem.reason)
    if 200 <= answer.status < 300:
        return Sent()
    if answer.status in (400, 401, 403, 404, 410, 413):
        return Gone()
    return Again(f"the push service answered {answer.status}")


def _message(news: News) -> bytes:
    """What `fediart/static/sw.js` reads."""
    words = news.words if len(news.words) <= LONGEST else news.words[:LONGEST].rstrip() + "…"
    said = {"title": news.title[:200], "body": words, "path": news.path[:300], "tag": news.topic[:100]}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
