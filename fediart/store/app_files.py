"""Rows of files that apps sent in and no work has taken yet. Nobody but their artist sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Final

from fediart.store.database import Reading, Row, Writing, numbers

PROCESSING: Final = "processing"
READY: Final = "ready"
TAKEN: Final = "taken"
"""By a work; the row stays for its small picture, which the artist sees until the work is published."""
REFUSED: Final = "refused"


@dataclass(frozen=True, slots=True)
class AppFile:
    """As a picture of a work, which it becomes. `why` says in words what is wrong with one that is refused.

    `preview` is the storage key of a small picture of it, `preview_name` how that is called in its address.
    """

    id: int
    actor_id: int
    state: str
    why: str
    original: str
    sha256: str
    bytes: int
    file_name: str
    media_type: str
    width: int
    height: int
    alt: str
    focal_x: float
    focal_y: float
    created: int
    blurhash: str = ""
    preview: str = ""
    preview_name: str = ""
    preview_width: int = 0
    preview_height: int = 0


_COLUMNS = tuple(item.name for item in fields(AppFile))
_LISTED = ", ".join(_COLUMNS)


def _file(row: Row) -> AppFile:
    return AppFile(**{name: row[name] for name in _COLUMNS})


async def insert(tx: Writing, files: Iterable[AppFile]) -> None:
    places = ", ".join(f":{name}" for name in _COLUMNS)
    rows = [{name: getattr(file, name) for name in _COLUMNS} for file in files]
    await tx.many(f"insert into app_files ({_LISTED}) values ({places})", rows)


async def by_id(tx: Reading, file_id: int) -> AppFile | None:
    row = await tx.one(f"select {_LISTED} from app_files where id = :id", id=file_id)
    return _file(row) if row else None


async def owned(tx: Reading, file_ids: Iterable[int], actor_id: int) -> dict[int, AppFile]:
    """Those among these that are this artist's."""
    rows = await tx.all(
        f"""select {_LISTED} from app_files where id in ({numbers(file_ids)}) and actor_id = :actor_id
        and state <> 'taken'""",
        actor_id=actor_id,
    )
    return {row["id"]: _file(row) for row in rows}


async def by_preview(tx: Reading, name: str) -> AppFile | None:
    """By the name in its address; None where its work is published, or gone."""
    row = await tx.one(
        f"""select {_LISTED} from app_files where preview_name = :name and preview_name <> ''
        and (state <> 'taken' or exists (select 1 from pictures p join artworks a on a.id = p.artwork_id
            where p.id = app_files.id and a.state not in ('published', 'deleted')))""",
        name=name,
    )
    return _file(row) if row else None


async def by_pictures(tx: Reading, picture_ids: Iterable[int]) -> dict[int, AppFile]:
    """What is left of the files that became these pictures."""
    rows = await tx.all(f"select {_LISTED} from app_files where id in ({numbers(picture_ids)})")
    return {row["id"]: _file(row) for row in rows}


async def count(tx: Reading, actor_id: int) -> int:
    """How many of this artist wait for a work."""
    return int(await tx.value("select count(*) from app_files where actor_id = :id and state <> 'taken'", id=actor_id))


async def describe(tx: Writing, file: AppFile) -> bool:
    """Keeps alt text and focal point. False where a work has taken the file meanwhile."""
    touched = await tx.run(
        """update app_files set alt = :alt, focal_x = :x, focal_y = :y where id = :id and actor_id = :actor_id""",
        alt=file.alt, x=file.focal_x, y=file.focal_y, id=file.id, actor_id=file.actor_id,
    )  # fmt: skip
    return touched > 0


async def settle(tx: Writing, file: AppFile) -> bool:
    """Keeps what became of one that was being processed. False where it is gone, or settled already."""
    touched = await tx.run(
        """update app_files set state = :state, why = :why, blurhash = :blurhash, preview = :preview,
        preview_name = :name, preview_width = :width, preview_height = :height
        where id = :id and state = 'processing'""",
        state=file.state, why=file.why, blurhash=file.blurhash, preview=file.preview, name=file.preview_name,
        width=file.preview_width, height=file.preview_height, id=file.id,
    )  # fmt: skip
    return touched > 0


async def take(tx: Writing, file_ids: Sequence[int], actor_id: int) -> list[AppFile]:
    """Takes these of this artist's for a work, in the order asked for; what is missing is left out.

    Nobody else can take them any more: who marks a row first has it.
    """
    known = await owned(tx, file_ids, actor_id)
    marked = [number for number in dict.fromkeys(file_ids) if number in known and await _mark(tx, number)]
    return [known[number] for number in marked]


async def _mark(tx: Writing, number: int) -> bool:
    return await tx.run("update app_files set state = 'taken' where id = :id and state <> 'taken'", id=number) > 0


async def put_back(tx: Writing, files: Sequence[AppFile]) -> None:
    """Files of a work that is taken away wait for another one."""
    await tx.run(f"delete from app_files where id in ({numbers(one.id for one in files)})")
    await insert(tx, files)


async def throw_away(tx: Writing, file_id: int, actor_id: int) -> bool:
    """False where it is not this artist's, or a work has it."""
    sql = "delete from app_files where id = :id and actor_id = :actor and state <> 'taken'"
    return await tx.run(sql, id=file_id, actor=actor_id) > 0


async def forget_old(tx: Writing, *, before: int) -> int:
    """Those that no work took in time; their files are swept."""
    return await tx.run("delete from app_files where created < :before", before=before)


async def named(tx: Reading, keys: Sequence[str]) -> set[str]:
    """Which of these storage keys are such a file, or its preview."""
    if not keys:
        return set()
    places = ", ".join(f":key{number}" for number in range(len(keys)))
    values = {f"key{number}": key for number, key in enumerate(keys)}
    rows = await tx.all(
        f"""select original as found from app_files where original in ({places})
        union all select preview as found from app_files where preview in ({places}) and preview <> ''""",
        **values,
    )
    return {row["found"] for row in rows}


async def is_posted(tx: Reading, file_id: int, actor_id: int) -> bool:
    """Whether it is a picture of a work of this artist by now."""
    found = await tx.value(
        """select 1 from pictures p join artworks a on a.id = p.artwork_id
        where p.id = :id and a.actor_id = :actor_id""",
        id=file_id,
        actor_id=actor_id,
    )
    return found is not None
