"""What hangs on an artist's own site: works that everybody may see, in the portfolio or in a series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fediart.store.database import Reading

MOST: Final = 5_000


@dataclass(frozen=True, slots=True)
class OwnWork:
    """`ai_policy` and `series_policy` are presets or empty; `changed` is in milliseconds; `found`: it may be listed
    for search engines."""

    id: int
    ai_policy: str
    series_policy: str
    changed: int
    found: bool


async def works(tx: Reading, actor_id: int) -> list[OwnWork]:
    """The newest `MOST`."""
    rows = await tx.all(
        """select w.id as id, w.ai_policy as ai_policy, coalesce(s.ai_policy, '') as series_policy,
        w.published as published, w.visibility as visibility
        from artworks w left join series s on s.id = w.series_id
        where w.actor_id = :actor_id and w.state = 'published' and w.visibility in ('public', 'unlisted')
        and (w.portfolio = 1 or w.series_id is not null) order by w.published desc, w.id desc limit :most""",
        actor_id=actor_id,
        most=MOST,
    )
    return [
        OwnWork(row["id"], row["ai_policy"], row["series_policy"], row["published"], row["visibility"] == "public")
        for row in rows
    ]
