"""An artist's home here, and a painter on another server who signs truly or falsely."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from federation import write
from federation.audience import PUBLIC
from federation.keys import PrivateKey, PublicKey
from federation.objects import Actor as ActorDocument
from fediart.actions import follow, resolve
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store import actors
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests.remote import RemoteServer, key_pair
from tests.site import Client, drain, make_artist, running_site, served


@dataclass
class Meeting:
    """`site` is ours, with the artist `jane`; `bob` lives elsewhere."""

    site: Site
    web: Client
    jane: Actor
    bob: RemoteServer

    async def says(self, activity: dict[str, Any], **how: Any) -> int:
        """Bob's server delivers to our shared inbox, and all jobs and deliveries that follow are done."""
        status = await self.bob.deliver(f"{self.site.config.origin}/inbox", activity, **how)
        await drain(self.site)
        return status

    async def drain(self) -> None:
        await drain(self.site)

    async def meet(self, server: RemoteServer | Neighbour) -> Actor:
        """Someone elsewhere becomes known here, as by a search."""
        found = await resolve.remote_actor(self.site, server.actor_id, resolve.budget_of(self.site))
        assert found is not None
        return found

    async def follow_bob(self) -> None:
        """Jane follows bob, and bob has said yes."""
        target = await self.meet(self.bob)
        await follow.follow(self.site, self.jane, target.id)
        await drain(self.site)
        (asked,) = [one for one in self.bob.received if one["type"] == "Follow"]
        await self.says(self.bob.accept(asked))

    async def neighbour(self, name: str) -> Neighbour:
        """Somebody else on bob's server, with a key of their own."""
        return Neighbour(self, name)

    async def count(self, table: str, where: str = "1 = 1", **params: Any) -> int:
        async with self.site.db.reading() as tx:
            return int(await tx.value(f"select count(*) from {table} where {where}", **params))

    async def row(self, table: str, where: str, **params: Any) -> Any:
        async with self.site.db.reading() as tx:
            return await tx.one(f"select * from {table} where {where}", **params)

    async def outcome(self) -> str:
        """How the last activity that arrived was handled."""
        async with self.site.db.reading() as tx:
            return str(await tx.value("select outcome from jobs where kind = 'inbox' order by id desc limit 1"))

    async def bob_here(self) -> Actor:
        """Bob's row."""
        async with self.site.db.reading() as tx:
            found = await actors.by_uri(tx, self.bob.actor_id)
        assert found is not None
        return found

    async def jane_now(self) -> Actor:
        async with self.site.db.reading() as tx:
            found = await actors.by_id(tx, self.jane.id)
        assert found is not None
        return found


class Neighbour:
    """Another actor on bob's server."""

    def __init__(self, meeting: Meeting, name: str) -> None:
        self._meeting = meeting
        self._pair = key_pair(name)
        self.actor_id = f"{meeting.bob.origin}/users/{name}"
        self._key = PrivateKey(f"{self.actor_id}#main-key", self._pair.private_pem)
        keys = (PublicKey(self._key.id, self.actor_id, self._pair.public_pem),)
        document = ActorDocument(self.actor_id, f"{self.actor_id}/inbox", username=name, keys=keys)
        meeting.bob.serve(f"/users/{name}", write.actor(document))

    def delete(self, what: str) -> dict[str, Any]:
        return write.delete(f"{self.actor_id}/activities/1", self.actor_id, what, [PUBLIC])

    def undo_id(self, what: str) -> dict[str, Any]:
        return write.undo(f"{self.actor_id}/activities/2", self.actor_id, {"id": what}) | {"object": what}

    async def says(self, activity: dict[str, Any]) -> int:
        bob, own = self._meeting.bob, self._meeting.bob.key
        bob.key = self._key
        try:
            return await self._meeting.says(activity)
        finally:
            bob.key = own


@pytest.fixture
async def meeting(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Meeting]:
    async with (
        running_site(db, tmp_path, clock) as site,
        served(site) as client,
        RemoteServer("bob", clock=clock.now) as bob,
    ):
        _, jane = await make_artist(site, "jane")
        yield Meeting(site, client, jane, bob)
