"""Timelines that are kept as they were written, one for each person and question, so that an app may ask often.

What is kept holds until anything is written in this process that could show in it: a post, a block, a mute, a deletion,
a suspension, a choice (fediart/store/changes.py); and for a second, for what other processes write. Nobody is ever
given another's. Memory is bounded; what was used longest ago goes first.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from fediart.api.call import Call, Paged, Written
from fediart.api.door import link_header
from fediart.api.entities.statuses import Status
from fediart.api.showing import say_strictest
from fediart.api.written import json_bytes
from fediart.clock import SECOND
from fediart.language import spoken
from fediart.site import Site

FRESH: Final = SECOND
_MOST_BYTES: Final = 32_000_000
_BESIDE: Final = 600  # bytes that an entry takes beside its body

Key = tuple[int, str, str, Hashable, str]
"""Who asks, 0 for visitors; path and query as they came; what was read of query and body; the language."""


@dataclass(frozen=True, slots=True)
class _Entry:
    body: bytes
    link: str
    standing: int
    made: int


class Answers:
    """One for each process."""

    def __init__(self, site: Site, *, most_bytes: int = _MOST_BYTES) -> None:
        self._site = site
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Key, _Entry] = OrderedDict()
        self._being_made: dict[Key, asyncio.Event] = {}
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    async def answer(
        self, call: Call, given: Hashable, make: Callable[[], Awaitable[Paged[Status]]]
    ) -> Written[list[Status]]:
        """The kept answer where it holds, else a new one; who waits for the same one waits for one making."""
        request = call.request
        say_strictest(call)
        key = call.viewer_id or 0, request.path, request.query_string, given, spoken().code
        asked = self._site.db.changes.number, self._site.clock.now()
        while (found := self._find(key, *asked)) is None:
            waiting = self._being_made.get(key)
            if waiting is None:
                found = await self._make(key, call, make)
                break
            await waiting.wait()
        return Written(found.body, {"Link": found.link} if found.link else {})

    def _find(self, key: Key, standing: int, now: int) -> _Entry | None:
        """One that was begun when nothing was written that had not been when somebody asked, and lately then."""
        found = self._kept.get(key)
        if found is None or found.standing < standing or now - found.made >= FRESH:
            return None
        self._kept.move_to_end(key)
        return found

    async def _make(self, key: Key, call: Call, make: Callable[[], Awaitable[Paged[Status]]]) -> _Entry:
        done = self._being_made[key] = asyncio.Event()
        try:
            # Read before anything is looked up: what is written in between must not be hidden by an older answer.
            standing, made = self._site.db.changes.number, self._site.clock.now()
            page = await make()
            entry = _Entry(json_bytes(page.items), link_header(call.request, page), standing, made)
            self._keep(key, entry)
            return entry
        finally:
            del self._being_made[key]
            done.set()

    def _keep(self, key: Key, entry: _Entry) -> None:
        self._drop(key)
        if len(entry.body) > self._most_bytes // 8:
            return
        self._kept[key] = entry
        self.bytes += len(entry.body) + _BESIDE
        while self.bytes > self._most_bytes:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Key) -> None:
        gone = self._kept.pop(key, None)
        self.bytes -= len(gone.body) + _BESIDE if gone else 0


ANSWERS: web.AppKey[Answers] = web.AppKey("api answers", Answers)
