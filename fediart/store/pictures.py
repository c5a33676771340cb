"""Rows of pictures: the images of an artwork, in the artist's order, each with its private original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from fediart.store.database import Reading, Row, Writing, numbers


@dataclass(frozen=True, slots=True)
class Picture:
    """`original` is the storage key of the uploaded bytes; sizes are upright pixels, 0 until measured.

    The focal point is from -1 (left, bottom) to 1 (right, top), as ActivityPub's focalPoint.
    """

    id: int
    artwork_id: int
    position: int
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
    blurhash: str
    colour: str


_COLUMNS = tuple(item.name for item in fields(Picture))
_LISTED = ", ".join(_COLUMNS)


def picture_from(row: Row) -> Picture:
    return Picture(**{name: row[name] for name in _COLUMNS})


async def insert(tx: Writing, pictures: Sequence[Picture]) -> None:
    places = ", ".join(f":{name}" for name in _COLUMNS)
    rows = [{name: getattr(picture, name) for name in _COLUMNS} for picture in pictures]
    await tx.many(f"insert into pictures ({_LISTED}) values ({places})", rows)


async def by_id(tx: Reading, picture_id: int) -> Picture | None:
    row = await tx.one(f"select {_LISTED} from pictures where id = :id", id=picture_id)
    return picture_from(row) if row else None


async def of_artwork(tx: Reading, artwork_id: int) -> list[Picture]:
    """In the artist's order."""
    rows = await tx.all(
        f"select {_LISTED} from pictures where artwork_id = :artwork_id order by position, id", artwork_id=artwork_id
    )
    return [picture_from(row) for row in rows]


async def describe(tx: Writing, pictures: Sequence[Picture]) -> None:
    """Keeps what an artist says of pictures: order, alt text, focal point."""
    await tx.many(
        """update pictures set position = :position, alt = :alt, focal_x = :focal_x, focal_y = :focal_y
        where id = :id and artwork_id = :artwork_id""",
        [
            {
                "position": picture.position,
                "alt": picture.alt,
                "focal_x": picture.focal_x,
                "focal_y": picture.focal_y,
                "id": picture.id,
                "artwork_id": picture.artwork_id,
            }
            for picture in pictures
        ],
    )


_OWN = "from artworks a join pictures p on p.artwork_id = a.id where a.actor_id = :actor_id and a.state = 'published'"
_NAMED = ", ".join(f"p.{name}" for name in _COLUMNS)


async def described_by(tx: Reading, actor_id: int, picture_ids: Sequence[int]) -> list[Picture]:
    """Those of these pictures that hang in published works of this artist."""
    rows = await tx.all(f"select {_NAMED} {_OWN} and p.id in ({numbers(picture_ids)})", actor_id=actor_id)
    return [picture_from(row) for row in rows]


async def to_describe(tx: Reading, actor_id: int, *, lacking: bool, before: int, limit: int) -> list[Picture]:
    """Pictures of published works, the newest first, with numbers below `before`; `lacking`: without alt text only."""
    bare = "and p.alt = ''" if lacking else ""
    rows = await tx.all(
        f"select {_NAMED} {_OWN} {bare} and p.id < :before order by p.id desc limit :limit",
        actor_id=actor_id,
        before=before,
        limit=limit,
    )
    return [picture_from(row) for row in rows]


async def tally_described(tx: Reading, actor_id: int) -> tuple[int, int]:
    """How many pictures of an artist's published works have an alt text, and how many there are."""
    row = await tx.one(
        f"""select count(*) as many, coalesce(sum(case when p.alt <> '' then 1 else 0 end), 0) as described {_OWN}""",
        actor_id=actor_id,
    )
    return (int(row["described"]), int(row["many"])) if row else (0, 0)


async def measure(tx: Writing, picture_id: int, *, width: int, height: int, blurhash: str, colour: str) -> None:
    """Keeps what was found out when its renditions were made."""
    await tx.run(
        "update pictures set width = :width, height = :height, blurhash = :blurhash, colour = :colour where id = :id",
        width=width,
        height=height,
        blurhash=blurhash,
        colour=colour,
        id=picture_id,
    )


async def forget(tx: Writing, artwork_id: int) -> None:
    """Lets go of the files of a deleted artwork: the row stays for the verdicts that name it, the key goes."""
    await tx.run(
        """update pictures set original = '', alt = '', file_name = '', blurhash = '', colour = ''
        where artwork_id = :artwork_id""",
        artwork_id=artwork_id,
    )


async def known(tx: Reading, picture_ids: Sequence[int]) -> set[int]:
    """Which of these numbers are pictures', also of deleted works."""
    rows = await tx.all(f"select id from pictures where id in ({numbers(picture_ids)})")
    return {row["id"] for row in rows}


async def named(tx: Reading, keys: Sequence[str]) -> set[str]:
    """Which of these storage keys are some picture's original."""
    if not keys:
        return set()
    places = ", ".join(f":key{number}" for number in range(len(keys)))
    rows = await tx.all(
        f"select original from pictures where original in ({places})",
        **{f"key{number}": key for number, key in enumerate(keys)},
    )
    return {row["original"] for row in rows}
