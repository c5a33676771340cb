"""What happens to the rows of a remote actor who is gone: posts emptied, likes, boosts and follows taken back."""

from __future__ import annotations

from fediart.store import follows
from fediart.store.database import Writing, numbers


async def forget_actor(tx: Writing, actor_id: int, *, now: int) -> None:
    """Safe to repeat. The row itself stays, marked, with its address and without what it said of itself."""
    liked = await tx.all("select post_id from likes where actor_id = :id", id=actor_id)
    boosted = await tx.all("select post_id from boosts where actor_id = :id", id=actor_id)
    answered = await tx.all(
        "select distinct reply_to_id from posts where actor_id = :id and deleted = 0 and reply_to_id is not null",
        id=actor_id,
    )
    await _take_back(tx, actor_id)
    await _empty(tx, actor_id, now=now)
    await follows.drop_all_of(tx, actor_id)
    await _recount(tx, [r["post_id"] for r in liked], "like_count", "likes", "post_id")
    await _recount(tx, [r["post_id"] for r in boosted], "boost_count", "boosts", "post_id")
    await tx.run(
        f"""update posts set reply_count = (select count(*) from posts reply where reply.reply_to_id = posts.id
        and reply.deleted = 0 and reply.visibility in ('public', 'unlisted'))
        where id in ({numbers(r["reply_to_id"] for r in answered)})"""
    )


async def _take_back(tx: Writing, actor_id: int) -> None:
    """What the actor did to others, and what others did to its posts."""
    own = "(select id from posts where actor_id = :id)"
    statements = [
        "delete from likes where actor_id = :id",
        "delete from votes where actor_id = :id",
        "delete from look_backs where actor_id = :id",
        "delete from boosts where actor_id = :id",
        "delete from reactions where actor_id = :id",
        "delete from quote_requests where actor_id = :id",
        "delete from mentions where actor_id = :id",
        "delete from notifications where from_id = :id",
        "delete from blocks where actor_id = :id or target_id = :id",
        "delete from mutes where target_id = :id",
        "delete from news_permits where from_id = :id",
        "delete from list_people where person_id = :id",
        "delete from follow_options where followee_id = :id",
        "delete from person_notes where target_id = :id",
        "delete from endorsements where target_id = :id",
        "delete from suggestions_declined where target_id = :id",
        "delete from remote_media where actor_id = :id",
        "delete from actor_details where actor_id = :id",
        *(f"delete from {table} where post_id in {own}" for table in _ABOUT_POSTS),
    ]
    await tx.batch([(sql, {"id": actor_id}) for sql in statements])


_ABOUT_POSTS = (
    "likes", "boosts", "reactions", "quotes", "mentions", "post_tags", "notifications", "remote_media", "pins",
    "post_details", "votes", "poll_options", "polls", "looks", "remote_labels", "remote_judgements",
    "bookmarks", "critique_replies", "filter_posts",
)  # fmt: skip


async def _empty(tx: Writing, actor_id: int, *, now: int) -> None:
    await tx.batch(
        [
            (
                """update posts set deleted = :now, content = '', source = '', title = '', warning = '',
                like_count = 0, boost_count = 0 where actor_id = :id and deleted = 0""",
                {"now": now, "id": actor_id},
            ),
            (
                """update actors set deleted = :now, display_name = '', bio_html = '', avatar = '', header = '',
                fields = '[]' where id = :id and deleted = 0""",
                {"now": now, "id": actor_id},
            ),
        ]
    )


async def _recount(tx: Writing, post_ids: list[int], column: str, table: str, key: str) -> None:
    if post_ids:
        await tx.run(
            f"""update posts set {column} = (select count(*) from {table} where {table}.{key} = posts.id)
            where id in ({numbers(post_ids)})"""
        )


async def unfollow_inbox(tx: Writing, inbox: str, host: str) -> None:
    """An inbox that is gone for good: those who had it follow nobody here any more."""
    rows = await tx.all(
        "select id from actors where host = :host and host <> '' and (inbox = :inbox or shared_inbox = :inbox)",
        host=host,
        inbox=inbox,
    )
    for row in rows:
        followees = await tx.all("select followee_id from follows where follower_id = :id", id=row["id"])
        for one in followees:
            await follows.remove(tx, row["id"], one["followee_id"])
