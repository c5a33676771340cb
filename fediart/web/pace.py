"""How fast pictures may be fetched without logging in: so many in a minute from one address and from one network.

Fast enough for people, who look at some pages in a minute, and too slow for who takes everything. Members are not
bounded, and servers of the fediverse that we know have an allowance of their own. Counted in the memory of each
process, by addresses that are forgotten after some minutes and never written anywhere; several processes tell each
other once a second what they counted.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import Final

from aiohttp import web

from fediart.clock import MINUTE
from fediart.errors import TooOften
from fediart.language import _
from fediart.rights.agents import server_named
from fediart.site import Site
from fediart.store import hosts
from fediart.web.known import KNOWN
from fediart.web.request import SETTINGS, address_of, viewer_of
from fediart.web.sessions import find_viewer

BURST: Final = 2  # minutes' worth that may come at once, after a quiet
EXPORTS: Final = 6  # in a minute: each reads all that is kept of robots
FOR_SERVERS: Final = 20  # times as many for a server, since all of its people look through it
MOST_KEPT: Final = 20_000
_NOTHING: Final = 0.5  # ms: what many small parts of a minute differ from their sum
_HOSTS_KEPT: Final = 10 * MINUTE
_MOST_HOSTS: Final = 5_000


class Pace:
    """Token buckets, each of them one number: the time at which it will be full again. The least used one goes."""

    def __init__(self, *, most: int = MOST_KEPT, tell: Callable[[str, int], None] | None = None) -> None:
        """`tell` hears of what was taken, in milliseconds by key."""
        self._full: OrderedDict[str, float] = OrderedDict()
        self._most = most
        self._tell = tell

    def __len__(self) -> int:
        return len(self._full)

    def take(self, key: str, per_minute: float, *, now: int) -> int:
        """0 where one more may come, which is counted; else the milliseconds until it may, and nothing is counted."""
        each = MINUTE / per_minute
        full = max(self._full.pop(key, 0.0), float(now))
        wait = full + each - now - BURST * MINUTE
        over = wait > _NOTHING
        self._keep(key, full if over else full + each)
        if self._tell is not None and not over:
            self._tell(key, round(each))
        return -int(-wait // 1) if over else 0

    def heard(self, key: str, milliseconds: int, *, now: int) -> None:
        """What was taken at another process."""
        self._keep(key, max(self._full.pop(key, 0.0), float(now)) + milliseconds)

    def _keep(self, key: str, full: float) -> None:
        self._full[key] = full
        if len(self._full) > self._most:
            self._full.popitem(last=False)

    def give_back(self, key: str, per_minute: float) -> None:
        """Takes a count back."""
        if key in self._full:
            self._full[key] -= MINUTE / per_minute
            if self._tell is not None:
                self._tell(key, -round(MINUTE / per_minute))


class Gatekeeper:
    """The buckets of one process, and which hosts it knows, for some minutes."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._pace = Pace(tell=self._tell)
        site.company.hear_counts("pace", lambda key, many: self._pace.heard(key, many, now=site.clock.now()))
        self._known: OrderedDict[str, tuple[bool, int]] = OrderedDict()

    def visit(self, address: str, per_minute: int, per_network: int) -> int:
        """The milliseconds to wait, 0 for none. What stands in a private network is not bounded: it is a proxy, whose
        word about addresses the config does not trust, or one's own house."""
        network = network_of(address)
        if not network:
            return 0
        now = self._site.clock.now()
        wait = self._pace.take(f"address:{address}", per_minute, now=now) if per_minute else 0
        if wait or not per_network:
            return wait
        wait = self._pace.take(f"network:{network}", per_network, now=now)
        if wait and per_minute:
            self._pace.give_back(f"address:{address}", per_minute)
        return wait

    def _tell(self, key: str, milliseconds: int) -> None:
        self._site.company.count("pace", key, milliseconds)

    def export(self, address: str) -> int:
        """The milliseconds until this network may have another export; those of private networks count as one."""
        return self._pace.take(f"exports:{network_of(address)}", EXPORTS, now=self._site.clock.now())

    async def serve(self, host: str, address: str, per_minute: int) -> int:
        """As `visit`, for a server that says it is this host: 0 only where we have had to do with it.

        The name is a claim. What is granted for it is counted by the network it comes from alone: whoever borrows a
        server's name takes nothing from that server, and gains nothing by borrowing many.
        """
        now, rate = self._site.clock.now(), per_minute * FOR_SERVERS
        if not await self._knows(host, now):
            return MINUTE
        return self._pace.take(f"servers:{network_of(address)}", rate, now=now)

    async def _knows(self, host: str, now: int) -> bool:
        known, until = self._known.get(host, (False, 0))
        if now < until:
            return known
        async with self._site.db.reading() as tx:
            known = await hosts.known(tx, host)
        self._known[host] = known, now + _HOSTS_KEPT
        if len(self._known) > _MOST_HOSTS:
            self._known.popitem(last=False)
        return known


PACE: web.AppKey[Gatekeeper] = web.AppKey("pace", Gatekeeper)


def network_of(address: str) -> str:
    """The network an address of `address_of` is in: its /24, or its /48 in IPv6; empty for private and unknown ones."""
    plain, _, _ = address.partition("/")
    try:
        found = ip_address(plain)
    except ValueError:
        return ""
    if not found.is_global:
        return ""
    return str(ip_network(f"{plain}/{24 if found.version == 4 else 48}", strict=False))


async def demand_pace(request: web.Request) -> None:
    """For each picture that is fetched. Raises TooOften, which becomes 429 with Retry-After."""
    settings = request.get(SETTINGS) or request.app[KNOWN].last
    rate, network_rate = settings.media_per_minute, settings.media_per_network
    if not (rate or network_rate):
        return
    keeper, address = request.app[PACE], address_of(request)
    wait = keeper.visit(address, rate, network_rate)
    if not wait or await _is_member(request):
        return
    host = server_named(request.headers.get("User-Agent", ""))
    if host:
        wait = min(wait, await keeper.serve(host, address, rate or network_rate))
    if wait:
        seconds = max(1, -(-wait // 1000))
        words = _("Too many pictures at once. Wait %(seconds)s seconds, or log in.", seconds=seconds)
        raise TooOften(words, retry_after=seconds)


def demand_export_pace(request: web.Request) -> None:
    """For each export that visitors fetch. Raises TooOften."""
    wait = request.app[PACE].export(address_of(request))
    if wait:
        raise TooOften(
            _("Too many exports at once. Wait a little, then try again."), retry_after=max(1, -(-wait // 1000))
        )


async def _is_member(request: web.Request) -> bool:
    """Looked up only for who has come to the bound, so that pictures cost no look at sessions."""
    await find_viewer(request)
    return viewer_of(request) is not None
