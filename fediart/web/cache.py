"""Pages for visitors, kept in memory: a crowd on one day must not reach the database.

Only routes that say `cached` come here, only for requests without a session, a notice or a signature, and only until
something the public can see changes: at once, or within seconds while the server can hardly keep up. The cache is
bounded by entries and by bytes.

What is kept carries an `ETag`, and as `Last-Modified` the time since which this process has made the very same of it:
nothing that goes away or changes its policy can hide behind an older date.
"""

from __future__ import annotations

import asyncio
import gzip
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.utils import format_datetime
from hashlib import sha256

from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy

from fediart.clock import SECOND, moment
from fediart.site import Site
from fediart.web.cookies import cookie_name
from fediart.web.languages import visitors_language
from fediart.web.negotiation import wants_activity
from fediart.web.request import OWN_HOST, RIGHTS, VIEWER, Said, wants_html
from fediart.web.security import DRESSED, dress
from fediart.web.walls import wall_of

FRESH = 5 * SECOND  # what another process changed is seen after this
CROWD = 0.1  # seconds by which the event loop is late (site.figures)
FRESH_IN_A_CROWD = 3 * SECOND  # what has changed meanwhile is seen after this
FOR_PROXIES = "2"  # seconds for which a proxy of ours may keep it without asking (deploy/nginx.conf)
_WORTH_ZIPPING = 500  # bytes
# The artist's own domain, if it is one; path and query; whether errors are pages; whether a document is wanted; the
# language; how walls hang. None of them follows from the others.
Key = tuple[str, str, bool, bool, str, str]
_VARY = "Accept, Accept-Encoding, Accept-Language, Cookie, Signature, Signature-Input"


@dataclass(frozen=True, slots=True)
class Entry:
    """A finished answer. `zipped` is the body in gzip, or nothing where that gains nothing; `said` is the policy of
    what it shows, where that is not the instance's."""

    generation: int
    kept: int
    etag: str
    body: bytes
    zipped: bytes
    headers: CIMultiDict[str]
    zipped_headers: CIMultiDict[str]
    said: Said | None = None

    @property
    def size(self) -> int:
        return len(self.body) + len(self.zipped) + 2_000


class PageCache:
    """Answers by path, query and kind; the one used longest ago goes first. `most_bytes` bounds the memory."""

    def __init__(self, site: Site, *, most_entries: int = 5_000, most_bytes: int = 64_000_000) -> None:
        self._site = site
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._being_made: dict[Key, asyncio.Event] = {}
        self._since: OrderedDict[Key, tuple[str, int]] = OrderedDict()
        self._most_entries = most_entries
        self._most_bytes = most_bytes
        # The bare names: readers of cookies allow spaces before the equals sign.
        self._personal = tuple(cookie_name(site.config, word) for word in ("session", "notice"))
        self.bytes = 0
        self.hits = 0

    def __len__(self) -> int:
        return len(self._entries)

    def open_to(self, request: web.Request) -> bool:
        """Whether this request may be answered with what everyone gets."""
        headers = request.headers
        if "Signature" in headers or "Authorization" in headers or request.method not in ("GET", "HEAD"):
            return False
        cookies = headers.get("Cookie")
        return cookies is None or not any(name in cookies for name in self._personal)

    def find(self, request: web.Request, *, queried: bool = True) -> web.Response | None:
        """The kept answer, if there is one and nothing has changed since. `queried`: whether the query matters."""
        key = _key(request, queried)
        entry = self._entries.get(key)
        if entry is None:
            return None
        if not self._holds(key, entry):
            return None
        self._entries.move_to_end(key)
        self.hits += 1
        return _answer(request, entry)

    def _holds(self, key: Key, entry: Entry) -> bool:
        """In a crowd a page may be somewhat older, and whoever would wait for the new one gets the one that is there:
        else each change had all pages made anew at once, while more changes come in."""
        age, busy = self._site.clock.now() - entry.kept, self._site.figures.late >= CROWD
        if entry.generation == self._site.pages.number and age < FRESH:
            return True
        if busy and (age < FRESH_IN_A_CROWD or (key in self._being_made and age < 2 * FRESH)):
            return True
        if not busy:
            self._drop(key)
        return False

    async def fill(
        self,
        request: web.Request,
        make: Callable[[web.Request], Awaitable[web.StreamResponse]],
        *,
        queried: bool = True,
    ) -> web.StreamResponse:
        """Makes the answer once for all who wait for it, and keeps it where it may be kept."""
        key = _key(request, queried)
        waiting = self._being_made.get(key)
        if waiting is not None:
            await waiting.wait()
        found = self.find(request, queried=queried)  # somebody may have made it since the gate looked
        if found is not None:
            return found
        if waiting is not None:
            return await make(request)
        done = self._being_made[key] = asyncio.Event()
        try:
            # Read before the page is made: a change that comes in between must not be hidden by an older page.
            generation = self._site.pages.number
            response = await make(request)
            if VIEWER in request or not _may_be_kept(response):
                return response
            entry = _entry(request, response, generation, self._site.clock.now())
            self._date(key, entry)
            self._keep(key, entry)
            return _answer(request, entry)
        finally:
            del self._being_made[key]
            done.set()

    def _date(self, key: Key, entry: Entry) -> None:
        """Since when it is what it is, in whole seconds: two that differ never get the same date."""
        etag, since = self._since.get(key, ("", 0))
        if etag != entry.etag:
            since = max(entry.kept, since - since % SECOND + SECOND)
        self._since[key] = entry.etag, since
        self._since.move_to_end(key)
        if len(self._since) > self._most_entries:
            self._since.popitem(last=False)
        if since <= entry.kept:  # no date may lie in the future (RFC 9110, section 8.8.2.1)
            date = format_datetime(moment(since), usegmt=True)
            entry.headers["Last-Modified"] = entry.zipped_headers["Last-Modified"] = date

    def _keep(self, key: Key, entry: Entry) -> None:
        self._drop(key)
        if entry.size > self._most_bytes // 8:
            return
        self._entries[key] = entry
        self.bytes += entry.size
        while self.bytes > self._most_bytes or len(self._entries) > self._most_entries:
            self._drop(next(iter(self._entries)))

    def _drop(self, key: Key) -> None:
        gone = self._entries.pop(key, None)
        self.bytes -= gone.size if gone else 0


