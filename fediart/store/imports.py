"""Rows of imports: what members bring along from elsewhere, thing by thing, and the dates their works had there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

from fediart.store.database import Reading, Row, Writing

READING, CHOOSING, RUNNING, STOPPED, DONE = "reading", "choosing", "running", "stopped", "done"
UNDOING, UNDONE, FAILED, CANCELLED = "undoing", "undone", "failed", "cancelled"
OPEN: Final = (READING, CHOOSING, RUNNING, STOPPED, UNDOING)
"""States of imports in which something is still to be done, by us or by the member."""


@dataclass(frozen=True, slots=True)
class Import:
    """`kind` is a name of translate.imports.kinds.KINDS; `options` is what the member chose for all of it. `words` say
    what was found, or why it failed. Times are milliseconds; what is not begun by `expires` is let go."""

    id: int
    actor_id: int
    kind: str
    state: str
    options: Mapping[str, Any]
    words: str
    created: int
    changed: int
    expires: int


@dataclass(frozen=True, slots=True)
class ImportFile:
    """One archive: `stored` is its key in storage, `name` what the member's file was called."""

    stored: str
    name: str
    bytes: int


_IMPORT: Final = ", ".join(one.name for one in fields(Import))


def _import(row: Row) -> Import:
    values = {one.name: row[one.name] for one in fields(Import)}
    return Import(**{**values, "options": json.loads(row["options"])})


async def begin(tx: Writing, made: Import, files: Sequence[ImportFile]) -> None:
    await tx.run(
        f"""insert into imports ({_IMPORT})
        values (:id, :actor_id, :kind, :state, :options, :words, :created, :changed, :expires)""",
        id=made.id,
        actor_id=made.actor_id,
        kind=made.kind,
        state=made.state,
        options=json.dumps(dict(made.options), ensure_ascii=False),
        words=made.words,
        created=made.created,
        changed=made.changed,
        expires=made.expires,
    )
    await keep_files(tx, made.id, files)


async def keep_files(tx: Writing, import_id: int, files: Sequence[ImportFile]) -> None:
    """These are its archives from now on, and no others."""
    await tx.run("delete from import_files where import_id = :id", id=import_id)
    await tx.many(
        """insert into import_files (import_id, position, stored, name, bytes)
        values (:import, :position, :stored, :name, :bytes)""",
        [
            {"import": import_id, "position": place, "stored": one.stored, "name": one.name, "bytes": one.bytes}
            for place, one in enumerate(files)
        ],
    )


async def files_of(tx: Reading, import_id: int) -> list[ImportFile]:
    rows = await tx.all(
        "select stored, name, bytes from import_files where import_id = :id order by position", id=import_id
    )
    return [ImportFile(row["stored"], row["name"], row["bytes"]) for row in rows]


async def by_id(tx: Reading, import_id: int) -> Import | None:
    row = await tx.one(f"select {_IMPORT} from imports where id = :id", id=import_id)
    return _import(row) if row else None


async def owned(tx: Reading, import_id: int, actor_id: int) -> Import | None:
    """None for somebody else's, too."""
    row = await tx.one(
        f"select {_IMPORT} from imports where id = :id and actor_id = :actor", id=import_id, actor=actor_id
    )
    return _import(row) if row else None


async def of_actor(tx: Reading, actor_id: int, *, limit: int = 20) -> list[Import]:
    """The newest first."""
    rows = await tx.all(
        f"select {_IMPORT} from imports where actor_id = :actor order by id desc limit :limit",
        actor=actor_id,
        limit=limit,
    )
    return [_import(row) for row in rows]


async def move(
    tx: Writing, import_id: int, *, to: str, among: Iterable[str], now: int, words: str | None = None
) -> bool:
    """Brings an import into another state, if it is in one of `among`. False where somebody was faster."""
    states = ", ".join(f"'{one}'" for one in among if one in (*OPEN, DONE, UNDONE, FAILED, CANCELLED))
    said = "" if words is None else ", words = :words"
    more = {} if words is None else {"words": words}
    touched = await tx.run(
        f"update imports set state = :to, changed = :now{said} where id = :id and state in ({states})",
        to=to,
        now=now,
        id=import_id,
        **more,
    )
    return touched > 0


async def choose(tx: Writing, import_id: int, options: Mapping[str, Any], *, now: int) -> None:
    await tx.run(
        "update imports set options = :options, changed = :now where id = :id",
        options=json.dumps(dict(options), ensure_ascii=False),
        now=now,
        id=import_id,
    )


async def expired(tx: Reading, *, now: int, limit: int = 100) -> list[Import]:
    """Those that were never begun, or not gone on with, in time."""
    rows = await tx.all(
        f"""select {_IMPORT} from imports where expires <= :now
        and state in ('reading', 'choosing', 'stopped', 'running', 'undoing') order by expires limit :limit""",
        now=now,
        limit=limit,
    )
    return [_import(row) for row in rows]


async def named(tx: Reading, keys: Sequence[str]) -> set[str]:
    """Which of these storage keys are some import's archive, or a picture that it can bring back."""
    if not keys:
        return set()
    places = ", ".join(f":key{number}" for number in range(len(keys)))
    values = {f"key{number}": key for number, key in enumerate(keys)}
    rows = await tx.all(f"select stored as key from import_files where stored in ({places})", **values)
    kept = await tx.all(f"select key from replaced_pictures where key in ({places})", **values)
    return {row["key"] for row in (*rows, *kept)}


async def keep_replaced(tx: Writing, item_id: int, actor_id: int, key: str) -> None:
    """The picture of a profile in whose place a thing of an import has put another."""
    await tx.run(
        """insert into replaced_pictures (item_id, actor_id, key) values (:item, :actor, :key)
        on conflict (item_id) do nothing""",
        item=item_id,
        actor=actor_id,
        key=key,
    )


async def replaced(tx: Reading, item_id: int) -> str:
    """Its storage key, or empty."""
    return str(await tx.value("select key from replaced_pictures where item_id = :id", id=item_id) or "")


@dataclass(frozen=True, slots=True)
class Brought:
    """How a work came here: by which import, and when it was published where it comes from (ms)."""

    import_id: int
    happened: int
    state: str = ""
    """That of its import."""


async def keep_work(tx: Writing, artwork_id: int, import_id: int, happened: int) -> None:
    await tx.run(
        "insert into imported_works (artwork_id, import_id, happened) values (:work, :import, :happened)",
        **{"work": artwork_id, "import": import_id, "happened": happened},
    )


async def of_work(tx: Reading, artwork_id: int) -> Brought | None:
    """None for a work that was published here in the first place."""
    row = await tx.one(
        """select w.import_id as import_id, w.happened as happened, coalesce(i.state, '') as state
        from imported_works w left join imports i on i.id = w.import_id where w.artwork_id = :id""",
        id=artwork_id,
    )
    return Brought(row["import_id"], row["happened"], row["state"]) if row else None


async def goes_back(tx: Reading, post_id: int) -> bool:
    """Whether this work or note came with an import that is being taken back as a whole."""
    found = await tx.value(
        """select 1 from import_items x join imports i on i.id = x.import_id
        where x.id = :id and i.state = 'undoing'""",
        id=post_id,
    )
    return found is not None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many things of an import are in which state, by kind of thing; `chosen` only those that are to come."""

    states: Mapping[str, int] = field(default_factory=dict)
    chosen: int = 0

    def of(self, *states: str) -> int:
        return sum(self.states.get(one, 0) for one in states)
