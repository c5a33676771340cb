"""Who asks, by the User-Agent header: an AI crawler of the list, another robot, a server of the fediverse, a person.

The header is a claim. Whoever lies is not kept out by it; whoever says who they are is held to what they were told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from fediart.rights.crawlers import CATEGORIES, Crawlers

OTHER: Final = "other"  # robots that are on no list: search engines, previews, programs
NAMELESS: Final = "no name"
LONGEST: Final = 400  # characters of the header that are looked at
_MOST_KEPT: Final = 4_096
_LONGEST_FAMILY: Final = 40

_ADDRESS = re.compile(r"\+?https?://\S*", re.IGNORECASE)
_SERVERS = frozenset({
    "mastodon", "pleroma", "akkoma", "misskey", "sharkey", "firefish", "calckey", "iceshrimp", "cherrypick", "foundkey",
    "pixelfed", "peertube", "lemmy", "piefed", "kbin", "mbin", "gotosocial", "friendica", "hubzilla", "streams",
    "writefreely", "mobilizon", "bookwyrm", "funkwhale", "castopod", "owncast", "bonfire", "takahe", "mitra", "snac",
    "ktistec", "hollo", "fedify", "nodebb", "epicyon", "bridgy", "activitypub", "fediart",
})  # fmt: skip
_HOST = re.compile(r"https?://([a-z0-9.-]{1,253}(?::\d{1,5})?)(?![\w.:@-])", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)
_ROBOT = re.compile(r"bot|crawl|spider|scrap|fetch|slurp|archiver", re.IGNORECASE)
_PROGRAMS = frozenset({
    "python-requests", "python-urllib", "python-httpx", "aiohttp", "curl", "wget", "go-http-client", "okhttp", "axios",
    "node-fetch", "undici", "libwww-perl", "apache-httpclient", "guzzlehttp", "java", "headlesschrome", "phantomjs",
    "facebookexternalhit",
})  # fmt: skip
_PHONES = re.compile(r"cubot", re.IGNORECASE)  # a maker of telephones


@dataclass(frozen=True, slots=True)
class Agent:
    """A robot: its name on the list, or the family its header tells of; `category` is one of the list's, or OTHER."""

    name: str
    category: str

    @property
    def listed(self) -> bool:
        """Whether it is an AI crawler of the list."""
        return self.category in CATEGORIES


class Agents:
    """Finds robots by looking up each word of the header; what was found for a header is remembered."""

    def __init__(self, crawlers: Crawlers) -> None:
        self.crawlers = crawlers
        self._named = {name.lower(): Agent(name, one) for one in CATEGORIES for name in crawlers.of(one)}
        several = [name for name in self._named if not _WORD.fullmatch(name)]  # names of several words
        words = "|".join(map(re.escape, sorted(several, key=len, reverse=True))) or r"(?!)"
        self._pattern = re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
        self._known: dict[str, Agent | None] = {}

    def find(self, header: str) -> Agent | None:
        """The robot this User-Agent names. None for people's browsers and for servers of the fediverse."""
        try:
            return self._known[header]
        except KeyError:
            pass
        seen = header[:LONGEST]
        found = self._look(seen)
        if seen == header:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            self._known[header] = found
        return found

    def _look(self, header: str) -> Agent | None:
        """Addresses in it are passed over: a server may be called gptbot.example, and crawlers explain themselves."""
        text = _ADDRESS.sub(" ", header)
        if not text.strip():
            return Agent(NAMELESS, OTHER)
        words = _words_of(text)
        if not _SERVERS.isdisjoint(word.lower() for word in words):
            return None
        listed = next((found for word in words if (found := self._named.get(word.lower()))), None)
        if listed:
            return listed
        several = self._pattern.search(text)
        return self._named[several[0].lower()] if several else _family(words)


def _words_of(text: str) -> list[str]:
    return [word.rstrip(".-") for word in _WORD.findall(text)]


def _family(words: Sequence[str]) -> Agent | None:
    for word in words:
        robot = _ROBOT.search(word) and not _PHONES.search(word)
        if robot or word.lower() in _PROGRAMS:
            return Agent(word.strip("._-")[:_LONGEST_FAMILY], OTHER)
    return None


@lru_cache(maxsize=1024)
def server_named(header: str) -> str:
    """The host that a server of the fediverse says it is, in lower case; empty where the header tells of none."""
    header = header[:LONGEST]
    if _SERVERS.isdisjoint(word.lower() for word in _words_of(_ADDRESS.sub(" ", header))):
        return ""
    found = _HOST.search(header)
    return found[1].lower().rstrip(".") if found else ""
