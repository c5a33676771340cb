"""What has become of an artist's works so far, for the moderators who look at the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.database import Reading


@dataclass(frozen=True, slots=True)
class Record:
    """Counts of an artist's works: up now, ever held, refused or taken down now, and appeals they won."""

    published: int
    held: int
    refused: int
    overturned: int


@dataclass(frozen=True, slots=True)
class PastCase:
    """An earlier case about a work of the same artist."""

    artwork_id: int
    title: str
    cause: str
    outcome: str
    closed: int


async def record_of(tx: Reading, actor_id: int) -> Record:
    states = await tx.all("select state, count(*) as n from artworks where actor_id = :id group by state", id=actor_id)
    by_state = {row["state"]: int(row["n"]) for row in states}
    held = await tx.value(
        """select count(distinct verdicts.artwork_id) from verdicts join artworks on artworks.id = verdicts.artwork_id
        where artworks.actor_id = :id and verdicts.decision = 'hold' and verdicts.picture_id is null""",
        id=actor_id,
    )
    overturned = await tx.value(
        """select count(*) from reviews join artworks on artworks.id = reviews.artwork_id
        where artworks.actor_id = :id and overturned = 1""",
        id=actor_id,
    )
    refused = by_state.get("refused", 0) + by_state.get("withdrawn", 0)
    return Record(by_state.get("published", 0), int(held), refused, int(overturned))


async def past_cases(tx: Reading, actor_id: int, *, but: int, limit: int = 5) -> Sequence[PastCase]:
    """The newest first; `but` is the work that is looked at."""
    rows = await tx.all(
        """select artworks.id as id, title, cause, outcome, closed from artworks
        join reviews on reviews.artwork_id = artworks.id
        where actor_id = :id and artworks.id <> :but and artworks.state <> 'deleted' and closed > 0
        order by reviews.id desc limit :limit""",
        id=actor_id,
        but=but,
        limit=limit,
    )
    return [PastCase(row["id"], row["title"], row["cause"], row["outcome"], row["closed"]) for row in rows]
