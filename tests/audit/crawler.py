"""A crawler that leaves nothing out: whatever an answer names on its own site is asked for, in every way there is.

It knows nothing of how the site is built: links are found in pages, JSON, XML, text files and headers by their form.
"""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from federation.media_types import ACTIVITY_JSON
from tests.site import Answer, Client

HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
_ATTRIBUTE = re.compile(r"""\b(?:href|src|action|content|data-[a-z-]+)\s*=\s*"([^"]*)\"""")
_SET = re.compile(r"""\bsrcset\s*=\s*"([^"]*)\"""")
_IN_STYLE = re.compile(r"""url\("([^"]+)"\)""")
_NAMED = re.compile(r"https?://[^\s\"'<>\\)]+")
_LINK_HEADER = re.compile(r"<([^>]+)>")


@dataclass(frozen=True, slots=True)
class Seen:
    """One request and its answer: `how` names the variant, `found` the address as it was asked for."""

    method: str
    path: str
    how: str
    answer: Answer

    @property
    def kind(self) -> str:
        return self.answer.headers.get("Content-Type", "").partition(";")[0]


class Crawl:
    """One visitor's walk. `leave` are paths it stays away from, such as the way out of a session; `thorough` asks for
    each address in every way it may have an answer to, else as a page alone."""

    def __init__(self, browser: Client, *, leave: Iterable[str] = (), thorough: bool = True) -> None:
        self.browser = browser
        self.seen: list[Seen] = []
        self.paths: dict[str, None] = {}
        self._waiting: deque[str] = deque()
        self._leave = tuple(leave)
        self._thorough = thorough

    async def walk(self, beginnings: Iterable[str], *, most: int = 2000) -> None:
        """Asks for these and for everything they lead to."""
        self._take(beginnings)
        while self._waiting:
            assert len(self.paths) < most, f"there is no end: {list(self.paths)[-20:]}"
            await self._visit(self._waiting.popleft())

    def _take(self, urls: Iterable[str]) -> None:
        for url in urls:
            path = self._own(url)
            if path and path not in self.paths and not path.startswith(self._leave):
                self.paths[path] = None
                self._waiting.append(path)

    def _own(self, url: str) -> str:
        """The path with its query, for addresses of this site; empty for others."""
        plain = urldefrag(url)[0]
        if plain.startswith(self.browser.origin):
            plain = plain[len(self.browser.origin) :] or "/"
        return plain if plain.startswith("/") and not plain.startswith("//") and "{" not in plain else ""

    async def _visit(self, path: str) -> None:
        page = await self.ask("GET", path, "as a page", Accept=HTML)
        self._take(self._links(path, page))
        if not self._thorough or page.answer.status == 405:
            return
        head = await self.ask("HEAD", path, "HEAD", Accept=HTML)
        assert head.answer.status == page.answer.status, path
        shown = page.kind == "text/html" and page.answer.status < 300 and "?" not in path
        if shown or page.answer.status == 302:
            document = await self.ask("GET", path, "as a document", Accept=ACTIVITY_JSON)
            if document.kind != "text/html":
                self._take(self._links(path, document))
        if etag := page.answer.headers.get("ETag"):
            await self.ask("GET", path, "conditional", Accept=HTML, **{"If-None-Match": etag})
        if page.kind.startswith("image/"):
            await self.ask("GET", path, "a part", Range="bytes=0-9")
            await self.ask("GET", path, "no such part", Range="bytes=99999999-")

    async def ask(self, method: str, path: str, how: str, **headers: str) -> Seen:
        answer = await self.browser.request(method, path, headers=headers)
        seen = Seen(method, path, how, answer)
        self.seen.append(seen)
        return seen

    def _links(self, path: str, seen: Seen) -> Iterator[str]:
        yield from _of_headers(seen.answer.headers, self.browser.origin + path)
        if seen.kind.startswith("image/") or seen.kind.startswith("font/"):
            return
        text = seen.answer.body.decode("utf-8", "replace")
        if seen.kind == "text/html":
            for found in _ATTRIBUTE.findall(text):
                yield from _resolved(path, html.unescape(found))
            for found in _SET.findall(text):
                for one in html.unescape(found).split(","):
                    yield from _resolved(path, one.split()[0] if one.split() else "")
        elif seen.kind == "text/css":
            yield from (urljoin(path, one) for one in _IN_STYLE.findall(text))
        elif "json" in seen.kind:
            yield from (one for one in strings(json.loads(text)) if one.startswith("http"))
        yield from (
            html.unescape(one).rstrip(".,;") for one in _NAMED.findall(text) if one.startswith(self.browser.origin)
        )


def _resolved(path: str, link: str) -> Iterator[str]:
    if link.startswith(("/", "?", "http://", "https://")) and not link.startswith("//"):
        yield urljoin(path, link) if not link.startswith("http") else link


def _of_headers(headers: Mapping[str, str], base: str) -> Iterator[str]:
    if "Location" in headers:
        yield urljoin(base, headers["Location"])
    yield from _LINK_HEADER.findall(headers.get("Link", ""))


def strings(value: object) -> Iterator[str]:
    """Every text in a JSON document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)


def filled(pattern: str, known: Mapping[str, str]) -> str:
    """A path for a route, with what is known put in for its variables."""
    path = re.sub(r"\{([a-z_]+)(?::((?:[^{}]|\{[^{}]*\})*))?\}", lambda m: _one(m[1], m[2] or "", known), pattern)
    return urlsplit(path).path


def _one(name: str, form: str, known: Mapping[str, str]) -> str:
    if "|" in form and "[" not in form:
        return form.split("|")[0]
    return known.get(name, "7" if "\\d" in form else "0" * 64 if "{64}" in form else "x")
