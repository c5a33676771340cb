"""What deliveries need to be sent: the body and the key, read with the batch and kept while they are likely needed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from federation.keys import PrivateKey
from fediart.clock import MINUTE
from fediart.site import Site
from fediart.store import actors, outgoing
from fediart.store.database import Reading
from fediart.store.deliveries import Delivery

MOST_BODIES = 1024
MOST_KEYS = 1024
FRESH = MINUTE  # keys are rotated


@dataclass(frozen=True, slots=True)
class Letter:
    """The JSON to send, and whose key signs."""

    body: bytes
    key: PrivateKey


class Letters:
    """Bodies and keys in memory."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._bodies: OrderedDict[int, bytes] = OrderedDict()
        self._keys: OrderedDict[int, tuple[PrivateKey | None, int]] = OrderedDict()

    async def read(self, tx: Reading, batch: Sequence[Delivery]) -> None:
        """What these need and is not in memory."""
        missing = {one.outgoing_id for one in batch} - self._bodies.keys()
        self._bodies.update(await outgoing.bodies(tx, missing) if missing else {})
        now = self._site.clock.now()
        for actor_id in {one.actor_id for one in batch}:
            if actor_id in self._keys and now - self._keys[actor_id][1] < FRESH:
                continue
            actor = await actors.by_id(tx, actor_id)
            key = PrivateKey(actor.public_key_id, actor.private_key) if actor else None
            self._keys[actor_id] = (key, now)

    async def of(self, one: Delivery) -> Letter | None:
        """None where the actor or the activity is not here any more."""
        if one.outgoing_id not in self._bodies or one.actor_id not in self._keys:  # pushed out by many others
            async with self._site.db.reading() as tx:
                await self.read(tx, [one])
        body, (key, _) = self._bodies.get(one.outgoing_id), self._keys.get(one.actor_id, (None, 0))
        return Letter(body, key) if body is not None and key is not None else None

    def forget_old(self) -> None:
        """Keeps memory bounded; the oldest go first."""
        while len(self._bodies) > MOST_BODIES:
            self._bodies.popitem(last=False)
        while len(self._keys) > MOST_KEYS:
            self._keys.popitem(last=False)
