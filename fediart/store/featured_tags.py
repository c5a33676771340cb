"""Tags that members show on their profile, with how much they used them in posts that everybody may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Writing

MOST = 10  # of one member, as many as others read
_LOOKED_THROUGH = 2_000  # posts of one person, the newest


@dataclass(frozen=True, slots=True)
class FeaturedTag:
    """`shown` is how its member wrote it. `posts` counts their public posts under it, `newest` is when the last one was
    published, in milliseconds, 0 for none."""

    id: int
    tag: str
    shown: str
    posts: int = 0
    newest: int = 0


async def of_actor(tx: Reading, actor_id: int) -> Sequence[FeaturedTag]:
    """Those used most first."""
    rows = await tx.all(
        f"""select f.id as id, f.tag as tag, f.shown as shown, count(p.id) as posts,
        coalesce(max(p.published), 0) as newest
        from featured_tags f left join (select q.id as id, q.published as published, t.tag as tag
            from (select id, published from posts where actor_id = :id and deleted = 0
                and visibility in ('public', 'unlisted') order by published desc, id desc limit {_LOOKED_THROUGH}) q
            join post_tags t on t.post_id = q.id) p on p.tag = f.tag
        where f.actor_id = :id group by f.id, f.tag, f.shown order by count(p.id) desc, f.tag limit {MOST}""",
        id=actor_id,
    )
    return [_featured(row["id"], row["tag"], row["shown"], row["posts"], row["newest"]) for row in rows]


def _featured(number: int, tag: str, shown: str, posts: int, newest: int) -> FeaturedTag:
    return FeaturedTag(number, tag, shown, int(posts), int(newest))


async def names(tx: Reading, actor_id: int) -> Sequence[str]:
    """As their member wrote them, the oldest first."""
    rows = await tx.all(f"select shown from featured_tags where actor_id = :id order by id limit {MOST}", id=actor_id)
    return [row["shown"] for row in rows]


async def tags(tx: Reading, actor_id: int) -> set[str]:
    """In small letters."""
    rows = await tx.all("select tag from featured_tags where actor_id = :id", id=actor_id)
    return {row["tag"] for row in rows}


async def add(tx: Writing, actor_id: int, made: FeaturedTag, *, now: int) -> None:
    """Raises Conflict where it is there already."""
    await tx.run(
        """insert into featured_tags (id, actor_id, tag, shown, created)
        values (:id, :actor_id, :tag, :shown, :now)""",
        id=made.id,
        actor_id=actor_id,
        tag=made.tag,
        shown=made.shown,
        now=now,
    )


async def by_id(tx: Reading, actor_id: int, number: int) -> FeaturedTag | None:
    """The member's own alone."""
    row = await tx.one(
        "select id, tag, shown from featured_tags where id = :id and actor_id = :actor_id",
        id=number,
        actor_id=actor_id,
    )
    return FeaturedTag(row["id"], row["tag"], row["shown"]) if row else None


async def by_tag(tx: Reading, actor_id: int, tag: str) -> FeaturedTag | None:
    """The member's own alone."""
    row = await tx.one(
        "select id, tag, shown from featured_tags where tag = :tag and actor_id = :actor_id",
        tag=tag,
        actor_id=actor_id,
    )
    return FeaturedTag(row["id"], row["tag"], row["shown"]) if row else None


async def remove(tx: Writing, number: int) -> None:
    await tx.run("delete from featured_tags where id = :id", id=number)


async def used(tx: Reading, actor_id: int, *, limit: int = 10) -> list[str]:
    """Tags of somebody's last posts, those used most first."""
    rows = await tx.all(
        """select t.tag as tag, count(*) as uses from (select id from posts where actor_id = :id and deleted = 0
            and visibility in ('public', 'unlisted') order by published desc, id desc limit 200) q
        join post_tags t on t.post_id = q.id
        where not exists (select 1 from featured_tags f where f.actor_id = :id and f.tag = t.tag)
        group by t.tag order by count(*) desc, t.tag limit :limit""",
        id=actor_id,
        limit=limit,
    )
    return [row["tag"] for row in rows]
