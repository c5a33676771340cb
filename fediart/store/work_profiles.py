"""Rows of who is open for work: whether they take commissions, where, in what, and their place in the directory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from fediart.store.database import Reading, Row, Writing, numbers

OPEN, WAITING, CLOSED = "open", "waiting", "closed"
STATES: Final = (OPEN, WAITING, CLOSED)
MEDIUM, STYLE, LANGUAGE = "medium", "style", "language"
KINDS: Final = (MEDIUM, STYLE, LANGUAGE)


@dataclass(frozen=True, slots=True)
class WorkProfile:
    """`listed`: in the directory. `visitors`: people without an account may ask. `since` is the place in the directory.

    `words` is what the artist says of the work they look for, `terms` what holds for all their commissions.
    """

    actor_id: int
    state: str = CLOSED
    listed: int = 1
    visitors: int = 1
    remote: int = 1
    place: str = ""
    words: str = ""
    terms: str = ""
    since: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """How an artist stands to work. `state` is open, waiting (a waiting list only) or closed; `since` in milliseconds.

    `offers` is whether there is anything at `/@NAME/commissions` to ask for.
    """

    state: str
    since: int
    remote: bool
    place: str
    offers: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody works in, as they typed it and in their order."""

    mediums: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


_COLUMNS = tuple(item.name for item in fields(WorkProfile))
_LISTED = ", ".join(_COLUMNS)


def profile_from(row: Row) -> WorkProfile:
    values: dict[str, Any] = {name: row[name] for name in _COLUMNS}
    return WorkProfile(**values)


async def open_for_work(tx: Reading, actor_ids: Iterable[int]) -> dict[int, State]:
    """How these artists stand to work; those who have never said anything are absent."""
    rows = await tx.all(
        f"""select actor_id, state, since, remote, place,
        exists (select 1 from commission_offers o where o.actor_id = work_profiles.actor_id and o.removed = 0
            and o.state <> 'closed') as offers
        from work_profiles where actor_id in ({numbers(actor_ids)})"""
    )
    return {
        row["actor_id"]: State(row["state"], row["since"], bool(row["remote"]), row["place"], bool(row["offers"]))
        for row in rows
    }


async def of_actor(tx: Reading, actor_id: int) -> WorkProfile | None:
    """None for who has never said anything."""
    row = await tx.one(f"select {_LISTED} from work_profiles where actor_id = :id", id=actor_id)
    return profile_from(row) if row else None


async def of_actors(tx: Reading, actor_ids: Iterable[int]) -> dict[int, WorkProfile]:
    """By actor; those who have never said anything are absent."""
    rows = await tx.all(f"select {_LISTED} from work_profiles where actor_id in ({numbers(actor_ids)})")
    return {row["actor_id"]: profile_from(row) for row in rows}


async def words_of(tx: Reading, actor_ids: Iterable[int]) -> dict[int, Words]:
    """What each of these works in."""
    rows = await tx.all(
        f"""select actor_id, kind, shown from work_words where actor_id in ({numbers(actor_ids)})
        order by actor_id, kind, position"""
    )
    found: dict[int, dict[str, list[str]]] = {}
    for row in rows:
        found.setdefault(row["actor_id"], {}).setdefault(row["kind"], []).append(row["shown"])
    return {actor_id: _words(kinds) for actor_id, kinds in found.items()}


def _words(kinds: Mapping[str, Sequence[str]]) -> Words:
    return Words(*(tuple(kinds.get(kind, ())) for kind in KINDS))


async def save(tx: Writing, profile: WorkProfile, words: Mapping[str, Sequence[str]]) -> None:
    """The profile and, by kind, what they work in; both replace what was there."""
    places = ", ".join(f":{name}" for name in _COLUMNS)
    changes = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name != "actor_id")
    await tx.run(
        f"insert into work_profiles ({_LISTED}) values ({places}) on conflict (actor_id) do update set {changes}",
        **{name: getattr(profile, name) for name in _COLUMNS},
    )
    await tx.run("delete from work_words where actor_id = :id", id=profile.actor_id)
    since = profile.since if profile.listed and profile.state != CLOSED else 0
    rows = [
        {"id": profile.actor_id, "kind": kind, "word": shown.lower(), "shown": shown, "position": place, "since": since}
        for kind in KINDS
        for place, shown in enumerate(words.get(kind, ()))
    ]
    await tx.many(
        """insert into work_words (actor_id, kind, word, shown, position, since)
        values (:id, :kind, :word, :shown, :position, :since)""",
        rows,
    )
