"""What an artist's pages show: pinned works, all works, series, and the people around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store import images
from fediart.store.database import Reading, Row, numbers
from fediart.store.gallery import BEFORE, FIRST, HANGING, IS_PUBLISHED, ITS_ARTWORK, NEWEST, Cursor, Hanging, hang
from fediart.store.images import Image
from fediart.store.series import Series, series_from
from fediart.store.visibility import NOBODY, SEEN_BY


@dataclass(frozen=True, slots=True)
class SeriesOnWall:
    """A series with how many of its works the viewer may see, and the first of them as its face."""

    series: Series
    works: int
    face: Image | None
    covered: bool
    ai_label: str = ""


async def works(
    tx: Reading, actor_id: int, *, viewer: int = NOBODY, before: Cursor = FIRST, limit: int = 40
) -> list[Hanging]:
    """All works of the portfolio the viewer may see, the newest first; on the first page the pinned ones lead."""
    pinned = await _pinned(tx, actor_id, viewer) if before == FIRST else []
    others = await tx.all(
        f"""select {HANGING} from posts p {ITS_ARTWORK}
        where p.actor_id = :actor_id and p.kind = 'artwork' and w.portfolio = 1 and p.visibility <> 'direct'
        and not exists (select 1 from pins where pins.actor_id = :actor_id and pins.post_id = p.id)
        and {BEFORE} and {SEEN_BY} {NEWEST}""",
        actor_id=actor_id,
        viewer=viewer,
        time=before[0],
        last=before[1],
        limit=limit,
    )
    return await hang(tx, [*pinned, *others])


async def _pinned(tx: Reading, actor_id: int, viewer: int) -> Sequence[Row]:
    return await tx.all(
        f"""select {HANGING} from pins join posts p on p.id = pins.post_id {ITS_ARTWORK}
        where pins.actor_id = :actor_id and p.actor_id = :actor_id and w.portfolio = 1
        and {SEEN_BY} order by pins.position, p.id""",
        actor_id=actor_id,
        viewer=viewer,
    )


async def series_of(tx: Reading, actor_id: int, *, viewer: int = NOBODY) -> list[SeriesOnWall]:
    """The artist's series that have something to show, by title."""
    own = await tx.all("select id from series where actor_id = :actor_id", actor_id=actor_id)
    if not own:
        return []
    rows = await tx.all(
        f"""select s.id as id, s.actor_id as actor_id, s.slug as slug, s.title as title,
        s.description as description, s.created as created, s.changed as changed,
        s.ai_policy as ai_policy, p.id as work_id,
        w.mature as mature, w.ai_label as ai_label
        from artworks w join series s on s.id = w.series_id join posts p on p.id = w.id
        where w.series_id in ({numbers(row["id"] for row in own)}) and {IS_PUBLISHED}
        and p.visibility <> 'direct' and {SEEN_BY}
        order by s.title, s.id, w.series_position, w.id""",
        viewer=viewer,
    )
    groups: dict[int, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["id"], []).append(row)
    faces = await images.of_artworks(tx, [group[0]["work_id"] for group in groups.values()], first_only=True)
    return [_on_wall(group, faces.get(group[0]["work_id"], [])) for group in groups.values()]


def _on_wall(group: list[Row], face: list[Image]) -> SeriesOnWall:
    first = group[0]
    shown = face[0] if face else None
    return SeriesOnWall(series_from(first), len(group), shown, bool(first["mature"]), first["ai_label"])


async def series_works(tx: Reading, series_id: int, *, viewer: int = NOBODY) -> list[Hanging]:
    """The works of a series in the artist's order, as far as the viewer may see them."""
    rows = await tx.all(
        f"""select {HANGING} from artworks w join posts p on p.id = w.id join actors a on a.id = p.actor_id
        where w.series_id = :series_id and w.state = 'published' and p.visibility <> 'direct' and {SEEN_BY}
        order by w.series_position, w.id limit 500""",
        series_id=series_id,
        viewer=viewer,
    )
    return await hang(tx, rows)


@dataclass(frozen=True, slots=True)
class InSeries:
    """Where a work stands in its series: its place from 1, how many there are, and its neighbours (id, title)."""

    series: Series
    place: int
    works: int
    previous: tuple[int, str] | None
    next: tuple[int, str] | None


async def place_in_series(tx: Reading, series_id: int, work_id: int, *, viewer: int = NOBODY) -> InSeries | None:
    """None where the series is gone or does not hold the work."""
    rows = await tx.all(
        f"""select s.id as id, s.actor_id as actor_id, s.slug as slug, s.title as title,
        s.description as description, s.created as created, s.changed as changed,
        s.ai_policy as ai_policy, w.id as work_id,
        w.title as work_title
        from artworks w join series s on s.id = w.series_id join posts p on p.id = w.id
        where w.series_id = :series_id and w.state = 'published' and {SEEN_BY}
        order by w.series_position, w.id""",
        series_id=series_id,
        viewer=viewer,
    )
    at = next((number for number, row in enumerate(rows) if row["work_id"] == work_id), None)
    if at is None:
        return None
    neighbours = [(row["work_id"], row["work_title"]) for row in rows]
    return InSeries(
        series=series_from(rows[at]),
        place=at + 1,
        works=len(rows),
        previous=neighbours[at - 1] if at > 0 else None,
        next=neighbours[at + 1] if at + 1 < len(rows) else None,
    )


async def counts(tx: Reading, actor_ids: list[int]) -> dict[int, int]:
    """How many public works each of these artists has."""
    rows = await tx.all(
        f"""select actor_id, count(*) as works from artworks where actor_id in ({numbers(actor_ids)})
        and state = 'published' and visibility = 'public' group by actor_id"""
    )
    return {row["actor_id"]: row["works"] for row in rows}
