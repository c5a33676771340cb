"""Who listens in this process: takes them in within bounds, sends them what happens, and lets them go.

The database tells what happens in this process and in others (store/stream_events.py), and only while somebody
listens. What is told while the connection to the database is lost is lost with it: apps read their timelines again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from aiohttp import web

from fediart.api.call import Call
from fediart.api.refusals import Refused
from fediart.api.streaming.channels import Channel
from fediart.api.streaming.listener import (
    ARE_YOU_THERE,
    GOING_AWAY,
    POLICY,
    THUMP,
    Listener,
    Message,
    chunk,
)
from fediart.api.streaming.sights import Sights
from fediart.clock import MINUTE
from fediart.site import Site
from fediart.store import stream_events
from fediart.store.settings import InstanceSettings
from fediart.store.stream_events import Event, event_from
from fediart.web.known import KnownSettings

BEAT: Final = 15.0  # seconds between signs of life
LINGER: Final = 30.0  # seconds for which it goes on listening to the database when nobody listens any more
ATTENTION: Final = 5.0  # seconds a listener waits for the database to be heard
_SILENT: Final = 3 * MINUTE  # after which a process that listened is taken for dead
_PAUSE: Final = 1.0  # seconds before a lost database is listened to again
_SLICE: Final = 250  # listeners who are written to before others have their turn
MOST_OF_PERSON: Final = 40
MOST_OF_ADDRESS: Final = 200  # visitors from one network address
MOST_CHANNELS: Final = 60  # of one WebSocket
MOST_ASKED: Final = 120  # messages of one WebSocket between two beats

log = logging.getLogger("fediart.streams")
Telling = Callable[["Hub", Sequence[Event]], Awaitable[None]]
Only = Callable[[Listener], bool]


def everyone(_listener: Listener) -> bool:
    """Leaves nobody out."""
    return True


class Hub:
    """`tell` makes of what happened what listeners are sent."""

    def __init__(self, site: Site, known: KnownSettings, tell: Telling) -> None:
        self.site = site
        self.sights = Sights()
        self._known = known
        self._tell = tell
        self._name = secrets.token_hex(8)
        self._listeners: set[Listener] = set()
        self._on: defaultdict[Channel, set[Listener]] = defaultdict(set)
        self._named: defaultdict[str, set[Channel]] = defaultdict(set)
        self._calls: dict[int, Call] = {}
        self._counts: Counter[int | str] = Counter()
        self._tasks: list[asyncio.Task[None]] = []
        self._heard = asyncio.Event()
        self._closed = False
        self._empty_since = 0.0

    @property
    def count(self) -> int:
        """How many connections are open."""
        return len(self._listeners)

    def enter(self, listener: Listener, call: Call) -> None:
        """Counts a new connection. Raises Refused where there are as many as there may be."""
        who, most = _bound(listener)
        if self._closed or len(self._listeners) >= self.site.config.api.streams:
            raise Refused(503, "Too many apps are listening. Try again later.")
        if self._counts[who] >= most:
            raise Refused(429, "Too many open streams")
        self._counts[who] += 1
        self._listeners.add(listener)
        self._calls[listener.person] = call

    def leave(self, listener: Listener) -> None:
        """Safe to repeat."""
        if listener not in self._listeners:
            return
        self._listeners.discard(listener)
        who, _ = _bound(listener)
        self._counts[who] -= 1
        if self._counts[who] <= 0:
            del self._counts[who]
            if listener.person:
                self._calls.pop(listener.person, None)
        for channel in listener.channels:
            self._off(listener, channel)
        listener.channels = ()
        if not self._listeners:
            self._empty_since = asyncio.get_running_loop().time()

    async def ready(self) -> None:
        """Returns when the database is heard, so that nothing is missed after; a lost one is waited for a moment."""
        if not self._closed and not any(not task.done() for task in self._tasks):
            self._heard.clear()
            self._tasks = [asyncio.create_task(self._hear(), name="streams"), asyncio.create_task(self._beat())]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ATTENTION):
                await self._heard.wait()

    def listen(self, listener: Listener, channel: Channel) -> None:
        """From now on the listener is sent what comes on the channel. Raises Refused for one channel too many."""
        if channel in listener.channels or listener not in self._listeners:
            return
        if len(listener.channels) >= MOST_CHANNELS:
            raise Refused(429, "Too many streams on one connection")
        listener.channels = (*listener.channels, channel)
        self._on[channel].add(listener)
        self._named[channel.name].add(channel)

    def unlisten(self, listener: Listener, channel: Channel) -> None:
        """Nothing of this channel is sent to them any more."""
        if channel in listener.channels:
            listener.channels = tuple(one for one in listener.channels if one != channel)
            self._off(listener, channel)

    def _off(self, listener: Listener, channel: Channel) -> None:
        there = self._on[channel]
        there.discard(listener)
        if not there:
            del self._on[channel]
            self._named[channel.name].discard(channel)

    def channels(self, *names: str) -> list[Channel]:
        """Those of these names that somebody listens to."""
        return [channel for name in names for channel in self._named.get(name, ())]

    def on(self, channel: Channel) -> set[Listener]:
        """Who listens to it."""
        return self._on.get(channel, set())

    def call_of(self, person: int, settings: InstanceSettings) -> Call:
        """How somebody who listens would ask now; NOBODY is any visitor."""
        return replace(self._calls[person], settings=settings)

    async def settings(self) -> InstanceSettings:
        """The instance's, as they are now."""
        return await self._known.read()

    async def send(self, sendings: Iterable[tuple[Channel, Message]], only: Only = everyone) -> None:
        """Each message to all who listen on its channel, and for whom `only` holds."""
        await self._send_all(
            (channel, one, message)
            for channel, message in sendings
            for one in tuple(self._on.get(channel, ()))
            if only(one)
        )

    async def send_each(self, sendings: Iterable[tuple[Channel, Mapping[int, Message]]]) -> None:
        """To each person who listens on the channel their own message; to those without one, nothing."""
        await self._send_all(
            (channel, one, messages[one.person])
            for channel, messages in sendings
            for one in tuple(self._on.get(channel, ()))
            if one.person in messages
        )

    async def _send_all(self, sendings: Iterable[tuple[Channel, Listener, Message]]) -> None:
        """Between slices others have their turn."""
        for number, (channel, one, message) in enumerate(sendings, 1):
            if not one.send(message.bytes_for(one, channel)):
                self._drop(one)
            if number % _SLICE == 0:
                await asyncio.sleep(0)

    def _drop(self, listener: Listener) -> None:
        self.leave(listener)
        listener.end(POLICY)

    def dismiss(self, *, tokens: frozenset[int] = frozenset(), people: frozenset[int] = frozenset()) -> None:
        """Closes every stream of these tokens and people."""
        for one in [one for one in self._listeners if one.token in tokens or (one.person and one.person in people)]:
            self._drop(one)

    async def _hear(self) -> None:
        """Listens to the database until nobody has listened here for a while; a lost one is listened to anew."""
        while not self._idle():
            try:
                await self._hear_on()
            except Exception as error:
                log.warning("Streams cannot hear the database, and begin again: %s", error)
                await asyncio.sleep(_PAUSE)
            finally:
                self._heard.clear()

    async def _hear_on(self) -> None:
        async with self.site.db.tidings() as tidings:
            self.sights.clear()
            await self._sign()
            self._heard.set()
            while not self._idle():
                lines = await tidings.next(within=BEAT)
                events = [event for line in lines if (event := event_from(line)) is not None]
                await self._tell(self, events)
        async with self.site.db.writing() as tx:
            await stream_events.leave(tx, self._name)

    def _idle(self) -> bool:
        loop = asyncio.get_running_loop()
        return self._closed or (not self._listeners and loop.time() - self._empty_since > LINGER)

    async def _sign(self) -> None:
        now = self.site.clock.now()
        async with self.site.db.writing() as tx:
            await stream_events.listen(tx, self._name, now=now, silent_since=now - _SILENT)

    async def _beat(self) -> None:
        """Signs of life both ways, and every few of them a look at whether tokens still hold."""
        hearing, beats = self._tasks[0], 0
        while not hearing.done():
            await asyncio.wait([hearing], timeout=BEAT)
            if self._closed or hearing.done():
                return
            beats += 1
            try:
                await self._greet()
                if beats % 3 == 0:
                    self.sights.keep_only(self._calls)
                    await self.look_at_tokens()
                    await self._sign()
            except Exception:
                log.exception("Streams were not looked after")

    async def _greet(self) -> None:
        thump = chunk(THUMP)
        for number, one in enumerate(tuple(self._listeners), 1):
            if one.socket and not one.alive:
                self._drop(one)
                continue
            one.alive, one.asked = not one.socket, 0
            if one.transport is not None and not one.send(
                ARE_YOU_THERE if one.socket else thump if one.chunked else THUMP
            ):
                self._drop(one)
            if number % _SLICE == 0:
                await asyncio.sleep(0)

    async def look_at_tokens(self) -> None:
        """Closes the streams whose tokens do not hold any more, for whatever reason."""
        tokens = {one.token for one in self._listeners if one.token}
        if not tokens:
            return
        async with self.site.db.reading() as tx:
            hold = await stream_events.tokens_that_hold(tx, tokens, now=self.site.clock.now())
        self.dismiss(tokens=frozenset(tokens - hold))

    async def close(self) -> None:
        """Ends every stream at once: apps connect again by themselves, to whoever is there then."""
        self._closed = True
        for one in tuple(self._listeners):
            self.leave(one)
            one.end(GOING_AWAY)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._tasks:
            async with self.site.db.writing() as tx:
                await stream_events.leave(tx, self._name)


def _bound(listener: Listener) -> tuple[int | str, int]:
    return (listener.person, MOST_OF_PERSON) if listener.person else (listener.address, MOST_OF_ADDRESS)


HUB: web.AppKey[Hub] = web.AppKey("streams", Hub)
