"""Whose archive is brought along: its signature, checked with the key that the server of its maker gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from federation.fetch import FetchError
from federation.keys import PublicKey
from federation.rules import same_origin
from fediart.actions.import_asking import count
from fediart.actions.import_files import files_of
from fediart.actions.resolve import blocked_host, budget_of, fetch_actor
from fediart.errors import Problem
from fediart.site import Site
from fediart.store import actor_keys, actors
from fediart.store.imports import Import
from fediart.translate.imports.sealed import NONE, TRUE, WRONG

PROVE: Final = "fediart.translate.imports.sealed:proven"
GENUINE, UNCONFIRMED, BROKEN, UNSIGNED = "genuine", "unconfirmed", "broken", "unsigned"
"""The server of its maker confirms it; the signature fits the key that is in the archive, which whoever packed it may
have made; it fits no key; there is none."""


async def found_out(site: Site, made: Import, maker: str) -> str:
    """One of the words above."""
    if not maker:
        return UNSIGNED
    keys = await _keys(site, made, maker)
    if keys and (word := await _proven(site, made, keys)) != NONE:
        return GENUINE if word == TRUE else BROKEN
    return {TRUE: UNCONFIRMED, WRONG: BROKEN}.get(await _proven(site, made, None), BROKEN)


async def _proven(site: Site, made: Import, keys: Sequence[PublicKey] | None) -> str:
    word: str = await site.pool.call(PROVE, await files_of(site, made.id), keys, site.clock.now())
    return word


async def _keys(site: Site, made: Import, maker: str) -> Sequence[PublicKey]:
    """Those that the maker's own server names today; none where it cannot be asked."""
    if same_origin(maker, site.config.origin):
        async with site.db.reading() as tx:
            actor = await actors.by_uri(tx, maker)
            own = await actor_keys.of_actor(tx, actor.id) if actor is not None else ()
        return [PublicKey(one.id, maker, one.public_key) for one in own]
    async with site.db.reading() as tx:
        if await blocked_host(tx, maker):
            return ()
    try:
        await count(site, made.actor_id)
        document = await fetch_actor(site, maker, budget_of(site))
    except (FetchError, Problem):
        return ()
    return document.multikeys if document.id == maker else ()
