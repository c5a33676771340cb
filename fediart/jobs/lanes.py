"""Deliveries in memory: lanes side by side, each in order, and a gate for every host."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field

from fediart.store.deliveries import Delivery
from fediart.store.hosts import Host

LaneKey = tuple[str, int]
"""What must arrive in order: everything of one actor to one inbox."""


MOST_GATES = 2000


@dataclass(slots=True)
class Lane:
    """What waits, in order, and whether a task is at it."""

    host: str
    waiting: deque[Delivery] = field(default_factory=deque)
    busy: bool = False


class Gate:
    """At most so many at once to one host; only one while it is in doubt."""

    def __init__(self, most: int, state: Host) -> None:
        self._most = most
        self.state = state
        self.inside = 0
        self._queue: deque[asyncio.Future[None]] = deque()

    @property
    def _room(self) -> bool:
        return self.inside < (1 if self.state.failures else self._most)

    async def enter(self) -> None:
        while not self._room:
            turn = asyncio.get_running_loop().create_future()
            self._queue.append(turn)
            await turn
        self.inside += 1

    def leave(self) -> None:
        self.inside -= 1
        room = (1 if self.state.failures else self._most) - self.inside
        while self._queue and room > 0:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                room -= 1


class Lanes:
    """All that was taken from the table and is not done yet."""

    def __init__(self, per_host: int) -> None:
        self._per_host = per_host
        self._lanes: dict[LaneKey, Lane] = {}
        self.gates: dict[str, Gate] = {}
        self._held: dict[str, int] = defaultdict(int)
        self.count = 0

    def meet(self, host: str, state: Host) -> Gate:
        """The gate of a host. The table's word counts, unless ours is newer and still to be written."""
        gate = self.gates.get(host)
        if gate is None:
            gate = self.gates[host] = Gate(self._per_host, state)
        elif gate.inside == 0 and _heard(state) >= _heard(gate.state):
            gate.state = state
        return gate

    def forget_idle(self) -> None:
        """Hosts to which nothing goes now are kept in mind only while they are few (advisory 59)."""
        if len(self.gates) <= MOST_GATES:
            return
        for host in [host for host, gate in self.gates.items() if not gate.inside and host not in self._held]:
            del self.gates[host]

    def full(self, most: int) -> list[str]:
        """Hosts of which so many or more are in memory already."""
        return [host for host, count in self._held.items() if count >= most]

    def held(self, host: str) -> int:
        return self._held.get(host, 0)

    def add(self, delivery: Delivery) -> Lane | None:
        """Puts it into its lane; the lane where it needs a task, else None."""
        key = (delivery.inbox, delivery.actor_id)
        lane = self._lanes.setdefault(key, Lane(delivery.host))
        lane.waiting.append(delivery)
        self._held[delivery.host] += 1
        self.count += 1
        if lane.busy:
            return None
        lane.busy = True
        return lane

    def done(self, delivery: Delivery) -> None:
        """It is out of memory: delivered, or back in the table."""
        self.count -= 1
        self._held[delivery.host] -= 1
        if not self._held[delivery.host]:
            del self._held[delivery.host]

    def close(self, lane: Lane, last: Delivery | None) -> None:
        lane.busy = False
        if last is not None and not lane.waiting:
            self._lanes.pop((last.inbox, last.actor_id), None)

    def drop_host(self, host: str) -> None:
        """What waits in memory for this host goes back to waiting in the table."""
        for lane in self._lanes.values():
            if lane.host == host:
                self._drop(lane, list(lane.waiting))

    def drop_later(self, delivery: Delivery) -> None:
        """What comes after it about the same post to the same inbox must not overtake it."""
        lane = self._lanes.get((delivery.inbox, delivery.actor_id))
        if lane is not None and delivery.post_id is not None:
            self._drop(lane, [one for one in lane.waiting if one.post_id == delivery.post_id])

    def _drop(self, lane: Lane, gone: list[Delivery]) -> None:
        for one in gone:
            lane.waiting.remove(one)
            self.done(one)


def _heard(state: Host) -> int:
    return max(state.last_success, state.last_failure)
