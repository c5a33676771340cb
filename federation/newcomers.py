"""Which strangers may make us ask them: only so many new hosts of one domain in an hour (advisory 47).

Whoever holds a wildcard name can invent hosts without end, each with actors that name the next.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable

from federation.addresses import literal

MOST_OF_ONE_DOMAIN = 10
MOST_DOMAINS = 8192
HOUR = 3600 * 1000
# Second levels under which a country's registry gives out names: example.co.uk is a domain, co.uk is none.
_SECOND_LEVELS = frozenset(
    {
        "ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "gv", "id", "ltd", "me", "mil", "ne", "net", "nom", "or",
        "org", "plc", "sch", "web",
    }
)  # fmt: skip


def registrable(host: str) -> str:
    """The domain somebody registered to have this host: its last two labels, or three below `co.uk` and the like.

    A rule, not the Public Suffix List (docs/decisions): where it errs, it counts more hosts as one domain's.
    """
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() and not host.endswith("]") else host
    if literal(name) is not None:
        return host
    labels = name.rstrip(".").split(".")
    below = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS
    return ".".join(labels[-3 if below else -2 :])


class Newcomers:
    """Counts hosts that nobody here knew. `known` says whether we have had to do with a host before."""

    def __init__(self, clock: Callable[[], int], known: Callable[[str], Awaitable[bool]]) -> None:
        self._clock = clock
        self._known = known
        self._met: OrderedDict[str, None] = OrderedDict()
        self._seen: OrderedDict[str, tuple[int, set[str]]] = OrderedDict()

    async def may_ask(self, host: str) -> bool:
        """False for a host that is one too many of its domain in this hour."""
        if host in self._met:
            self._met.move_to_end(host)
            return True
        if await self._known(host):
            self._met[host] = None
            if len(self._met) > MOST_DOMAINS:
                self._met.popitem(last=False)
            return True
        return self._one_more(host)

    def _one_more(self, host: str) -> bool:
        domain, now = registrable(host), self._clock()
        since, hosts = self._seen.get(domain, (now, set()))
        if now - since > HOUR:
            since, hosts = now, set()
        if host not in hosts and len(hosts) >= MOST_OF_ONE_DOMAIN:
            return False
        hosts.add(host)
        self._seen[domain] = (since, hosts)
        self._seen.move_to_end(domain)
        if len(self._seen) > MOST_DOMAINS:
            self._seen.popitem(last=False)
        return True
