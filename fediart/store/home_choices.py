"""What members let into their home besides people: which kinds of posts, and the tags they follow."""

from __future__ import annotations

from fediart.store.database import Reading, Writing

ARTWORKS, NOTES, BOOSTS, REPLIES, TAGS = "artworks", "notes", "boosts", "replies", "tags"
KINDS = (ARTWORKS, NOTES, BOOSTS, REPLIES, TAGS)
USUAL = frozenset({ARTWORKS, NOTES, BOOSTS, TAGS})
MOST_TAGS = 100


async def shown(tx: Reading, actor_id: int) -> frozenset[str]:
    """The kinds somebody wants to see at home."""
    words = await tx.value("select shown from home_choices where actor_id = :id", id=actor_id)
    return USUAL if words is None else frozenset(str(words).split(",")) & frozenset(KINDS)


async def show(tx: Writing, actor_id: int, kinds: frozenset[str]) -> None:
    await tx.run("delete from home_choices where actor_id = :id", id=actor_id)
    if kinds != USUAL:
        await tx.run(
            "insert into home_choices (actor_id, shown) values (:id, :shown)",
            id=actor_id, shown=",".join(kind for kind in KINDS if kind in kinds),
        )  # fmt: skip


async def follow_tag(tx: Writing, actor_id: int, tag: str, *, now: int) -> bool:
    """False where they follow as many as one can."""
    tags = await followed_tags(tx, actor_id)
    if tag not in tags and len(tags) >= MOST_TAGS:
        return False
    await tx.run(
        """insert into followed_tags (actor_id, tag, created) values (:id, :tag, :now)
        on conflict (actor_id, tag) do nothing""",
        id=actor_id, tag=tag, now=now,
    )  # fmt: skip
    return True


async def unfollow_tag(tx: Writing, actor_id: int, tag: str) -> None:
    await tx.run("delete from followed_tags where actor_id = :id and tag = :tag", id=actor_id, tag=tag)


async def follows_tag(tx: Reading, actor_id: int, tag: str) -> bool:
    found = await tx.value("select 1 from followed_tags where actor_id = :id and tag = :tag", id=actor_id, tag=tag)
    return found is not None


async def followed_tags(tx: Reading, actor_id: int) -> list[str]:
    """In the order of letters."""
    rows = await tx.all("select tag from followed_tags where actor_id = :id order by tag", id=actor_id)
    return [row["tag"] for row in rows]
