"""Rows of renditions: what the public may see of a picture, under a name that never changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from fediart.store import visitor_sizes
from fediart.store.database import Reading, Row, Writing

EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/avif": "avif"}
NEWER = frozenset({"image/webp", "image/avif"})
"""What browsers read, but not every server and program; there is always another file of the same width."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """One public file. `role` is web or federated; `policy` is the preset embedded in its bytes, `said` a digest
    of the whole packet.

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
    said: str = ""

    @property
    def path(self) -> str:
        """Its address on this server, without the origin."""
        return media_path(self.policy, self.artwork_id, self.name, self.media_type)


def media_path(policy: str, artwork_id: int, name: str, media_type: str) -> str:
    """A file's address, without the origin: with the AI policy that stands in its bytes, since the site-wide files can
    only speak of addresses. It answers without the policy, too."""
    folder = f"/media/{policy}" if policy else "/media"
    return f"{folder}/{artwork_id}/{name}.{EXTENSIONS[media_type]}"


_COLUMNS = tuple(item.name for item in fields(Rendition))
_LISTED = ", ".join(_COLUMNS)


def rendition_from(row: Row) -> Rendition:
    return Rendition(**{name: row[name] for name in _COLUMNS})


async def replace(tx: Writing, artwork_id: int, renditions: Sequence[Rendition]) -> None:
    """All renditions of an artwork at once: what an earlier, interrupted try left behind goes."""
    await tx.run("delete from renditions where artwork_id = :artwork_id", artwork_id=artwork_id)
    await add(tx, renditions)


async def add(tx: Writing, renditions: Sequence[Rendition]) -> None:
    """Files of pictures that have none yet."""
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


async def for_servers(tx: Reading, artwork_id: int) -> dict[int, Rendition]:
    """The file of each picture that other servers are given, by picture id: the one made for them, or the largest that
    everybody gets where the artist gives servers no more."""
    files = await of_artwork(tx, artwork_id)
    row = await tx.one(
        """select coalesce(own.side, artists.side, 0) as side, coalesce(own.servers, artists.servers, 0) as servers
        from artworks left join visitor_sizes own on own.owner_id = artworks.id
        left join visitor_sizes artists on artists.owner_id = artworks.actor_id where artworks.id = :id""",
        id=artwork_id,
    )
    if row is None or not row["servers"]:
        return {one.picture_id: one for one in files if one.role == "federated"}
    return {one: largest for one in {file.picture_id for file in files} if (largest := _open(files, one, row["side"]))}


def _open(files: Sequence[Rendition], picture_id: int, side: int) -> Rendition | None:
    """WebP and AVIF only where there is nothing else: not every server reads them, nor their wider colours."""
    within = visitor_sizes.within([one for one in files if one.picture_id == picture_id], side)
    plain = [one for one in within if one.media_type not in NEWER] or within
    return max(plain, key=lambda one: (one.width * one.height, one.role == "federated"), default=None)


async def rewrite(tx: Writing, rendition: Rendition, *, key: str, bytes_: int, policy: str, said: str) -> bool:
    """Puts a newly embedded file in the place of the one it was made from. False where that one is gone."""
    touched = await tx.run(
        """update renditions set key = :key, bytes = :bytes, policy = :policy, said = :said
        where id = :id and key = :old""",
        key=key,
        bytes=bytes_,
        policy=policy,
        said=said,
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
