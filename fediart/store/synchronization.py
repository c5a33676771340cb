"""Who follows whom across two servers, as both should know it (FEP-8fcf)."""

from __future__ import annotations

from fediart.store.database import Reading


async def remote_followers(tx: Reading, followee_id: int) -> list[str]:
    """The addresses of all followers elsewhere."""
    rows = await tx.all(
        """select actors.uri as uri from follows join actors on actors.id = follows.follower_id
        where followee_id = :id and state = 'accepted' and actors.host <> '' and actors.deleted = 0""",
        id=followee_id,
    )
    return [row["uri"] for row in rows]


async def local_followers(tx: Reading, followee_id: int) -> dict[str, int]:
    """The addresses of our people whose follow was accepted, each with the number of the actor."""
    rows = await tx.all(
        """select actors.uri as uri, actors.id as id from follows join actors on actors.id = follows.follower_id
        where followee_id = :id and state = 'accepted' and actors.host = ''""",
        id=followee_id,
    )
    return {row["uri"]: row["id"] for row in rows}
