"""Who may send now: deliveries that wait long for an answer make room, so that no slow server holds up a quick one."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

PATIENCE = 0.1  # seconds after which an attempt is no work any more but a wait for somebody else
STUCK = 2.0  # seconds beside the others after which nothing more is begun for that server before it answers
CUT = 5.0  # seconds after which a waiting attempt may be broken off where there are too many of them


class Turns:
    """At most so many inside; who is `first` goes in before all others who wait."""

    def __init__(self, most: Callable[[], int]) -> None:
        self._most = most
        self.inside = 0
        self._first: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    async def enter(self, *, first: bool = False) -> None:
        """Returns when there is room. Who was woken and finds it taken waits again, at the end."""
        while self.inside >= self._most():
            turn = asyncio.get_running_loop().create_future()
            (self._first if first else self._others).append(turn)
            await turn
        self.inside += 1

    def leave(self) -> None:
        """Wakes as many as there is room for."""
        self.inside -= 1
        room = self._most() - self.inside
        while room > 0 and (queue := self._first or self._others):
            turn = queue.popleft()
            if not turn.done():
                turn.set_result(None)
                room -= 1


class _Attempt:
    """One delivery on its way; `aside` when it only waits for an answer."""

    __slots__ = ("_loop", "_timer", "aside", "deadline", "since")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.since = self._loop.time()
        self.aside = False
        self.deadline = asyncio.timeout(None)
        self._timer: asyncio.TimerHandle | None = None

    def later(self, seconds: float, deed: Callable[[], None]) -> None:
        self._timer = self._loop.call_later(seconds, deed)

    def end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def break_off_after(self, seconds: float) -> bool:
        """False where it has not waited for so long."""
        if self._loop.time() - self.since < seconds:
            return False
        self.deadline.reschedule(self._loop.time())
        return True


class Slots:
    """Room for `at_once` deliveries to servers that answer quickly, and for as many to all others.

    Whoever has no answer after PATIENCE goes to one of the `waiting` places beside. Where there is none left, the
    attempt that has waited longest is broken off, once it has waited for CUT seconds.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._quick = Turns(lambda: at_once)
        self._doubtful = Turns(lambda: at_once)
        self._waiting: OrderedDict[_Attempt, None] = OrderedDict()
        self._most_waiting = waiting

    @property
    def waiting(self) -> int:
        """How many only wait for an answer."""
        return len(self._waiting)

    @asynccontextmanager
    async def place(
        self, *, quick: bool, first: bool, on_aside: Callable[[], None], on_stuck: Callable[[], None]
    ) -> AsyncIterator[None]:
        """Room to send one delivery. Raises TimeoutError where it was broken off for others."""
        turns = self._quick if quick else self._doubtful
        await turns.enter(first=first)
        one = _Attempt()
        one.later(PATIENCE, lambda: self._step_aside(one, turns, on_aside, on_stuck))
        try:
            async with one.deadline:
                yield
        finally:
            one.end()
            if one.aside:
                self._waiting.pop(one, None)
            else:
                turns.leave()

    def _step_aside(
        self, one: _Attempt, turns: Turns, on_aside: Callable[[], None], on_stuck: Callable[[], None]
    ) -> None:
        if len(self._waiting) >= self._most_waiting and not self._cut_longest():
            one.later(PATIENCE, lambda: self._step_aside(one, turns, on_aside, on_stuck))
            return
        one.aside = True
        self._waiting[one] = None
        turns.leave()
        one.later(STUCK, on_stuck)
        on_aside()

    def _cut_longest(self) -> bool:
        longest = next(iter(self._waiting), None)
        if longest is None or not longest.break_off_after(CUT):
            return False
        del self._waiting[longest]
        return True
