"""What is asked for to judge works again without opening their files: works, their pictures, and the words on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

from fediart.store.artworks import LISTED, Artwork, artwork_from
from fediart.store.database import Reading, numbers
from fediart.store.verdicts import VerdictRow, verdict_from

JUDGED: Final = ("published", "held", "refused", "withdrawn")
"""States of works on which a decision is in force; what is still being prepared or is gone has none."""
_AT_ONCE = 200
_OF_ARTWORKS = LISTED
_OF_VERDICTS = ", ".join(item.name for item in fields(VerdictRow))


@dataclass(frozen=True, slots=True)
class PictureKey:
    """A picture by its number and by its bytes; `original` is where they are kept."""

    id: int
    artwork_id: int
    sha256: str
    original: str
    media_type: str


async def last_judged(tx: Reading, *, limit: int) -> list[Artwork]:
    """The newest works on which a decision is in force, the newest first."""
    found: list[Artwork] = []
    for state in JUDGED:
        rows = await tx.all(
            f"select {_OF_ARTWORKS} from artworks where state = :state order by created desc limit :limit",
            state=state,
            limit=limit,
        )
        found += [artwork_from(row) for row in rows]
    return sorted(found, key=lambda work: work.id, reverse=True)[:limit]


async def pictures_of(tx: Reading, artwork_ids: Sequence[int]) -> dict[int, list[PictureKey]]:
    """By work, in the order in which they are shown."""
    found: dict[int, list[PictureKey]] = {}
    for start in range(0, len(artwork_ids), _AT_ONCE):
        rows = await tx.all(
            f"""select id, artwork_id, sha256, original, media_type from pictures
            where artwork_id in ({numbers(artwork_ids[start : start + _AT_ONCE])}) order by artwork_id, position"""
        )
        for row in rows:
            found.setdefault(row["artwork_id"], []).append(PictureKey(**row))
    return found


async def words_on(tx: Reading, artwork_ids: Sequence[int]) -> dict[int, list[VerdictRow]]:
    """By work, every row of its history, the oldest first."""
    found: dict[int, list[VerdictRow]] = {}
    for start in range(0, len(artwork_ids), _AT_ONCE):
        rows = await tx.all(
            f"""select {_OF_VERDICTS} from verdicts
            where artwork_id in ({numbers(artwork_ids[start : start + _AT_ONCE])}) order by artwork_id, id"""
        )
        for row in rows:
            found.setdefault(row["artwork_id"], []).append(verdict_from(row))
    return found
