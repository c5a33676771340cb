"""Actors out of other people's JSON, with the bounds of advisory 54; keys count only with their back-link."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from federation.keys import MAX_PEM, KeyProblem, PublicKey
from federation.lenient import (
    BadObject,
    each,
    http_url,
    id_of,
    ids_of,
    kind_of,
    moment,
    on_host_of,
    page_url,
    text,
    told,
    yes,
)
from federation.multikey import pem_of
from federation.objects import ACTOR_TYPES, Actor, Field, Raw
from federation.tags import MAX_NAME, emojis_of, picture_of, policy_of, tags_of

MAX_BIO = 20_000
MAX_FIELDS = 50
MAX_ALIASES = 256
MAX_KEYS = 10


def read_actor(raw: Raw) -> Actor:
    """An actor. Raises `BadObject`, also when there is no inbox to write to."""
    kind = kind_of(raw, ACTOR_TYPES)
    if kind not in ACTOR_TYPES:
        raise BadObject(f"{kind or 'an object without type'} is not an actor")
    actor_id, inbox = id_of(raw), id_of(raw.get("inbox"))
    if actor_id is None or inbox is None:
        raise BadObject("the actor lacks an http(s) id or an inbox")
    endpoints = raw.get("endpoints")
    plain = Actor(
        id=actor_id,
        inbox=inbox,
        type=kind,
        outbox=id_of(raw.get("outbox")),
        shared_inbox=id_of(endpoints.get("sharedInbox")) if isinstance(endpoints, dict) else None,
        followers=id_of(raw.get("followers")),
        following=id_of(raw.get("following")),
        featured=id_of(raw.get("featured")),
        moved_to=id_of(raw.get("movedTo")),
        also_known_as=ids_of(raw.get("alsoKnownAs"), MAX_ALIASES),
        keys=tuple(_keys(raw, actor_id)),
        multikeys=tuple(_multikeys(raw, actor_id)),
        raw=raw,
    )
    return _with_profile(plain, raw)


def _with_profile(actor: Actor, raw: Raw) -> Actor:
    icon, icon_alt = picture_of(raw.get("icon"))
    image, image_alt = picture_of(raw.get("image"))
    return replace(
        actor,
        username=text(raw.get("preferredUsername"), MAX_NAME) or "",
        name=told(raw, "name", MAX_NAME)[0],
        summary=told(raw, "summary", MAX_BIO)[0] or "",
        url=on_host_of(page_url(raw.get("url")), actor.id),
        icon=icon,
        icon_alt=icon_alt,
        image=image,
        image_alt=image_alt,
        manually_approves_followers=yes(raw.get("manuallyApprovesFollowers")),
        discoverable=yes(raw.get("discoverable")),
        indexable=yes(raw.get("indexable")),
        memorial=yes(raw.get("memorial")),
        suspended=yes(raw.get("suspended")),
        published=moment(raw.get("published")),
        attribution_domains=_domains(raw.get("attributionDomains")),
        fields=tuple(_fields(raw)),
        emojis=emojis_of(tags_of(raw)),
        webfinger=text(raw.get("webfinger"), MAX_NAME),
        policy=policy_of(raw.get("interactionPolicy")),
    )


def _fields(raw: Raw) -> Iterator[Field]:
    for one in each(raw.get("attachment"))[:MAX_FIELDS]:
        if isinstance(one, dict) and kind_of(one).removeprefix("schema:") == "PropertyValue":
            name, value = text(one.get("name"), MAX_NAME), text(one.get("value"), MAX_NAME)
            if name is not None and value is not None:
                yield Field(name, value)


def _domains(value: object) -> tuple[str, ...]:
    return tuple(one.lower() for one in each(value)[:MAX_ALIASES] if isinstance(one, str) and len(one) < 254)


def _keys(raw: Raw, actor_id: str) -> Iterator[PublicKey]:
    for one in each(raw.get("publicKey"))[:MAX_KEYS]:
        if not isinstance(one, dict):
            continue
        key_id, pem = http_url(one.get("id")), one.get("publicKeyPem")
        if key_id is None or not isinstance(pem, str) or len(pem) > MAX_PEM:
            continue
        if id_of(one.get("owner")) == actor_id:
            yield PublicKey(key_id, actor_id, pem)


def _on_origin(key_id: str, actor_id: str) -> bool:
    """FEP-fe34: a key belongs to the server that its id names."""
    mine, other = urlsplit(key_id), urlsplit(actor_id)
    return (mine.scheme, mine.netloc.lower()) == (other.scheme, other.netloc.lower())


def _multikeys(raw: Raw, actor_id: str) -> Iterator[PublicKey]:
    """FEP-521a: Ed25519 keys for assertions, whose controller is the actor and whose id is on the actor's server."""
    seen: set[str] = set()
    for one in each(raw.get("assertionMethod"))[:MAX_KEYS]:
        if not isinstance(one, dict) or kind_of(one) != "Multikey" or id_of(one.get("controller")) != actor_id:
            continue
        key_id, text_ = http_url(one.get("id")), one.get("publicKeyMultibase")
        if key_id is None or key_id in seen or not isinstance(text_, str) or not _on_origin(key_id, actor_id):
            continue
        try:
            yield PublicKey(key_id, actor_id, pem_of(text_))
            seen.add(key_id)
        except KeyProblem:
            continue
