"""Who is behind an inbox of another server: one person, or everyone whose server shares it."""

from __future__ import annotations

from collections.abc import Sequence

from fediart.store.actors import Actor, actor_from, listed
from fediart.store.database import Reading, Writing


async def is_shared(tx: Reading, inbox: str, host: str) -> bool:
    found = await tx.value(
        """select 1 from actors where host = :host and host <> '' and shared_inbox = :inbox and inbox <> :inbox
        limit 1""",
        host=host,
        inbox=inbox,
    )
    return found is not None


async def people_of(tx: Reading, inbox: str, host: str, *, limit: int) -> Sequence[Actor]:
    """Some of those whose server shares this inbox, and who are not gone; whoever was looked up last comes last."""
    rows = await tx.all(
        f"""select {listed("actors")} from actors where host = :host and host <> '' and shared_inbox = :inbox
        and deleted = 0 order by fetched limit :limit""",
        host=host,
        inbox=inbox,
        limit=limit,
    )
    return [actor_from(row, "actor_") for row in rows]


async def forget_shared(tx: Writing, inbox: str, host: str) -> int:
    """From now on these people are written to at their own inboxes."""
    return await tx.run(
        "update actors set shared_inbox = '' where host = :host and host <> '' and shared_inbox = :inbox",
        host=host,
        inbox=inbox,
    )
