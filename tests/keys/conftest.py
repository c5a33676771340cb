"""An instance with the artist jane, and bob elsewhere, who also has an Ed25519 key."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from federation.keys import KeyPair, PrivateKey, generate_ed25519
from federation.multikey import multikey_of
from federation.proofs import with_proof
from federation.signatures import Scheme, sign
from fediart.actions import resolve
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests.remote import RemoteServer
from tests.site import Client, drain, make_artist, running_site, served

ACCEPT = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'


class World:
    """`site` is ours, with `jane`; `bob` lives elsewhere."""

    def __init__(self, site: Site, web: Client, jane: Actor, bob: RemoteServer) -> None:
        self.site, self.web, self.jane, self.bob = site, web, jane, bob
        self.ed25519 = generate_ed25519()

    def multikey(self, pair: KeyPair | None = None, **changes: Any) -> dict[str, Any]:
        """Bob's Ed25519 key as his actor publishes it."""
        return {
            "id": f"{self.bob.actor_id}#ed25519-key",
            "type": "Multikey",
            "controller": self.bob.actor_id,
            "publicKeyMultibase": multikey_of((pair or self.ed25519).public_pem),
        } | changes

    def proven(self, activity: dict[str, Any], pair: KeyPair | None = None) -> dict[str, Any]:
        """With bob's proof."""
        key = PrivateKey(f"{self.bob.actor_id}#ed25519-key", (pair or self.ed25519).private_pem)
        return with_proof(activity, key, self.site.clock.now())

    async def ask(self, path: str, signer: PrivateKey | None = None, scheme: Scheme = Scheme.CAVAGE) -> Any:
        """Fetches a document, signed or not: status, headers and what was read."""
        url, head = self.site.config.origin + path, {"Accept": ACCEPT}
        if signer is not None:
            head |= sign(scheme, "GET", url, head, None, signer, self.site.clock.now())
        async with aiohttp.ClientSession() as session, session.get(url, headers=head, allow_redirects=False) as answer:
            body = await answer.read()
            return answer.status, answer.headers, json.loads(body) if body else None

    async def status(self, path: str, signer: PrivateKey | None = None) -> int:
        return int((await self.ask(path, signer))[0])

    async def meet(self, server: RemoteServer) -> Actor:
        found = await resolve.remote_actor(self.site, server.actor_id, resolve.budget_of(self.site), fresh=True)
        assert found is not None
        return found

    async def says(self, server: RemoteServer, activity: dict[str, Any], **how: Any) -> int:
        status = await server.deliver(f"{self.site.config.origin}/inbox", activity, **how)
        await drain(self.site)
        return status

    async def count(self, table: str, where: str = "1 = 1", **params: Any) -> int:
        async with self.site.db.reading() as tx:
            return int(await tx.value(f"select count(*) from {table} where {where}", **params))


@pytest.fixture
async def world(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[World]:
    async with (
        running_site(db, tmp_path, clock) as site,
        served(site) as client,
        RemoteServer("bob", clock=clock.now) as bob,
    ):
        _, jane = await make_artist(site, "jane")
        made = World(site, client, jane, bob)
        bob.publish_actor(assertionMethod=[made.multikey()])
        yield made
