"""Rows of threads of which somebody wants no news. Nobody is told."""

from __future__ import annotations

from collections.abc import Iterable

from fediart.store.database import Reading, Writing, numbers

# For notifications `n`: nothing comes from a thread that its reader has muted. It holds from the moment it is said, and
# what came meanwhile is there again when it is taken back.
NOT_MUTED = """not exists (select 1 from posts said join muted_threads quiet_thread
        on quiet_thread.thread_id = said.thread_id and quiet_thread.actor_id = n.actor_id where said.id = n.post_id)"""


async def mute(tx: Writing, actor_id: int, thread_id: int, *, now: int) -> None:
    """Twice is no error."""
    await tx.run(
        """insert into muted_threads (actor_id, thread_id, created) values (:actor_id, :thread_id, :now)
        on conflict (actor_id, thread_id) do nothing""",
        actor_id=actor_id, thread_id=thread_id, now=now,
    )  # fmt: skip


async def unmute(tx: Writing, actor_id: int, thread_id: int) -> None:
    await tx.run(
        "delete from muted_threads where actor_id = :actor_id and thread_id = :thread_id",
        actor_id=actor_id, thread_id=thread_id,
    )  # fmt: skip


async def among(tx: Reading, actor_id: int, thread_ids: Iterable[int]) -> set[int]:
    """Which of these threads this person has muted."""
    rows = await tx.all(
        f"""select thread_id from muted_threads where actor_id = :actor_id
        and thread_id in ({numbers(thread_ids)})""",
        actor_id=actor_id,
    )
    return {row["thread_id"] for row in rows}
