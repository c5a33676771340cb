"""Rows of everyone who can speak in the fediverse, from here or from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from fediart.store.database import Reading, Row, Writing, numbers


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a profile. `verified` is when a rel=me link back was seen, in milliseconds, or 0."""

    name: str
    value: str
    verified: int = 0


@dataclass(frozen=True, slots=True)
class Actor:
    """`host` is empty for our own. `avatar` and `header` are storage keys for ours and URLs for others'."""

    id: int
    uri: str
    name: str
    host: str
    kind: str
    display_name: str
    bio: str
    bio_html: str
    url: str
    inbox: str
    shared_inbox: str
    outbox: str
    followers_uri: str
    following_uri: str
    featured_uri: str
    avatar: str
    avatar_alt: str
    header: str
    header_alt: str
    fields: tuple[Field, ...]
    public_key_id: str
    public_key: str
    private_key: str
    approves_follows: int
    discoverable: int
    ai_policy: str
    remote_rights: str
    moved_to: str
    also_known_as: tuple[str, ...]
    follower_count: int
    following_count: int
    created: int
    fetched: int
    suspended: int
    deleted: int

    @property
    def local(self) -> bool:
        return not self.host

    @property
    def handle(self) -> str:
        """`@name` for ours, `@name@host` for others."""
        return f"@{self.name}@{self.host}" if self.host else f"@{self.name}"

    @property
    def shown_name(self) -> str:
        return self.display_name or self.name


_COLUMNS = tuple(item.name for item in fields(Actor))
_LISTED = ", ".join(_COLUMNS)


def listed(alias: str) -> str:
    """The columns of an actor under `alias`, prefixed `actor_`, for joins: for `actor_from(row, "actor_")`."""
    return ", ".join(f"{alias}.{name} as actor_{name}" for name in _COLUMNS)


def actor_from(row: Row, prefix: str = "") -> Actor:
    values: dict[str, Any] = {name: row[prefix + name] for name in _COLUMNS}
    values["fields"] = tuple(Field(**item) for item in _listed_in(values["fields"]))
    values["also_known_as"] = tuple(_listed_in(values["also_known_as"]))
    return Actor(**values)


def _listed_in(text: str) -> list[Any]:
    """Most actors have neither; there are too many of them to parse nothing."""
    return [] if text == "[]" else json.loads(text)


def _row_of(actor: Actor) -> dict[str, Any]:
    values = {name: getattr(actor, name) for name in _COLUMNS}
    values["fields"] = json.dumps([{"name": f.name, "value": f.value, "verified": f.verified} for f in actor.fields])
    values["also_known_as"] = json.dumps(list(actor.also_known_as))
    return values


async def insert(tx: Writing, actor: Actor) -> None:
    """Raises Conflict where the address or the handle is taken."""
    places = ", ".join(f":{name}" for name in _COLUMNS)
    await tx.run(f"insert into actors ({_LISTED}) values ({places})", **_row_of(actor))


async def save(tx: Writing, actor: Actor) -> None:
    """Keeps all but what never changes (id, uri, created) and what is counted elsewhere."""
    kept = {"id", "uri", "created", "follower_count", "following_count"}
    changes = ", ".join(f"{name} = :{name}" for name in _COLUMNS if name not in kept)
    values = {name: value for name, value in _row_of(actor).items() if name not in kept or name == "id"}
    await tx.run(f"update actors set {changes} where id = :id", **values)


async def by_id(tx: Reading, actor_id: int) -> Actor | None:
    row = await tx.one(f"select {_LISTED} from actors where id = :id", id=actor_id)
    return actor_from(row) if row else None


async def by_ids(tx: Reading, actor_ids: Iterable[int]) -> dict[int, Actor]:
    rows = await tx.all(f"select {_LISTED} from actors where id in ({numbers(actor_ids)})")
    return {row["id"]: actor_from(row) for row in rows}


async def by_uri(tx: Reading, uri: str) -> Actor | None:
    row = await tx.one(f"select {_LISTED} from actors where uri = :uri", uri=uri)
    return actor_from(row) if row else None


async def by_key_id(tx: Reading, key_id: str) -> Actor | None:
    row = await tx.one(f"select {_LISTED} from actors where public_key_id = :key_id", key_id=key_id)
    return actor_from(row) if row else None


async def by_handle(tx: Reading, name: str, host: str = "") -> Actor | None:
    """`host` empty for our own. Names are compared without regard to case."""
    row = await tx.one(
        f"select {_LISTED} from actors where lower(name) = :name and host = :host", name=name.lower(), host=host
    )
    return actor_from(row) if row else None


async def named(tx: Reading, keys: Sequence[str]) -> set[str]:
    """Which of these storage keys are the avatar or header of somebody here."""
    if not keys:
        return set()
    places = ", ".join(f":key{number}" for number in range(len(keys)))
    params = {f"key{number}": key for number, key in enumerate(keys)}
    found: set[str] = set()
    for column in ("avatar", "header"):
        chosen = f"host = '' and {column} <> '' and {column} in ({places})"
        rows = await tx.all(f"select {column} as key from actors where {chosen}", **params)
        found |= {row["key"] for row in rows}
    return found
