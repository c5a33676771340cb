"""A visit to a site as a careful collector makes it: pages, pictures and site files, each fetched once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from federation.fetch import ACCEPT_ACTIVITY, Document, Fetcher, FetchError
from federation.keys import PrivateKey
from fediart.rights.crawlers import Crawlers
from fediart.rights.read_rsl import read_license
from fediart.rights.read_small import read_ai_txt, read_odrl, read_trust_txt
from fediart.rights.reading import read_response, read_robots, read_tdmrep
from fediart.rights.report import Found
from fediart.rights.signal import Signal
from fediart.rights.urls import path_of

PAGE = "text/html, application/xhtml+xml;q=0.9, image/*;q=0.8, */*;q=0.7"
ANY = "*/*"
MOST_BYTES = 100 * 1024 * 1024
REQUESTS = 200
HELD = 64 * 1024 * 1024  # bytes of answers that are remembered; what comes after is asked for again
ROBOTS, TDMREP, LICENSE, AI_TXT, TRUST = (
    "/robots.txt", "/.well-known/tdmrep.json", "/license.xml", "/ai.txt", "/trust.txt",
)  # fmt: skip


@dataclass(slots=True)
class Visit:
    """`left` is how many requests may still be made; `may_ask` is asked for each address that others named.

    `at` gives the address to ask in place of another, where a site cannot reach itself by its own name. `key` signs
    what is asked for as a server, where a site answers to nobody else.
    """

    http: Fetcher
    crawlers: Crawlers
    may_ask: Callable[[str], bool] = lambda _: True
    at: Callable[[str], str] = lambda url: url
    left: int = REQUESTS
    key: PrivateKey | None = None
    _known: dict[tuple[str, str], Document | str] = field(default_factory=dict)
    _slower: bool = False
    _held: int = 0

    def afresh(self) -> Visit:
        """The same way in, with nothing remembered and nothing spent."""
        return replace(self, left=REQUESTS, _known={}, _slower=False, _held=0)

    @property
    def turned_away(self) -> bool:
        """Whether the site has said that this was too much in too short a time (429)."""
        return self._slower

    async def get(self, url: str, accept: str = ANY) -> Document | str:
        """What is there, or a sentence why nothing came. Pictures are looked at once, and not kept in memory."""
        key = url.partition("#")[0], accept
        if key in self._known:
            return self._known[key]
        answer = await self._get(*key)
        size = 0 if isinstance(answer, str) else len(answer.body)
        picture = not isinstance(answer, str) and answer.media_type.startswith("image/")
        if not picture and self._held + size <= HELD:
            self._known[key], self._held = answer, self._held + size
        return answer

    async def _get(self, url: str, accept: str) -> Document | str:
        if not self.may_ask(url):
            return "it is at an address that is not asked"
        if self.left <= 0:
            return "there are more places than one look takes"
        self.left -= 1
        signer = self.key if accept == ACCEPT_ACTIVITY else None
        try:
            return await self.http.get_document(self.at(url), {ANY}, accept=accept, signer=signer, max_bytes=MOST_BYTES)
        except FetchError as problem:
            self._slower = self._slower or "(429)" in problem.reason
            return problem.reason


async def response(visit: Visit, name: str, url: str, accept: str = ANY) -> Found:
    """What an address says in its headers and its body."""
    answer = await visit.get(url, accept)
    if isinstance(answer, str):
        return Found(name, url, problem=answer)
    return Found(name, url, read_response(answer.headers.items(), answer.body, urlsplit(url).path or "/"))


async def site_files(visit: Visit, urls: dict[str, str], licences: tuple[str, ...] = ()) -> list[Found]:
    """What the files of its site say about each of these addresses, which are named by what is there.

    Addresses about which a file says the same share one line.
    """
    found: list[Found] = []
    for place, read in (
        (ROBOTS, lambda body, path: read_robots(body, path, visit.crawlers)),
        (TDMREP, read_tdmrep),
        (AI_TXT, read_ai_txt),
    ):
        found += await _said_of_each(visit, place, urls, read, optional=place == AI_TXT)
    for address in licences or (LICENSE,):
        found += await _said_of_each(visit, address, urls, read_license, optional=not licences)
    return found


async def _said_of_each(
    visit: Visit, place: str, urls: dict[str, str], read: Callable[[bytes, str], tuple[Signal, ...]], *, optional: bool
) -> list[Found]:
    said: dict[tuple[str, str, tuple[Signal, ...]], list[str]] = {}
    for name, url in urls.items():
        file = urljoin(url, place)
        answer = await visit.get(file)
        problem = answer if isinstance(answer, str) else ""
        signals = () if isinstance(answer, str) else read(answer.body, path_of(url))
        said.setdefault((file, problem, signals), []).append(name)
    shared = len(said) == 1
    return [
        Found(
            name=_file_name(file) if shared else f"{_file_name(file)}, about {', '.join(names)}",
            url=file,
            signals=signals,
            problem=problem,
            optional=optional,
        )
        for (file, problem, signals), names in said.items()
    ]


def _file_name(url: str) -> str:
    return urlsplit(url).path.rsplit("/", 1)[-1] or url


async def trust(visit: Visit, url: str) -> Found:
    """trust.txt, which knows no exceptions: it speaks for the site."""
    file = urljoin(url, TRUST)
    answer = await visit.get(file)
    if isinstance(answer, str):
        return Found("trust.txt", file, problem=answer, apart=True, optional=True)
    return Found("trust.txt", file, read_trust_txt(answer.body), apart=True, optional=True)


async def policy(visit: Visit, url: str) -> Found:
    """A machine-readable policy that something pointed to."""
    answer = await visit.get(url, "application/ld+json, application/json;q=0.9")
    if isinstance(answer, str):
        return Found("Policy document", url, problem=answer)
    if "json" not in answer.media_type:
        return Found("Policy document", url)
    return Found("Policy document", url, read_odrl(answer.body))
