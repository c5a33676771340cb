"""The public face of someone who lives here, and the instance's own actor: made once, with keys and addresses."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from federation.keys import KeyPair, generate_ed25519, generate_rsa
from fediart.config import Config
from fediart.site import Site
from fediart.store import actor_keys, actors
from fediart.store.actors import Actor
from fediart.store.database import Conflict

_AT_ONCE = 200  # actors in one transaction
# What somebody new has not said or done yet.
_WORDS = ("display_name", "bio", "bio_html", "avatar", "avatar_alt", "header", "header_alt", "ai_policy", "moved_to")
_FIGURES = ("approves_follows", "follower_count", "following_count", "fetched", "suspended", "deleted")
_BLANK: Mapping[str, Any] = MappingProxyType(
    dict.fromkeys(_WORDS, "") | dict.fromkeys(_FIGURES, 0) | {"fields": (), "also_known_as": (), "remote_rights": "{}"}
)


async def new_keys() -> KeyPair:
    """A fresh pair, made in a thread: it takes up to half a second."""
    return await asyncio.to_thread(generate_rsa)


def local_actor(config: Config, actor_id: int, name: str, keys: KeyPair, *, now: int) -> Actor:
    """An artist's actor, not yet stored. Its addresses never change."""
    uri = f"{config.origin}/users/{name}"
    return _actor(config, actor_id, uri, name, "Person", f"{config.origin}/@{name}", f"{uri}/inbox", keys, now)


async def ensure_instance_actor(site: Site, keys: KeyPair | None = None) -> Actor:
    """The actor that speaks for the instance as a whole: it signs what nobody in particular asks for.

    Where it is missing it is made, with these keys or with new ones.
    """
    uri = f"{site.config.origin}/actor"
    async with site.db.reading() as tx:
        found = await actors.by_uri(tx, uri)
    if found is not None:
        return found
    name = instance_actor_name(site.config)
    about, inbox, now = f"{site.config.origin}/about", f"{site.config.origin}/inbox", site.clock.now()
    made = _actor(site.config, site.ids.new(), uri, name, "Application", about, inbox, keys or await new_keys(), now)
    try:
        async with site.db.writing() as tx:
            await actors.insert(tx, made)
    except Conflict:  # another process was faster
        async with site.db.reading() as tx:
            return await actors.by_uri(tx, uri) or made
    return made


async def ensure_ed25519_keys(site: Site) -> int:
    """Gives every actor of ours that has none an Ed25519 pair (FEP-521a); returns how many got one.

    Run at every start: instances older than these keys have actors without. A pair that is there is never replaced.
    """
    given = 0
    while True:
        async with site.db.writing() as tx:
            missing = await actor_keys.without(tx, limit=_AT_ONCE)
            for actor in (await actors.by_ids(tx, missing)).values():
                await actor_keys.add_own(tx, actor, generate_ed25519(), now=site.clock.now())
        given += len(missing)
        if len(missing) < _AT_ONCE:
            return given


def instance_actor_name(config: Config) -> str:
    """The host without its port, as peers expect it."""
    return config.instance.host.partition(":")[0]


def _actor(
    config: Config, actor_id: int, uri: str, name: str, kind: str, url: str, inbox: str, keys: KeyPair, now: int
) -> Actor:
    person = kind == "Person"
    return Actor(
        id=actor_id,
        uri=uri,
        name=name,
        host="",
        kind=kind,
        url=url,
        inbox=inbox,
        shared_inbox=f"{config.origin}/inbox",
        outbox=f"{uri}/outbox" if person else "",
        followers_uri=f"{uri}/followers" if person else "",
        following_uri=f"{uri}/following" if person else "",
        featured_uri=f"{uri}/featured" if person else "",
        public_key_id=f"{uri}#main-key",
        public_key=keys.public_pem,
        private_key=keys.private_pem,
        discoverable=1 if person else 0,
        created=now,
        **_BLANK,
    )
