"""Which network addresses we may connect to: the public ones, also when they are wrapped in IPv6.

The guard sits in the resolver of the one connector, so the address that is checked is the one connected to.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp.abc import AbstractResolver, ResolveResult

# Special-use networks, whatever the running Python's `is_global` thinks of them
# (https://www.iana.org/assignments/iana-ipv4-special-registry and its IPv6 sister).
_NEVER_V4 = tuple(
    IPv4Network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
_NEVER_V6 = tuple(
    IPv6Network(net)
    for net in (
        "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001:2::/48", "2001:10::/28", "2001:20::/28",
        "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_MAPPED = IPv6Network("::ffff:0:0/96")
_ISATAP = (0x00005EFE, 0x02005EFE)
THREADS = 64
NAME_S = 10.0  # seconds for one name
NOT_AGAIN_S = 60.0
MOST_NAMES = 10_000


class PrivateAddress(OSError):
    """The host has no address that we may connect to."""


@lru_cache(maxsize=8192)
def may_connect(address: str, allow_loopback: bool) -> bool:
    """Whether an IP address is a public one; `allow_loopback` is for development and tests."""
    try:
        read = ip_address(address)
    except ValueError:
        return False
    if allow_loopback and read.is_loopback:
        return True
    if isinstance(read, IPv4Address):
        return _is_public_v4(read)
    return _is_public_v6(read)


def literal(host: str) -> str | None:
    """The host when it is an IP address, in the form `may_connect` reads."""
    bare = host.removeprefix("[").removesuffix("]")
    try:
        ip_address(bare)
    except ValueError:
        return None
    return bare


def _is_public_v4(address: IPv4Address) -> bool:
    return address.is_global and not any(address in net for net in _NEVER_V4)


def _is_public_v6(address: IPv6Address) -> bool:
    embedded = list(_embedded(address))
    if embedded:
        return all(_is_public_v4(one) for one in embedded)
    return address in _UNICAST and address.is_global and not any(address in net for net in _NEVER_V6)


def _embedded(address: IPv6Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses that packets to this one may end at (advisory 35)."""
    number = int(address)
    if address in _NAT64 or address in _MAPPED:
        yield IPv4Address(number & 0xFFFFFFFF)
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if (number >> 32) & 0xFFFFFFFF in _ISATAP:
        yield IPv4Address(number & 0xFFFFFFFF)


class NameThreads(AbstractResolver):
    """Asks the system's resolver, each name in a thread of its own: names whose servers are silent hold up no others.

    A name that was not found, or took too long, is not asked for again for a minute.
    """

    def __init__(self, threads: int = THREADS) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="names")
        self._not_before: dict[str, float] = {}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """All addresses of a name. Raises OSError."""
        loop = asyncio.get_running_loop()
        if self._not_before.get(host, 0.0) > loop.time():
            raise socket.gaierror(socket.EAI_NONAME, f"{host} was not found a moment ago")
        try:
            async with asyncio.timeout(NAME_S):
                found = await loop.run_in_executor(self._threads, _ask_system, host, port, family)
        except (OSError, TimeoutError) as problem:
            self._remember(host, loop.time())
            raise socket.gaierror(socket.EAI_NONAME, f"{host} was not found") from problem
        return found

    def _remember(self, host: str, now: float) -> None:
        if len(self._not_before) >= MOST_NAMES:
            self._not_before = {name: until for name, until in self._not_before.items() if until > now}
        if len(self._not_before) < MOST_NAMES:
            self._not_before[host] = now + NOT_AGAIN_S

    async def close(self) -> None:
        """Threads that still wait for an answer end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _ask_system(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
    numeric = socket.NI_NUMERICHOST | socket.NI_NUMERICSERV
    found: list[ResolveResult] = []
    for kind, _, proto, _, address in socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, family=family, flags=socket.AI_ADDRCONFIG
    ):
        name = socket.getnameinfo(address, numeric)[0] if kind == socket.AF_INET6 else str(address[0])
        made = {"hostname": host, "host": name, "port": port, "family": kind, "proto": proto, "flags": numeric}
        found.append(ResolveResult(**made))  # type: ignore[typeddict-item]
    return found


class GuardedResolver(AbstractResolver):
    """Resolves a name to the addresses among its own that we may connect to; none left is an error."""

    def __init__(self, allow_loopback: bool, inner: AbstractResolver | None = None) -> None:
        self._allow_loopback = allow_loopback
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The permitted addresses. Raises `PrivateAddress`, or OSError when the name does not resolve."""
        if self._inner is None:
            self._inner = NameThreads()
        found = await self._inner.resolve(host, port, family)
        kept = [one for one in found if may_connect(one["host"], self._allow_loopback)]
        if not kept:
            raise PrivateAddress(f"{host} has no public address")
        return kept

    async def close(self) -> None:
        """Release the resolver beneath."""
        if self._inner is not None:
            await self._inner.close()