CACHE: web.AppKey[PageCache] = web.AppKey("page cache", PageCache)


def _key(request: web.Request, queried: bool) -> Key:
    html, activity = wants_html(request), wants_activity(request)
    spoken = visitors_language(request).code if html and not activity else ""
    wall = wall_of(request) if html and not activity else ""
    own = request.get(OWN_HOST, "")  # never what somebody wrote into the Host header
    return own, request.path_qs if queried else request.path, html, activity, spoken, wall


def _may_be_kept(response: web.StreamResponse) -> bool:
    whole = isinstance(response, web.Response) and isinstance(response.body, bytes) and not response.prepared
    private = "private" in response.headers.get("Cache-Control", "") or "no-store" in response.headers.get(
        "Cache-Control", ""
    )
    return whole and response.status == 200 and not response.cookies and not private


def _entry(request: web.Request, response: web.StreamResponse, generation: int, now: int) -> Entry:
    body = response.body if isinstance(response, web.Response) and isinstance(response.body, bytes) else b""
    zipped = gzip.compress(body, 6, mtime=0) if len(body) > _WORTH_ZIPPING else b""
    headers = response.headers.copy()
    headers.popall("Content-Length", None)
    headers["ETag"] = etag = f'W/"{sha256(body).hexdigest()[:20]}"'
    headers["Vary"] = _VARY
    headers.setdefault("Cache-Control", "public, max-age=0, must-revalidate")
    headers["X-Accel-Expires"] = FOR_PROXIES
    dress(request, headers)
    zipped_headers = headers.copy()
    zipped_headers["Content-Encoding"] = "gzip"
    zipped = zipped if len(zipped) < len(body) else b""
    return Entry(generation, now, etag, body, zipped, headers, zipped_headers, request.get(RIGHTS))


def _answer(request: web.Request, entry: Entry) -> web.Response:
    request[DRESSED] = True
    if entry.said is not None:
        request[RIGHTS] = entry.said
    asked = request.headers
    if _has_it(asked, entry):
        return web.Response(status=304, headers=entry.headers)
    if entry.zipped and "gzip" in asked.get("Accept-Encoding", ""):
        return web.Response(body=entry.zipped, headers=entry.zipped_headers)
    return web.Response(body=entry.body, headers=entry.headers)


def _has_it(asked: CIMultiDictProxy[str], entry: Entry) -> bool:
    """Whether whoever asks has this very answer. A date counts only without a tag (RFC 9110, section 13.1.3)."""
    tags = asked.get("If-None-Match")
    if tags is not None:
        return entry.etag in tags
    return asked.get("If-Modified-Since", "") == entry.headers.get("Last-Modified", "never")
