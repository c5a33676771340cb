"""Artists and works whose AI policy is not the instance's: what the site-wide files have to name one by one."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.store.database import Reading, numbers

MOST = 5_000
"""Works named at most: robots.txt has a limit, and headers and metadata carry every work's own policy anyway."""


@dataclass(frozen=True, slots=True)
class ArtistException:
    """`works` are ids of public works that have no policy of their own, the newest first."""

    name: str
    ai_policy: str
    works: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WorkException:
    id: int
    artist: str
    ai_policy: str


async def artists(tx: Reading, instance_policy: str) -> list[ArtistException]:
    """Artists here who chose something else than the instance."""
    rows = await tx.all(
        """select a.id as id, a.name as name, a.ai_policy as ai_policy from accounts
        join actors a on a.id = accounts.actor_id
        where a.ai_policy <> '' and a.ai_policy <> :policy and a.suspended = 0 and a.deleted = 0 order by a.id""",
        policy=instance_policy,
    )
    works = await tx.all(
        f"""select id, actor_id from artworks where actor_id in ({numbers(row["id"] for row in rows)})
        and state = 'published' and ai_policy = '' and visibility in ('public', 'unlisted')
        order by actor_id, state, published desc, id desc limit {MOST}"""
    )
    return [
        ArtistException(
            row["name"], row["ai_policy"], tuple(work["id"] for work in works if work["actor_id"] == row["id"])
        )
        for row in rows
    ]


async def works(tx: Reading) -> list[WorkException]:
    """Public works with a policy of their own, the newest first."""
    rows = await tx.all(
        f"""select w.id as id, a.name as name, w.ai_policy as ai_policy from artworks w
        join actors a on a.id = w.actor_id
        where w.ai_policy <> '' and w.state = 'published' and w.visibility in ('public', 'unlisted')
        order by w.id desc limit {MOST}"""
    )
    return [WorkException(row["id"], row["name"], row["ai_policy"]) for row in rows]
