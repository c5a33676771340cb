"""What deliveries need to be sent: the body and the key, read with the batch and kept while they are likely needed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from federation.deliver import KIND
from federation.keys import PrivateKey
from federation.signatures import HEADER
from federation.synchronization import header
from fediart.actions.synchronization import Offers
from fediart.clock import DAY, MINUTE
from fediart.site import Site
from fediart.store import actor_keys, actors, outgoing
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.deliveries import Delivery

MOST_BODIES = 1024
MOST_SENDERS = 1024
MOST_HOSTS = 4096
FRESH = MINUTE  # keys are rotated


@dataclass(frozen=True, slots=True)
class Letter:
    """The JSON to send, whose key signs, and with which headers; the Ed25519 key where the server may read it."""

    body: bytes
    key: PrivateKey
    headers: Mapping[str, str]
    ed25519: PrivateKey | None = None


class Letters:
    """Bodies and keys in memory."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._bodies: OrderedDict[int, bytes] = OrderedDict()
        self._senders: OrderedDict[int, tuple[Actor | None, int]] = OrderedDict()
        self._ed25519: dict[int, PrivateKey | None] = {}
        self._reading_ed25519: dict[str, int] = {}
        self._offers = Offers(site)

    async def read(self, tx: Reading, batch: Sequence[Delivery]) -> None:
        """What these need and is not in memory."""
        missing = {one.outgoing_id for one in batch} - self._bodies.keys()
        self._bodies.update(await outgoing.bodies(tx, missing) if missing else {})
        now = self._site.clock.now()
        for actor_id in {one.actor_id for one in batch}:
            if actor_id not in self._senders or now - self._senders[actor_id][1] >= FRESH:
                self._senders[actor_id] = (await actors.by_id(tx, actor_id), now)
                self._ed25519[actor_id] = await actor_keys.signing_key(tx, actor_id)
        for host in await actor_keys.reading_ed25519(tx, (one.host for one in batch)):
            self._reading_ed25519[host] = now

    async def of(self, one: Delivery) -> Letter | None:
        """None where the actor or the activity is not here any more."""
        if one.outgoing_id not in self._bodies or one.actor_id not in self._senders:  # pushed out by many others
            async with self._site.db.reading() as tx:
                await self.read(tx, [one])
        body, (sender, _) = self._bodies.get(one.outgoing_id), self._senders.get(one.actor_id, (None, 0))
        if body is None or sender is None:
            return None
        key = PrivateKey(sender.public_key_id, sender.private_key)
        reads = self._site.clock.now() - self._reading_ed25519.get(one.host, 0) < DAY
        second = self._ed25519.get(one.actor_id) if reads else None
        return Letter(body, key, await self._headers(one, sender), second)

    async def _headers(self, one: Delivery, sender: Actor) -> Mapping[str, str]:
        """What is for followers only says whom of theirs we believe to be one (FEP-8fcf)."""
        offer = await self._offers.offer(sender, one.inbox) if one.private else None
        return KIND if offer is None else {**KIND, HEADER: header(offer)}

    def forget_old(self) -> None:
        """Keeps memory bounded; the oldest go first."""
        while len(self._bodies) > MOST_BODIES:
            self._bodies.popitem(last=False)
        while len(self._senders) > MOST_SENDERS:
            self._ed25519.pop(self._senders.popitem(last=False)[0], None)
        while len(self._reading_ed25519) > MOST_HOSTS:
            self._reading_ed25519.pop(next(iter(self._reading_ed25519)))
