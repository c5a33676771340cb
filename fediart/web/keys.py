"""Public keys of those who sign requests to us: from memory, from the rows, or once from their own server."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from urllib.parse import urldefrag

from federation.fetch import FetchError, Gone
from federation.keys import PublicKey
from federation.objects import Actor
from federation.remote_keys import fetch_key
from federation.rules import same_origin
from fediart.actions.resolve import blocked_host, budget_of, instance_key, keep_actor
from fediart.clock import DAY, MINUTE
from fediart.site import Site
from fediart.store import actor_keys

MOST_KEPT = 8192
FRESH = 10 * MINUTE  # how long a key from the rows is used without looking again
NOT_AGAIN = 10 * MINUTE  # how long a key that could not be had, or was just asked for, is not asked for again
SOON_AGAIN = 1 * MINUTE  # after it was had: its owner may change it
GONE = 1 * DAY
MOST_STRANGERS = 500
AT_ONCE = 32


class KnownKeys:
    """A KeyFinder for what needs no stranger: nothing is fetched but a known key that was changed."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    async def find(self, key_id: str, *, fresh: bool) -> PublicKey | None:
        """The key, asked for again only where an older one did not fit."""
        return await (self._keys.find(key_id, fresh=True) if fresh else self._keys.known(key_id))


class Keys:
    """The KeyFinder of this instance. Our own actors never sign requests to us, so their keys are not found.

    Whose key was fetched stays a stranger, in memory alone, until `meet`: a lie must leave no row.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._kept: OrderedDict[str, tuple[PublicKey, int]] = OrderedDict()
        self._not_before: OrderedDict[str, int] = OrderedDict()
        self._strangers: OrderedDict[str, tuple[PublicKey, Actor]] = OrderedDict()
        self._meeting = asyncio.Lock()
        self._under_way: dict[str, asyncio.Task[PublicKey | None]] = {}
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def find(self, key_id: str, *, fresh: bool) -> PublicKey | None:
        """The key, or None. One that cannot be had is not asked for again for ten minutes (advisory 51)."""
        if same_origin(key_id, self._site.config.origin):
            return None
        if not fresh and (known := await self._known(key_id)) is not None:
            return known
        waits = self._not_before.get(key_id, 0) > self._site.clock.now()
        if waits and key_id not in self._under_way:
            return None if fresh else self._in_mind(key_id)  # it may have come while the rows were asked
        return await self._ask_once(key_id)

    @property
    def of_the_known(self) -> KnownKeys:
        """Finds the keys of those who have a row here, and asks strangers for nothing."""
        return KnownKeys(self)

    async def known(self, key_id: str) -> PublicKey | None:
        """The key from memory or the rows alone."""
        return None if same_origin(key_id, self._site.config.origin) else await self._known(key_id)

    async def meet(self, uri: str) -> None:
        """This actor has signed truly and said what they may: now there is a row for them, or a newer one."""
        if uri not in self._strangers:
            return
        async with self._meeting:
            if (met := self._strangers.get(uri)) is None:
                return
            async with self._site.db.writing() as tx:
                await keep_actor(tx, self._site, met[1])
            self._strangers.pop(uri, None)

    async def _known(self, key_id: str) -> PublicKey | None:
        if (kept := self._in_mind(key_id)) is not None:
            return kept
        async with self._site.db.reading() as tx:
            actor = await actor_keys.owner(tx, key_id)
            pem = await actor_keys.public(tx, key_id) if actor and actor.public_key_id != key_id else ""
        if actor is None:
            return None  # no reason to forget what came from its server in this moment
        pem = pem or actor.public_key
        if actor.deleted or actor.local or not pem or not same_origin(key_id, actor.uri):
            self._kept.pop(key_id, None)
            return None
        return self._keep(PublicKey(key_id, actor.uri, pem))

    def _in_mind(self, key_id: str) -> PublicKey | None:
        kept = self._kept.get(key_id)
        return kept[0] if kept is not None and kept[1] > self._site.clock.now() else None

    def _keep(self, key: PublicKey) -> PublicKey:
        self._kept[key.id] = (key, self._site.clock.now() + FRESH)
        self._kept.move_to_end(key.id)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return key

    async def _ask_once(self, key_id: str) -> PublicKey | None:
        """Requests that need the same key wait for one answer."""
        task = self._under_way.get(key_id)
        if task is None:
            task = self._under_way[key_id] = asyncio.create_task(self._ask(key_id))
            task.add_done_callback(lambda _: self._under_way.pop(key_id, None))
        return await asyncio.shield(task)

    async def _ask(self, key_id: str) -> PublicKey | None:
        self._refuse_until(key_id, NOT_AGAIN)
        if not await self._may_ask(key_id):
            return None
        try:
            async with self._at_once:
                signer = await instance_key(self._site)
                key, document = await fetch_key(self._site.http, key_id, signer=signer, budget=budget_of(self._site))
        except Gone:
            self._refuse_until(key_id, GONE)
            return None
        except FetchError:
            return None
        if not same_origin(document.inbox, document.id):
            return None
        self._refuse_until(key_id, SOON_AGAIN)
        for other in (*document.keys, *document.multikeys):
            if same_origin(other.id, document.id):
                self._keep(other)  # a request and the proof in it are checked with one look
        self._strangers[key.owner] = (key, document)
        if len(self._strangers) > MOST_STRANGERS:
            forgotten, their = self._strangers.popitem(last=False)[1]
            for other in (forgotten, *their.keys, *their.multikeys):
                self._kept.pop(other.id, None)
        return self._keep(key)

    def _refuse_until(self, key_id: str, wait: int) -> None:
        self._not_before[key_id] = self._site.clock.now() + wait
        self._not_before.move_to_end(key_id)
        if len(self._not_before) > MOST_KEPT:
            self._not_before.popitem(last=False)

    async def _may_ask(self, key_id: str) -> bool:
        """Not of those we shun; how many new hosts may be asked is the connector's to say."""
        async with self._site.db.reading() as tx:
            return not await blocked_host(tx, urldefrag(key_id).url)
