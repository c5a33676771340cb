"""THE outbound connector: everything fediart asks of another server goes through a `Fetcher`.

It refuses private addresses on every hop, bounds size, time and redirects, and signs as it is told.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, Self
from urllib.parse import urldefrag, urljoin

import aiohttp
from yarl import URL

from federation.addresses import GuardedResolver, literal, may_connect
from federation.fetched import (
    Budget,
    BudgetSpent,
    Denied,
    Document,
    Fetched,
    FetchError,
    Gone,
    Limits,
    NotFound,
    Posted,
    Refused,
    Saved,
    TimedOut,
    TooLarge,
    Unreachable,
    Unsuitable,
)
from federation.keys import KeyProblem, PrivateKey
from federation.knocks import Knocks
from federation.lenient import BadObject, http_url, read_json
from federation.media_types import ACCEPT_ACTIVITY, ACTIVITY_JSON, is_activity_json
from federation.newcomers import Newcomers
from federation.posting import LateSignedRequest, Sign, SignedBody
from federation.reasons import explained
from federation.rules import Forbidden, host_of
from federation.signatures import sign

__all__ = [
    "ACCEPT_ACTIVITY", "ACTIVITY_JSON", "Budget", "BudgetSpent", "Denied", "Document", "FetchError", "Fetched",
    "Fetcher", "Gone", "Limits", "NotFound", "Posted", "Refused", "Saved", "TimedOut", "TooLarge", "Unreachable",
    "Unsuitable", "is_activity_json",
]  # fmt: skip

REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Fetcher:
    """Holds the connections. Make it inside the running loop, with `async with` or `close()` at the end.

    `clock` tells milliseconds since the epoch. `signing` is a thread pool for the signatures of deliveries;
    on two cores handing them over cost more than it won, so it is off unless given. `permits` is asked for the host of
    every hop: what the instance's rules forbid is neither asked nor told anything. `newcomers` bounds how many hosts
    nobody knew what others say may make us ask: it counts whatever is fetched within a budget.
    """

    def __init__(
        self,
        clock: Callable[[], int],
        user_agent: str,
        *,
        allow_loopback: bool = False,
        allow_http: bool = False,
        limits: Limits | None = None,
        tls: ssl.SSLContext | None = None,
        resolver: aiohttp.abc.AbstractResolver | None = None,
        signing: Executor | None = None,
        permits: Callable[[str], bool] | None = None,
        newcomers: Newcomers | None = None,
    ) -> None:
        self.clock = clock
        self._signing = signing
        self.knocks = Knocks(clock)
        self._permits = permits
        self._newcomers = newcomers
        self._limits = limits or Limits()
        self._allow_loopback = allow_loopback
        self._schemes = ("http", "https") if allow_http else ("https",)
        connector = aiohttp.TCPConnector(
            resolver=GuardedResolver(allow_loopback, resolver),
            limit=self._limits.connections,
            limit_per_host=16,
            ttl_dns_cache=300,
            keepalive_timeout=30,
            ssl=tls or True,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": user_agent},
            timeout=aiohttp.ClientTimeout(total=self._limits.total_s, sock_connect=self._limits.connect_s),
            auto_decompress=True,
            request_class=LateSignedRequest,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()

    async def get_json(
        self, url: str, *, signer: PrivateKey | None = None, budget: Budget | None = None, exact: bool = False
    ) -> Fetched:
        """An ActivityPub object as its own server tells it (advisories 10, 14, 15). Raises `FetchError`.

        An answer with another id than its URL is not believed; that id is asked once instead. With `exact`
        (for refreshing what is known, advisory 23) the id must be the very URL that was asked for.
        """
        asked = urldefrag(url).url
        fetched = await self._object(asked, signer, budget)
        claimed = fetched.body.get("id")
        if claimed != fetched.url and not exact and http_url(claimed) is not None:
            asked = urldefrag(str(claimed)).url
            fetched = await self._object(asked, signer, budget)
        if fetched.body.get("id") != fetched.url or (exact and fetched.url != asked):
            raise Unsuitable("the object's id is not the URL it was served from")
        return fetched

    async def get_document(
        self,
        url: str,
        types: Collection[str],
        *,
        accept: str | None = None,
        signer: PrivateKey | None = None,
        budget: Budget | None = None,
        max_bytes: int | None = None,
    ) -> Document:
        """A document of one of these media types (`*/*` for any), of bounded size. Raises `FetchError`."""
        chunks: list[bytes] = []
        most = self._limits.document_bytes if max_bytes is None else max_bytes
        answer = await self._get(url, accept or ", ".join(types), signer, budget, most, chunks.append)
        if answer.media_type not in types and "*/*" not in types:
            raise Unsuitable(f"the answer is {answer.media_type or 'of no type'}, not {' or '.join(types)}")
        return Document(answer.url, answer.media_type, b"".join(chunks), answer.headers)

    async def get_bytes(
        self,
        url: str,
        max_bytes: int,
        types: Collection[str],
        into: BinaryIO,
        *,
        signer: PrivateKey | None = None,
        budget: Budget | None = None,
    ) -> Saved:
        """Stream a file of one of these media types into `into`. Raises `FetchError`."""
        answer = await self._get(url, ", ".join(types), signer, budget, max_bytes, into.write, types)
        return Saved(answer.url, answer.media_type, answer.size, tuple(answer.headers.items()))

    async def post(self, url: str, headers: Mapping[str, str], body: bytes, sign: Sign | None = None) -> Posted:
        """One POST, never redirected (advisory 41); the answer's body is not kept. Raises `FetchError`.

        `sign` makes headers to add; it is not called, and costs nothing, where the server takes no connection.
        """
        target = self._permitted(url)
        data = body if sign is None else SignedBody(body, sign, self._signing)
        try:
            async with self._session.post(target, headers=headers, data=data, allow_redirects=False) as answer:
                await _drain(answer, self._limits.drain_s)
                return Posted(answer.status, answer.headers)
        except KeyProblem:
            raise  # ours, not theirs
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as problem:
            raise explained(problem) from problem

    async def _object(self, url: str, signer: PrivateKey | None, budget: Budget | None) -> Fetched:
        chunks: list[bytes] = []
        answer = await self._get(url, ACCEPT_ACTIVITY, signer, budget, self._limits.document_bytes, chunks.append)
        if not is_activity_json(answer.content_type):
            raise Unsuitable("the answer is not application/activity+json")
        try:
            return Fetched(answer.url, read_json(b"".join(chunks)))
        except BadObject as problem:
            raise Unsuitable(problem.reason) from problem

    async def _get(
        self,
        url: str,
        accept: str,
        signer: PrivateKey | None,
        budget: Budget | None,
        max_bytes: int,
        write: Callable[[bytes], object],
        types: Collection[str] | None = None,
    ) -> _Answer:
        if budget is not None:
            budget.spend()
        try:
            async with asyncio.timeout(self._limits.total_s):
                asked: set[str] = set()
                for _ in range(self._limits.redirects + 1):
                    asked.add(url)
                    if budget is not None:
                        await self._demand_room_for(url)
                    found = await self._hop(url, accept, signer, max_bytes, write, types)
                    if isinstance(found, _Answer):
                        return found
                    if found in asked:
                        raise Refused("the redirects go round in a circle")
                    url = found
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as problem:
            raise explained(problem) from problem
        raise Refused("there were too many redirects")

    async def _hop(
        self,
        url: str,
        accept: str,
        signer: PrivateKey | None,
        max_bytes: int,
        write: Callable[[bytes], object],
        types: Collection[str] | None,
    ) -> _Answer | str:
        """One request: its answer, or the URL it redirects to, which is checked like the first.

        A signed one that is denied is made again in the other scheme, once; what was read is remembered.
        """
        target = self._permitted(url)
        headers = {"Accept": accept}
        if signer is None:
            return await self._ask(url, target, headers, max_bytes, write, types)
        denied: Denied | None = None
        for scheme in self.knocks.for_get(target.authority):
            signed = headers | sign(scheme, "GET", str(target), headers, None, signer, self.clock())
            try:
                found = await self._ask(url, target, signed, max_bytes, write, types)
            except Denied as problem:
                denied = denied or problem
            else:
                self.knocks.got(target.authority, scheme)
                return found
        self.knocks.denied(target.authority)
        raise denied or Denied("we may not see it")

    async def _ask(
        self,
        url: str,
        target: URL,
        headers: Mapping[str, str],
        max_bytes: int,
        write: Callable[[bytes], object],
        types: Collection[str] | None,
    ) -> _Answer | str:
        async with self._session.get(target, headers=headers, allow_redirects=False) as answer:
            if answer.status in REDIRECTS:
                return _next(url, answer.headers.get("Location"))
            _check_status(answer.status)
            kind = answer.headers.get("Content-Type", "")
            media_type = kind.partition(";")[0].strip().lower()
            if types is not None and media_type not in types:
                raise Unsuitable(f"the file is {media_type or 'of no type'}, not {' or '.join(types)}")
            size = await _stream(answer, max_bytes, write)
            return _Answer(url, kind, media_type, size, answer.headers)

    async def _demand_room_for(self, url: str) -> None:
        """Raises `BudgetSpent` for a host nobody knew that is one too many of its domain."""
        if self._newcomers is not None and not await self._newcomers.may_ask(self._permitted(url).authority):
            raise BudgetSpent("too many new hosts of one domain have come up within an hour")

    def _permitted(self, url: str) -> URL:
        try:
            host = host_of(url)
        except Forbidden as problem:
            raise Refused(problem.reason) from problem
        if self._permits is not None and not self._permits(host):
            raise Refused("this server does not talk to that host")
        target = URL(urldefrag(url).url, encoded=url.isascii())
        if target.scheme not in self._schemes:
            raise Refused(f"{target.scheme} is not used here, only {' and '.join(self._schemes)}")
        address = literal(target.raw_host or "")
        if address is not None and not may_connect(address, self._allow_loopback):
            raise Refused("the URL names a private address")
        return target


@dataclass(frozen=True, slots=True)
class _Answer:
    url: str
    content_type: str
    media_type: str
    size: int
    headers: Mapping[str, str]


async def _stream(answer: aiohttp.ClientResponse, max_bytes: int, write: Callable[[bytes], object]) -> int:
    if (answer.content_length or 0) > max_bytes:
        raise TooLarge(f"the answer has more than {max_bytes} bytes")
    size = 0
    # These bytes are decompressed already, so a small answer that grows is stopped as well.
    async for chunk in answer.content.iter_any():
        size += len(chunk)
        if size > max_bytes:
            raise TooLarge(f"the answer has more than {max_bytes} bytes")
        write(chunk)
    return size


async def _drain(answer: aiohttp.ClientResponse, seconds: float) -> None:
    """Read a short answer to its end, so that the connection can serve again; leave one that is long or slow."""
    with suppress(TooLarge, TimeoutError, aiohttp.ClientError):
        async with asyncio.timeout(seconds):
            await _stream(answer, 65_536, len)
            return
    answer.close()


def _next(url: str, location: str | None) -> str:
    if not location:
        raise Unsuitable("the redirect does not say where to")
    target = urldefrag(urljoin(url, location)).url
    if url.startswith("https:") and not target.startswith("https:"):
        raise Refused("the redirect leads away from https")
    return target


def _check_status(status: int) -> None:
    if 200 <= status < 300:
        return
    if status == 410:
        raise Gone("it is gone (410)")
    if status == 404:
        raise NotFound("it is not there (404)")
    if status in (401, 403):
        raise Denied(f"we may not see it ({status})")
    if status == 429 or status >= 500:
        raise Unreachable(f"the server cannot answer now ({status})")
    raise Unsuitable(f"the answer has status {status}")
