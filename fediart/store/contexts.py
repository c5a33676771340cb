"""Which conversation a thread is: the `context` its posts name (FEP-7888), and what belongs to it for everyone."""

from __future__ import annotations

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


_ANSWERS = """reply_to_id = :id and deleted = 0 and visibility in ('public', 'unlisted')
    and not exists (select 1 from actors who where who.id = posts.actor_id and (who.suspended <> 0 or who.deleted <> 0))
    and not exists (select 1 from posts answered join blocks on blocks.actor_id = answered.actor_id
        where answered.id = :id and blocks.target_id = posts.actor_id)"""


async def answer_uris(tx: Reading, post_id: int, *, after: int, limit: int) -> list[str]:
    """Public replies from anywhere, in the order in which they came, without those of people whom its author blocks."""
    sql = f"select uri from posts where {_ANSWERS} and id > :after order by id limit :limit"
    return [row["uri"] for row in await tx.all(sql, id=post_id, after=after, limit=limit)]


async def last_answer(tx: Reading, post_id: int, *, of_first: int) -> int:
    """The id of the last of the first so many of them: where the next page begins."""
    if of_first <= 0:
        return 0
    sql = f"select max(id) from (select id from posts where {_ANSWERS} order by id limit :most) earlier"
    return int(await tx.value(sql, id=post_id, most=of_first) or 0)
