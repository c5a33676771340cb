"""How often apps may ask: Mastodon's limits and headers (docs.joinmastodon.org/api/rate-limits).

Counted in windows in the memory of each process, for a person where a token came, else for a network address; several
processes tell each other once a second what they counted.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from aiohttp import web

from fediart.api.endpoint import DELETIONS, GENERAL, MEDIA, REGISTRATIONS, SIGN_INS, SIGN_UPS, Endpoint
from fediart.clock import MINUTE, iso
from fediart.site import Site

_MOST_KEPT: Final = 50_000


@dataclass(frozen=True, slots=True)
class Window:
    """So many requests in so many milliseconds."""

    most: int
    each: int


@dataclass(slots=True)
class _Count:
    used: int
    ends: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands after a request; `left` is negative where it was one too many."""

    most: int
    left: int
    ends: int

    def headers(self) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.most),
            "X-RateLimit-Remaining": str(max(0, self.left)),
            "X-RateLimit-Reset": _iso(self.ends),
        }


@lru_cache(maxsize=64)
def _iso(moment: int) -> str:
    """Windows end together."""
    return iso(moment)


class Allowances:
    """One for each process. `general` is how many requests a person may make in five minutes."""

    def __init__(self, site: Site) -> None:
        general = site.config.api.requests_in_five_minutes
        self._counts: OrderedDict[tuple[str, str], _Count] = OrderedDict()
        self._windows = {
            GENERAL: Window(general, 5 * MINUTE),
            MEDIA: Window(30, 30 * MINUTE),
            DELETIONS: Window(30, 30 * MINUTE),
            SIGN_UPS: Window(5, 30 * MINUTE),
            REGISTRATIONS: Window(30, 10 * MINUTE),
            SIGN_INS: Window(100, 5 * MINUTE),
        }
        self._unknown = Window(general * 25, 5 * MINUTE)  # many people may share an address
        self._free = site.config.instance.development
        self._company = site.company
        site.company.hear_counts("api", self._heard)

    def take(self, endpoint: Endpoint, who: str, *, person: bool, now: int) -> Standing:
        """Counts one request in the endpoint's window."""
        return self.count(endpoint.tally, who, person=person, now=now)

    def count(self, tally: str, who: str, *, person: bool, now: int) -> Standing:
        """The same in a window by its name, for an address where it hangs on what is asked."""
        window = self._windows[tally] if person or tally != GENERAL else self._unknown
        if self._free and tally != GENERAL:
            window = Window(10_000, window.each)  # test suites sign up and delete by the dozen
        key = tally, who
        count = self._counts.get(key)
        if count is None or count.ends <= now:
            count = self._counts[key] = _Count(0, now - now % window.each + window.each)
            if len(self._counts) > _MOST_KEPT:
                self._counts.popitem(last=False)
        count.used += 1
        self._company.count("api", f"{tally}/{who}/{count.ends}")
        return Standing(window.most, window.most - count.used, count.ends)

    def _heard(self, key: str, many: int) -> None:
        """What was counted at another process, in a window that has not ended."""
        rest, _, ends = key.rpartition("/")
        tally, _, who = rest.partition("/")
        count = self._counts.setdefault((tally, who), _Count(0, int(ends)))
        if count.ends == int(ends):
            count.used += many
        elif count.ends < int(ends):
            self._counts[tally, who] = _Count(many, int(ends))
        if len(self._counts) > _MOST_KEPT:
            self._counts.popitem(last=False)


ALLOWANCES: web.AppKey[Allowances] = web.AppKey("api allowances", Allowances)
