"""Deliveries in memory: lanes side by side, each in order, and a gate for every host."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from fediart.jobs.slots import Turns
from fediart.store.deliveries import Delivery
from fediart.store.hosts import Host

LaneKey = tuple[str, int, int]
"""What must arrive in order: everything of one actor to one inbox, and what has priority before all else."""

MOST_GATES = 2000
MOST_HELD = 64  # in memory for one host that answers quickly


@dataclass(slots=True)
class Lane:
    """What waits, in order, and whether a task is at it."""

    host: str
    first: bool
    waiting: deque[Delivery] = field(default_factory=deque)
    busy: bool = False


class Gate:
    """At most so many at once to one host; only one until it has answered, and while it is in doubt.

    `quick` once it answered promptly; `stuck` while an attempt waits so long that no other is begun.
    """

    def __init__(self, most: int, state: Host) -> None:
        self._most = most
        self.state = state
        self.quick = False
        self.stuck = False
        self.turns = Turns(self.room)

    def room(self) -> int:
        """How many may be on their way to this host together."""
        return 1 if self.state.failures or not self.state.last_success else self._most

    @property
    def held_at_most(self) -> int:
        """How many may be in memory: a server that does not answer must not fill it."""
        return MOST_HELD if self.quick else self.room()


class Lanes:
    """All that was taken from the table and is not done yet."""

    def __init__(self, per_host: int) -> None:
        self._per_host = per_host
        self._lanes: dict[LaneKey, Lane] = {}
        self._of_host: dict[str, set[LaneKey]] = defaultdict(set)
        self.gates: dict[str, Gate] = {}
        self._held: dict[str, int] = defaultdict(int)
        self.count = 0

    def meet(self, host: str, state: Host) -> Gate:
        """The gate of a host. The table's word counts, unless ours is newer and still to be written."""
        gate = self.gates.get(host)
        if gate is None:
            gate = self.gates[host] = Gate(self._per_host, state)
        elif gate.turns.inside == 0 and _heard(state) >= _heard(gate.state):
            gate.state = state
        return gate

    def forget_idle(self) -> None:
        """Hosts to which nothing goes now are kept in mind only while they are few (advisory 59)."""
        if len(self.gates) <= MOST_GATES:
            return
        for host in [host for host, gate in self.gates.items() if not gate.turns.inside and host not in self._held]:
            del self.gates[host]

    def full(self) -> list[str]:
        """Hosts of which as many as may be are in memory already."""
        return [host for host, held in self._held.items() if held >= self.gates[host].held_at_most]

    def fits(self, host: str) -> bool:
        return self._held.get(host, 0) < self.gates[host].held_at_most

    def add(self, delivery: Delivery) -> Lane | None:
        """Puts it into its lane; the lane where it needs a task, else None."""
        key = _key(delivery)
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = Lane(delivery.host, delivery.priority == 0)
            self._of_host[delivery.host].add(key)
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
            key = _key(last)
            self._lanes.pop(key, None)
            keys = self._of_host.get(last.host)
            if keys is not None:
                keys.discard(key)
                if not keys:
                    del self._of_host[last.host]

    def drop_host(self, host: str) -> list[Delivery]:
        """What waits in memory for this host goes back to waiting in the table."""
        return [one for key in self._of_host.get(host, ()) for one in self._drop(self._lanes[key], lambda _: True)]

    def drop_later(self, delivery: Delivery) -> None:
        """What comes after it about the same post to the same inbox must not overtake it."""
        if delivery.post_id is None:
            return
        for priority in (0, 1):
            lane = self._lanes.get((delivery.inbox, delivery.actor_id, priority))
            if lane is not None:
                self._drop(lane, lambda one: one.post_id == delivery.post_id)

    def _drop(self, lane: Lane, which: Callable[[Delivery], bool]) -> list[Delivery]:
        gone = [one for one in lane.waiting if which(one)]
        if gone:
            lane.waiting = deque(one for one in lane.waiting if not which(one))
        for one in gone:
            self.done(one)
        return gone


def _key(delivery: Delivery) -> LaneKey:
    return delivery.inbox, delivery.actor_id, delivery.priority


def _heard(state: Host) -> int:
    return max(state.last_success, state.last_failure)
