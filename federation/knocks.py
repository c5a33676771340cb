"""What each server was found to read: in which scheme it takes signed GETs, and whether it takes Ed25519.

In memory, bounded, and forgotten after a day, since servers are updated (advisory 59).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

from federation.signed import Scheme

T = TypeVar("T")

MOST_KNOWN = 4096
FRESH_MS = 24 * 3600 * 1000


class Knocks:
    """`clock` tells milliseconds since the epoch. Hosts are with their port, as in a URL."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._get: OrderedDict[str, tuple[Scheme, int]] = OrderedDict()
        self._no_ed25519: OrderedDict[str, int] = OrderedDict()

    def for_get(self, host: str) -> tuple[Scheme, ...]:
        """The schemes to try, one after the other: what is known, or draft-cavage, which most read, then RFC 9421."""
        known = self._get.get(host)
        if known is not None and known[1] > self._clock():
            return (known[0],)
        return (Scheme.CAVAGE, Scheme.RFC9421)

    def got(self, host: str, scheme: Scheme) -> None:
        """A GET signed so was answered."""
        _put(self._get, host, (scheme, self._clock() + FRESH_MS))

    def denied(self, host: str) -> None:
        """It was not answered: the next one tries both again."""
        self._get.pop(host, None)

    def may_take_ed25519(self, host: str) -> bool:
        """False for a day after it was refused."""
        return self._no_ed25519.get(host, 0) <= self._clock()

    def refused_ed25519(self, host: str) -> None:
        """A request signed with Ed25519 was refused, and not for its content."""
        _put(self._no_ed25519, host, self._clock() + FRESH_MS)


def _put(kept: OrderedDict[str, T], host: str, value: T) -> None:
    kept[host] = value
    kept.move_to_end(host)
    if len(kept) > MOST_KNOWN:
        kept.popitem(last=False)
