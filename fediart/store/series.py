"""Rows of series: an artist's ordered sets of artworks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from fediart.store.database import Reading, Row, Writing


@dataclass(frozen=True, slots=True)
class Series:
    """`slug` is its word in addresses, unique among one artist's series. `changed` is 0 where it never was.

    `ai_policy` is the preset its artist chose for it, or empty.
    """

    id: int
    actor_id: int
    slug: str
    title: str
    description: str
    created: int
    changed: int = 0
    ai_policy: str = ""


_COLUMNS = tuple(item.name for item in fields(Series))
_LISTED = ", ".join(_COLUMNS)


def series_from(row: Row) -> Series:
    return Series(**{name: row[name] for name in _COLUMNS})


async def insert(tx: Writing, series: Series) -> bool:
    """False where the artist has a series of that slug already."""
    places = ", ".join(f":{name}" for name in _COLUMNS)
    touched = await tx.run(
        f"insert into series ({_LISTED}) values ({places}) on conflict (actor_id, slug) do nothing",
        **{name: getattr(series, name) for name in _COLUMNS},
    )
    return touched > 0


async def by_id(tx: Reading, series_id: int) -> Series | None:
    row = await tx.one(f"select {_LISTED} from series where id = :id", id=series_id)
    return series_from(row) if row else None


async def by_slug(tx: Reading, actor_id: int, slug: str) -> Series | None:
    row = await tx.one(
        f"select {_LISTED} from series where actor_id = :actor_id and slug = :slug", actor_id=actor_id, slug=slug
    )
    return series_from(row) if row else None


async def of_actor(tx: Reading, actor_id: int) -> list[Series]:
    rows = await tx.all(
        f"select {_LISTED} from series where actor_id = :actor_id order by title, id", actor_id=actor_id
    )
    return [series_from(row) for row in rows]


async def rename(tx: Writing, series_id: int, actor_id: int, *, title: str, description: str) -> bool:
    """The slug stays, so that addresses stay. False if it is not theirs."""
    touched = await tx.run(
        "update series set title = :title, description = :description where id = :id and actor_id = :actor_id",
        title=title,
        description=description,
        id=series_id,
        actor_id=actor_id,
    )
    return touched > 0


async def set_policy(tx: Writing, series_id: int, actor_id: int, ai_policy: str) -> bool:
    """False if it is not theirs."""
    touched = await tx.run(
        "update series set ai_policy = :ai_policy where id = :id and actor_id = :actor_id",
        ai_policy=ai_policy,
        id=series_id,
        actor_id=actor_id,
    )
    return touched > 0


async def append(tx: Writing, series_id: int, artwork_id: int) -> None:
    """Puts a work of the series behind its last one."""
    last = await tx.value("select max(series_position) from artworks where series_id = :id", id=series_id)
    await tx.run(
        "update artworks set series_position = :place where id = :id and series_id = :series_id",
        place=int(last or 0) + 1,
        id=artwork_id,
        series_id=series_id,
    )


async def order(tx: Writing, series_id: int, actor_id: int, artwork_ids: Sequence[int]) -> None:
    """Puts works in this order; what is not the actor's, or not in the series, is not touched."""
    await tx.many(
        """update artworks set series_position = :position
        where id = :id and series_id = :series_id and actor_id = :actor_id""",
        [
            {"position": place, "id": artwork_id, "series_id": series_id, "actor_id": actor_id}
            for place, artwork_id in enumerate(artwork_ids, 1)
        ],
    )


async def remember_gone(tx: Writing, series: Series, *, now: int) -> None:
    """That it was here for everyone stays known: its addresses answer 410, and its slug is given to no other."""
    await tx.run(
        """insert into series_gone (actor_id, slug, deleted) values (:actor_id, :slug, :now)
        on conflict (actor_id, slug) do nothing""",
        actor_id=series.actor_id,
        slug=series.slug,
        now=now,
    )


async def gone_since(tx: Reading, actor_id: int, slug: str) -> int:
    """When a series of that slug was deleted, in milliseconds; 0 where there has been none."""
    found = await tx.value(
        "select deleted from series_gone where actor_id = :actor_id and slug = :slug", actor_id=actor_id, slug=slug
    )
    return int(found or 0)


async def delete(tx: Writing, series_id: int, actor_id: int) -> bool:
    """Its works stay, without a series. False if it is not theirs."""
    if not await tx.value(
        "select id from series where id = :id and actor_id = :actor_id", id=series_id, actor_id=actor_id
    ):
        return False
    await tx.run("update artworks set series_id = null, series_position = 0 where series_id = :id", id=series_id)
    return await tx.run("delete from series where id = :id", id=series_id) > 0
