"""A key from its owner's own server, believed only when key and owner name each other (advisories 9, 10, 13)."""

from __future__ import annotations

from urllib.parse import urldefrag

from federation.fetch import Budget, Fetched, Fetcher, Unsuitable
from federation.keys import PrivateKey, PublicKey
from federation.lenient import id_of, kind_of
from federation.objects import ACTOR_TYPES, Actor
from federation.rules import admit, same_origin


async def fetch_key(
    fetcher: Fetcher, key_id: str, *, signer: PrivateKey | None = None, budget: Budget | None = None
) -> tuple[PublicKey, Actor]:
    """The key of this id and the actor who owns it. Raises `FetchError`, `Gone` for an actor deleted.

    A key that is a document of its own only names its owner; what counts is the owner's document.
    """
    found = await fetcher.get_json(key_id, signer=signer, budget=budget)
    if kind_of(found.body, ACTOR_TYPES) not in ACTOR_TYPES:
        owner = id_of(found.body.get("owner"))
        if owner is None or not same_origin(owner, key_id):
            raise Unsuitable("the key names no owner on its own server")
        found = await fetcher.get_json(owner, signer=signer, budget=budget)
    actor = _actor(found)
    for key in (*actor.keys, *actor.multikeys):
        if key.id == key_id and same_origin(actor.id, urldefrag(key_id).url):
            return key, actor
    raise Unsuitable("the owner of the key does not name it among its keys")


def _actor(found: Fetched) -> Actor:
    actor = admit(found, found.body)
    if not isinstance(actor, Actor):
        raise Unsuitable("the owner of the key is not an actor")
    return actor
