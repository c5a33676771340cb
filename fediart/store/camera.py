"""Rows of what cameras wrote into originals, and of how much of it the artist shows with a work."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from fediart.store.database import Reading, Writing

Facts = Mapping[str, str]


async def keep(tx: Writing, artwork_id: int, found: Mapping[int, Facts]) -> None:
    """What the pictures of a work say, by picture id, in the place of what was kept before."""
    await tx.run("delete from picture_camera where artwork_id = :id", id=artwork_id)
    await tx.many(
        "insert into picture_camera (picture_id, artwork_id, facts) values (:picture, :artwork, :facts)",
        [
            {"picture": picture, "artwork": artwork_id, "facts": json.dumps(dict(facts), ensure_ascii=False)}
            for picture, facts in found.items()
            if facts
        ],
    )


async def forget(tx: Writing, artwork_id: int) -> None:
    """Call it before the pictures go."""
    await tx.run("delete from picture_camera where artwork_id = :id", id=artwork_id)
    await tx.run("delete from camera_shown where artwork_id = :id", id=artwork_id)


async def show(tx: Writing, artwork_id: int, parts: Iterable[str]) -> None:
    """The artist shows these parts of it and no others."""
    words = ",".join(parts)
    await tx.run("delete from camera_shown where artwork_id = :id", id=artwork_id)
    if words:
        await tx.run("insert into camera_shown (artwork_id, parts) values (:id, :parts)", id=artwork_id, parts=words)


async def parts_of(tx: Reading, artwork_id: int) -> tuple[str, ...]:
    """What the artist chose to show."""
    words = await tx.value("select parts from camera_shown where artwork_id = :id", id=artwork_id)
    return tuple(str(words).split(",")) if words else ()


async def of_artwork(tx: Reading, artwork_id: int) -> tuple[tuple[str, ...], dict[int, Facts]]:
    """The parts that are shown and, where there are any, everything known of each picture, by its id."""
    rows = await tx.all(
        """select parts, picture_id, facts from camera_shown
        join picture_camera on picture_camera.artwork_id = camera_shown.artwork_id
        where camera_shown.artwork_id = :id""",
        id=artwork_id,
    )
    parts = tuple(rows[0]["parts"].split(",")) if rows else ()
    return parts, {row["picture_id"]: json.loads(row["facts"]) for row in rows}
