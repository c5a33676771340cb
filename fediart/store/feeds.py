"""Works as feeds carry them: what everybody may see, the newest first, with all that their items say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fediart.store import actors, artworks, images
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Reading, Row
from fediart.store.gallery import (
    BEFORE,
    FIRST,
    IS_PUBLISHED,
    LABELLED,
    NEWEST,
    NEWEST_LABELLED,
    NEWEST_TAGS,
    TAG_BEFORE,
    WITH_LABEL,
    Cursor,
)
from fediart.store.images import Image
from fediart.store.visibility import NOBODY, SEEN_BY, UNSILENCED


@dataclass(frozen=True, slots=True)
class Listed:
    """One item: the work, its artist, its pictures, and the addresses and times of its post."""

    work: Artwork
    artist: Actor
    images: tuple[Image, ...]
    uri: str
    url: str
    published: int
    edited: int


_ITEM = "p.id as id, p.actor_id as actor_id, p.uri as uri, p.url as url, p.published as published, p.edited as edited"
_WORK = f"join artworks w on w.id = p.id and {IS_PUBLISHED} and (:hide_ai = 0 or w.ai_label = '')"


async def of_artist(
    tx: Reading, artist: Actor, *, before: Cursor = FIRST, limit: int, hide_ai: bool = False
) -> list[Listed]:
    """The portfolio in the order of time, without regard to what is pinned."""
    rows = await tx.all(
        f"""select {_ITEM} from posts p {_WORK}
        where p.actor_id = :actor_id and p.kind = 'artwork' and w.portfolio = 1 and p.visibility <> 'direct'
        and {BEFORE} and {SEEN_BY} {NEWEST}""",
        actor_id=artist.id,
        **_asked(before, limit, hide_ai),
    )
    return await _whole(tx, rows, (artist,))


async def of_series(
    tx: Reading, series_id: int, artist: Actor, *, before: Cursor = FIRST, limit: int, hide_ai: bool = False
) -> list[Listed]:
    """The works of a series in the order of time: what is new comes first, wherever the artist hung it."""
    rows = await tx.all(
        f"""select {_ITEM} from artworks w join posts p on p.id = w.id
        where w.series_id = :series_id and w.state = 'published' and (:hide_ai = 0 or w.ai_label = '')
        and p.visibility <> 'direct' and {BEFORE} and {SEEN_BY} {NEWEST}""",
        series_id=series_id,
        **_asked(before, limit, hide_ai),
    )
    return await _whole(tx, rows, (artist,))


async def of_everybody(tx: Reading, *, before: Cursor = FIRST, limit: int, hide_ai: bool = False) -> list[Listed]:
    """What hangs in the gallery."""
    rows = await tx.all(
        f"""select {_ITEM} from posts p {_WORK}
        where p.local = 1 and p.kind = 'artwork' and p.visibility = 'public' and p.deleted = 0
        and {BEFORE} and {SEEN_BY} and {UNSILENCED} {NEWEST}""",
        **_asked(before, limit, hide_ai),
    )
    return await _whole(tx, rows)


async def of_tag(
    tx: Reading, tag: str, label: str, *, before: Cursor = FIRST, limit: int, hide_ai: bool = False
) -> list[Listed]:
    """Public works under a tag; and those with the AI label `label`, where the tag is the one that stands for it."""
    asked = _asked(before, limit, hide_ai)
    rows = await tx.all(
        f"""select {_ITEM} from post_tags t join posts p on p.id = t.post_id {_WORK}
        where t.tag = :tag and p.local = 1 and p.kind = 'artwork' and p.visibility = 'public'
        and {TAG_BEFORE} and {SEEN_BY} and {UNSILENCED} {NEWEST_TAGS}""",
        tag=tag,
        **asked,
    )
    if label:
        more = await tx.all(
            f"""select {_ITEM} from artworks w {LABELLED}
            where {WITH_LABEL} and :hide_ai = 0 and {SEEN_BY} and {UNSILENCED} {NEWEST_LABELLED}""",
            label=label,
            **asked,
        )
        both = {row["id"]: row for row in (*rows, *more)}.values()
        rows = sorted(both, key=lambda row: (row["published"], row["id"]), reverse=True)[:limit]
    return await _whole(tx, rows)


async def of_work(tx: Reading, artwork_id: int) -> Listed | None:
    """A single work that everybody may see, or None."""
    row = await tx.one(
        f"select {_ITEM} from posts p {_WORK} where p.id = :id and p.kind = 'artwork' and {SEEN_BY}",
        id=artwork_id,
        viewer=NOBODY,
        hide_ai=0,
    )
    found = await _whole(tx, [row]) if row else []
    return found[0] if found else None


def _asked(before: Cursor, limit: int, hide_ai: bool) -> dict[str, int]:
    return {"viewer": NOBODY, "time": before[0], "last": before[1], "limit": limit, "hide_ai": int(hide_ai)}


async def _whole(tx: Reading, rows: Sequence[Row], known: Iterable[Actor] = ()) -> list[Listed]:
    """Two questions for all of them, and one for their artists where those are not known."""
    if not rows:
        return []
    ids = [row["id"] for row in rows]
    works = await artworks.by_ids(tx, ids)
    pictures = await images.of_artworks(tx, ids, first_only=False)
    people = {one.id: one for one in known} or await actors.by_ids(tx, {row["actor_id"] for row in rows})
    return [
        Listed(
            work=works[row["id"]],
            artist=people[row["actor_id"]],
            images=tuple(pictures.get(row["id"], ())),
            uri=row["uri"],
            url=row["url"],
            published=row["published"],
            edited=row["edited"],
        )
        for row in rows
        if row["id"] in works and row["actor_id"] in people
    ]
