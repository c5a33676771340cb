"""Which conversation a thread is: the `context` its posts name (FEP-7888), and what belongs to it for everyone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.database import Reading
from fediart.store.posts import Post
from fediart.store.visibility import NOBODY, SEEN_BY

Place = tuple[int, int]
"""(published, id) of the last post of the page before."""
FIRST: Place = (-1, 0)


@dataclass(frozen=True, slots=True)
class Named:
    """What a post says of its thread; both may be empty."""

    context: str
    conversation: str


def named_by(post: Post) -> Named:
    """What a post of ours says of its thread. One that says nothing in its row began the conversation here."""
    context = post.context or ("" if post.conversation else begun_at(post.uri))
    return Named(context, post.conversation or context)


def begun_at(uri: str) -> str:
    """The address of the collection of a thread that began with this post of ours."""
    return f"{uri}/context"


async def of_thread(tx: Reading, thread_id: int) -> Named:
    """As its first post says, else the first of ours; empty where nobody has named it yet."""
    row = await tx.one(
        """select uri, local, context, conversation from posts where thread_id = :thread_id and deleted = 0
        and (local = 1 or id = :thread_id) and (local = 1 or context <> '' or conversation <> '')
        order by case when id = :thread_id then 0 else 1 end, published, id limit 1""",
        thread_id=thread_id,
    )
    if row is None:
        return Named("", "")
    if row["local"] and not row["context"] and not row["conversation"]:
        return Named(begun_at(row["uri"]), begun_at(row["uri"]))
    return Named(row["context"], row["conversation"] or row["context"])


_OPEN = f"""p.thread_id = :thread_id and p.visibility in ('public', 'unlisted') and {SEEN_BY}
    and not exists (select 1 from blocks where blocks.actor_id = :owner and blocks.target_id = p.actor_id)"""


async def uris(tx: Reading, thread_id: int, owner: int, *, after: Place = FIRST, limit: int) -> list[tuple[str, Place]]:
    """Public posts of the thread from anywhere, the oldest first, without those whom its owner blocks."""
    rows = await tx.all(
        f"""select p.uri as uri, p.published as published, p.id as id from posts p where {_OPEN}
        and (p.published, p.id) > (:time, :last) order by p.published, p.id limit :limit""",
        thread_id=thread_id,
        owner=owner,
        viewer=NOBODY,
        time=after[0],
        last=after[1],
        limit=limit,
    )
    return [(row["uri"], (row["published"], row["id"])) for row in rows]


async def count(tx: Reading, thread_id: int, owner: int) -> int:
    """How many posts `uris` would list in all."""
    sql = f"select count(*) from posts p where {_OPEN}"
    return int(await tx.value(sql, thread_id=thread_id, owner=owner, viewer=NOBODY))


async def threads_named(tx: Reading, context: str) -> Sequence[int]:
    """The threads here whose first post says it is in this context, the oldest first; a few at most."""
    rows = await tx.all(
        """select thread_id from posts where context = :context and context <> '' and deleted = 0 and id = thread_id
        order by id limit 4""",
        context=context,
    )
    return [row["thread_id"] for row in rows]
