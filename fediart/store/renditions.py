"""Rows of renditions: what the public may see of a picture, under a name that never changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from fediart.store.database import Reading, Row, Writing

EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


@dataclass(frozen=True, slots=True)
class Rendition:
    """One public file. `role` is web or federated; `policy` is the preset embedded in its bytes.

    `name` is unguessable and stays when the file (`key`) is written anew with another policy.
    """

    id: int
    picture_id: int
    artwork_id: int
    name: str
    role: str
    media_type: str
    width: int
    height: int
    bytes: int
    key: str
    policy: str

    @property
    def path(self) -> str:
        """Its address on this server, without the origin."""
        return f"/media/{self.artwork_id}/{self.name}.{EXTENSIONS[self.media_type]}"


_COLUMNS = tuple(item.name for item in fields(Rendition))
_LISTED = ", ".join(_COLUMNS)


def rendition_from(row: Row) -> Rendition:
    return Rendition(**{name: row[name] for name in _COLUMNS})


async def replace(tx: Writing, artwork_id: int, renditions: Sequence[Rendition]) -> None:
    """All renditions of an artwork at once: what an earlier, interrupted try left behind goes."""
    await tx.run("delete from renditions where artwork_id = :artwork_id", artwork_id=artwork_id)
    places = ", ".join(f":{name}" for name in _COLUMNS)
    rows = [{name: getattr(rendition, name) for name in _COLUMNS} for rendition in renditions]
    await tx.many(f"insert into renditions ({_LISTED}) values ({places})", rows)


async def forget(tx: Writing, artwork_id: int) -> None:
    await tx.run("delete from renditions where artwork_id = :artwork_id", artwork_id=artwork_id)


async def by_name(tx: Reading, name: str) -> Rendition | None:
    row = await tx.one(f"select {_LISTED} from renditions where name = :name", name=name)
    return rendition_from(row) if row else None


async def of_artwork(tx: Reading, artwork_id: int) -> list[Rendition]:
    """Of all its pictures, the narrowest first."""
    rows = await tx.all(
        f"select {_LISTED} from renditions where artwork_id = :artwork_id order by width, id", artwork_id=artwork_id
    )
    return [rendition_from(row) for row in rows]


async def rewrite(tx: Writing, rendition: Rendition, *, key: str, bytes_: int, policy: str) -> bool:
    """Puts a newly embedded file in the place of the one it was made from. False where that one is gone."""
    touched = await tx.run(
        """update renditions set key = :key, bytes = :bytes, policy = :policy
        where id = :id and key = :old""",
        key=key,
        bytes=bytes_,
        policy=policy,
        id=rendition.id,
        old=rendition.key,
    )
    return touched > 0


async def named(tx: Reading, keys: Sequence[str]) -> set[str]:
    """Which of these storage keys are some rendition's file."""
    if not keys:
        return set()
    places = ", ".join(f":key{number}" for number in range(len(keys)))
    rows = await tx.all(
        f"select key from renditions where key in ({places})",
        **{f"key{number}": key for number, key in enumerate(keys)},
    )
    return {row["key"] for row in rows}
