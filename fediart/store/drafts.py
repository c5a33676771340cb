"""Rows of drafts: works not sent in yet, with the files that have arrived. Nobody but their artist sees them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from fediart.store.database import Reading, Row, Writing, numbers


@dataclass(frozen=True, slots=True)
class Draft:
    """`fields` are those of the form, as they were typed; times are milliseconds."""

    id: int
    actor_id: int
    fields: Mapping[str, str]
    created: int
    changed: int

    @property
    def title(self) -> str:
        return self.fields.get("title", "")


@dataclass(frozen=True, slots=True)
class DraftFile:
    """As a picture of an artwork, which it becomes: `original` is the storage key of the uploaded bytes."""

    id: int
    draft_id: int
    actor_id: int
    position: int
    original: str
    sha256: str
    bytes: int
    file_name: str
    media_type: str
    width: int
    height: int
    alt: str = ""
    focal_x: float = 0.0
    focal_y: float = 0.0


_COLUMNS = tuple(item.name for item in fields(DraftFile))
_LISTED = ", ".join(_COLUMNS)
_DRAFT = "id, actor_id, fields, created, changed"


def _draft(row: Row) -> Draft:
    return Draft(row["id"], row["actor_id"], json.loads(row["fields"]), row["created"], row["changed"])


def _file(row: Row) -> DraftFile:
    return DraftFile(**{name: row[name] for name in _COLUMNS})


async def insert(tx: Writing, draft: Draft) -> None:
    await tx.run(
        f"insert into drafts ({_DRAFT}) values (:id, :actor_id, :fields, :created, :changed)",
        id=draft.id, actor_id=draft.actor_id, fields=_json(draft.fields), created=draft.created, changed=draft.changed,
    )  # fmt: skip


def _json(said: Mapping[str, str]) -> str:
    return json.dumps(dict(said), ensure_ascii=False)


async def save(tx: Writing, draft_id: int, said: Mapping[str, str], *, now: int) -> None:
    """Keeps what the form says now."""
    await tx.run(
        "update drafts set fields = :fields, changed = :now where id = :id", fields=_json(said), now=now, id=draft_id
    )


async def owned(tx: Reading, draft_id: int, actor_id: int) -> Draft | None:
    row = await tx.one(
        f"select {_DRAFT} from drafts where id = :id and actor_id = :actor_id", id=draft_id, actor_id=actor_id
    )
    return _draft(row) if row else None


async def lock(tx: Writing, draft_id: int, actor_id: int, *, now: int) -> Draft | None:
    """As `owned`, and nobody else changes the draft until this transaction ends."""
    await tx.run(
        "update drafts set changed = :now where id = :id and actor_id = :actor_id",
        now=now, id=draft_id, actor_id=actor_id,
    )  # fmt: skip
    return await owned(tx, draft_id, actor_id)


async def of_actor(tx: Reading, actor_id: int, *, limit: int) -> list[Draft]:
    """The newest first."""
    rows = await tx.all(
        f"select {_DRAFT} from drafts where actor_id = :actor_id order by changed desc, id desc limit :limit",
        actor_id=actor_id, limit=limit,
    )  # fmt: skip
    return [_draft(row) for row in rows]


async def empty_since(tx: Reading, before: int, *, limit: int = 200) -> list[int]:
    """Drafts without any file that nobody touched since then."""
    rows = await tx.all(
        """select id from drafts where changed < :before
        and not exists (select 1 from draft_files where draft_files.draft_id = drafts.id)
        order by changed limit :limit""",
        before=before, limit=limit,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def forget(tx: Writing, draft_id: int) -> None:
    """The draft and the rows of its files; files that no row names any more are swept."""
    await tx.run("delete from draft_files where draft_id = :id", id=draft_id)
    await tx.run("delete from drafts where id = :id", id=draft_id)


async def add_file(tx: Writing, file: DraftFile) -> None:
    places = ", ".join(f":{name}" for name in _COLUMNS)
    values = {name: getattr(file, name) for name in _COLUMNS}
    await tx.run(f"insert into draft_files ({_LISTED}) values ({places})", **values)


async def files_of(tx: Reading, draft_id: int) -> list[DraftFile]:
    """In the artist's order."""
    rows = await tx.all(f"select {_LISTED} from draft_files where draft_id = :id order by position, id", id=draft_id)
    return [_file(row) for row in rows]


async def first_files(tx: Reading, draft_ids: Sequence[int]) -> dict[int, DraftFile]:
    """The first file of each draft that has any."""
    rows = await tx.all(
        f"select {_LISTED} from draft_files where draft_id in ({numbers(draft_ids)}) order by position desc, id desc"
    )
    return {row["draft_id"]: _file(row) for row in rows}


async def count_files(tx: Reading, actor_id: int) -> int:
    """In all drafts of one artist."""
    return int(await tx.value("select count(*) from draft_files where actor_id = :id", id=actor_id))


async def file_of(tx: Reading, draft_id: int, file_id: int, actor_id: int) -> DraftFile | None:
    row = await tx.one(
        f"select {_LISTED} from draft_files where id = :id and draft_id = :draft_id and actor_id = :actor_id",
        id=file_id, draft_id=draft_id, actor_id=actor_id,
    )  # fmt: skip
    return _file(row) if row else None


async def remove_file(tx: Writing, draft_id: int, file_id: int) -> None:
    await tx.run("delete from draft_files where id = :id and draft_id = :draft_id", id=file_id, draft_id=draft_id)


async def describe(tx: Writing, files: Sequence[DraftFile]) -> None:
    """Keeps order, alt text and focal point."""
    await tx.many(
        """update draft_files set position = :position, alt = :alt, focal_x = :focal_x, focal_y = :focal_y
        where id = :id and draft_id = :draft_id""",
        [
            {name: getattr(one, name) for name in ("position", "alt", "focal_x", "focal_y", "id", "draft_id")}
            for one in files
        ],
    )


async def named(tx: Reading, keys: Sequence[str]) -> set[str]:
    """Which of these storage keys are some draft's file."""
    if not keys:
        return set()
    places = ", ".join(f":key{number}" for number in range(len(keys)))
    rows = await tx.all(
        f"select original from draft_files where original in ({places})",
        **{f"key{number}": key for number, key in enumerate(keys)},
    )
    return {row["original"] for row in rows}
