"""Rows of what was said, done and sent in a commission: only ever added to, gone only with the whole commission."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from fediart.store.database import Reading, Row, Writing

MESSAGE, AGREED = "message", "agreed"
MOST_SHOWN: Final = 1_000


@dataclass(frozen=True, slots=True)
class Event:
    """`side` is artist or client; `kind` is message, agreed, or the state it came into."""

    id: int
    commission_id: int
    side: str
    kind: str
    words: str
    created: int


@dataclass(frozen=True, slots=True)
class File:
    """`name` is what the sender's file was called, for showing only; `stored` and `preview` are storage keys."""

    id: int
    commission_id: int
    event_id: int
    side: str
    name: str
    media_type: str
    bytes: int
    sha256: str
    stored: str
    preview: str
    created: int


@dataclass(frozen=True, slots=True)
class Held:
    """How much is there: files and their bytes."""

    files: int
    bytes: int


_EVENT = tuple(item.name for item in fields(Event))
_EVENTS = ", ".join(_EVENT)
_FILE = tuple(item.name for item in fields(File))
_FILES = ", ".join(_FILE)


async def add(tx: Writing, event: Event) -> None:
    places = ", ".join(f":{name}" for name in _EVENT)
    await tx.run(
        f"insert into commission_events ({_EVENTS}) values ({places})",
        **{name: getattr(event, name) for name in _EVENT},
    )


async def events_of(tx: Reading, commission_id: int) -> list[Event]:
    """In the order in which they came."""
    rows = await tx.all(
        f"select {_EVENTS} from commission_events where commission_id = :id order by id limit :limit",
        id=commission_id,
        limit=MOST_SHOWN,
    )
    return [Event(**{name: row[name] for name in _EVENT}) for row in rows]


async def count_events(tx: Reading, commission_id: int) -> int:
    return int(await tx.value("select count(*) from commission_events where commission_id = :id", id=commission_id))


async def add_files(tx: Writing, files: Sequence[File]) -> None:
    places = ", ".join(f":{name}" for name in _FILE)
    await tx.many(
        f"insert into commission_files ({_FILES}) values ({places})",
        [{name: getattr(one, name) for name in _FILE} for one in files],
    )


def _file(row: Row) -> File:
    values: dict[str, Any] = {name: row[name] for name in _FILE}
    return File(**values)


async def files_of(tx: Reading, commission_id: int) -> list[File]:
    """In the order in which they came."""
    rows = await tx.all(
        f"select {_FILES} from commission_files where commission_id = :id order by id", id=commission_id
    )
    return [_file(row) for row in rows]


async def file_by_id(tx: Reading, commission_id: int, file_id: int) -> File | None:
    """The file if it belongs to this commission (advisory 89: the commission stands in the where)."""
    row = await tx.one(
        f"select {_FILES} from commission_files where id = :id and commission_id = :commission_id",
        id=file_id,
        commission_id=commission_id,
    )
    return _file(row) if row else None


async def held(tx: Reading, commission_id: int) -> Held:
    """Everything that was sent with a commission."""
    row = await tx.one(
        "select count(*) as files, coalesce(sum(bytes), 0) as bytes from commission_files where commission_id = :id",
        id=commission_id,
    )
    return Held(int(row["files"]), int(row["bytes"])) if row else Held(0, 0)


async def named(tx: Reading, keys: Sequence[str]) -> set[str]:
    """Which of these storage keys are some commission's file or preview."""
    if not keys:
        return set()
    places = ", ".join(f":key{number}" for number in range(len(keys)))
    values = {f"key{number}": key for number, key in enumerate(keys)}
    stored = await tx.all(f"select stored as key from commission_files where stored in ({places})", **values)
    previews = await tx.all(
        f"select preview as key from commission_files where preview <> '' and preview in ({places})", **values
    )
    return {row["key"] for row in [*stored, *previews]}
