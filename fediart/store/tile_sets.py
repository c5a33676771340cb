"""Rows of full detail: which artists and works offer it, and the files of tiles that were made for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from fediart.store.database import Reading, Row, Writing, numbers


@dataclass(frozen=True, slots=True)
class TileSet:
    """The tiles of one picture. `name` is unguessable and stays when the file (`key`) is written anew; `policy` is the
    preset in every tile, `said` a digest of the whole packet, `made_of` of the original and the marks in its pixels."""

    picture_id: int
    artwork_id: int
    name: str
    key: str
    media_type: str
    width: int
    height: int
    side: int
    steps: int
    bytes: int
    policy: str
    said: str
    made_of: str

    @property
    def base(self) -> str:
        """The path of the tiles, without step and place; it names the policy that is in each of them."""
        return f"/media/{self.policy}/{self.artwork_id}/{self.name}"


_COLUMNS = tuple(item.name for item in fields(TileSet))
_LISTED = ", ".join(_COLUMNS)


def _set(row: Row) -> TileSet:
    return TileSet(**{name: row[name] for name in _COLUMNS})


async def choice_of(tx: Reading, owner_id: int) -> bool | None:
    """What this artist, or this work, has chosen; None for nothing."""
    row = await tx.one("select shown from full_detail where owner_id = :id", id=owner_id)
    return bool(row["shown"]) if row else None


async def wanted(tx: Reading, artwork_id: int, artist_id: int) -> bool:
    """What holds for a work: its own choice, else its artist's, else that it is not offered."""
    rows = await tx.all(
        "select owner_id, shown from full_detail where owner_id in (:work, :artist)", work=artwork_id, artist=artist_id
    )
    chosen = {row["owner_id"]: bool(row["shown"]) for row in rows}
    return chosen.get(artwork_id, chosen.get(artist_id, False))


async def choose(tx: Writing, owner_id: int, shown: bool | None) -> None:
    """None: from now on, what holds for the artist or for everybody holds."""
    await tx.run("delete from full_detail where owner_id = :id", id=owner_id)
    if shown is not None:
        await tx.run("insert into full_detail (owner_id, shown) values (:id, :shown)", id=owner_id, shown=int(shown))


async def of_artwork(tx: Reading, artwork_id: int) -> dict[int, TileSet]:
    """By picture id."""
    rows = await tx.all(f"select {_LISTED} from tile_sets where artwork_id = :id", id=artwork_id)
    return {row["picture_id"]: _set(row) for row in rows}


async def by_name(tx: Reading, name: str) -> TileSet | None:
    row = await tx.one(f"select {_LISTED} from tile_sets where name = :name", name=name)
    return _set(row) if row else None


async def keep(tx: Writing, made: TileSet) -> None:
    """In the place of the picture's tiles before."""
    places = ", ".join(f":{name}" for name in _COLUMNS)
    values = {name: getattr(made, name) for name in _COLUMNS}
    await tx.run("delete from tile_sets where picture_id = :id", id=made.picture_id)
    await tx.run(f"insert into tile_sets ({_LISTED}) values ({places})", **values)


async def drop(tx: Writing, picture_ids: Iterable[int]) -> None:
    """Their files are swept."""
    await tx.run(f"delete from tile_sets where picture_id in ({numbers(picture_ids)})")


async def forget(tx: Writing, artwork_id: int) -> None:
    """Of a work that is deleted: its choice and its tiles, whose files are swept."""
    await tx.run("delete from full_detail where owner_id = :id", id=artwork_id)
    await tx.run("delete from tile_sets where artwork_id = :id", id=artwork_id)


async def named(tx: Reading, keys: Sequence[str]) -> set[str]:
    """Which of these storage keys are some file of tiles."""
    if not keys:
        return set()
    places = ", ".join(f":key{number}" for number in range(len(keys)))
    rows = await tx.all(
        f"select key from tile_sets where key in ({places})",
        **{f"key{number}": key for number, key in enumerate(keys)},
    )
    return {row["key"] for row in rows}
