"""How one viewer stands to posts: which they may see, what they did with them, and what keeps quoted ones from them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from fediart.store.database import Reading, numbers
from fediart.store.visibility import NOBODY, SEEN_BY


class Bar(StrEnum):
    """Why a post that is quoted is not shown to a viewer; empty where it is."""

    NONE = ""
    DELETED = "deleted"
    UNSEEN = "unseen"
    BLOCKED = "blocked"
    MUTED_HOST = "muted host"
    MUTED = "muted"


LIKE, BOOST, BOOKMARK, PIN, MUTED_THREAD = "like", "boost", "bookmark", "pin", "muted thread"


async def seen(tx: Reading, post_ids: Iterable[int], viewer: int) -> set[int]:
    """Those of these posts that the viewer, or a visitor (NOBODY), may see."""
    rows = await tx.all(
        f"select p.id as id from posts p where p.id in ({numbers(post_ids)}) and {SEEN_BY}", viewer=viewer
    )
    return {row["id"] for row in rows}


async def deeds(tx: Reading, post_ids: Iterable[int], viewer: int) -> set[tuple[str, int]]:
    """What the viewer did with these posts: one of the words above, and the post."""
    if viewer == NOBODY:
        return set()
    some = numbers(post_ids)
    rows = await tx.all(
        f"""select '{LIKE}' as deed, post_id from likes where actor_id = :viewer and post_id in ({some})
        union all select '{BOOST}' as deed, post_id from boosts where actor_id = :viewer and post_id in ({some})
        union all select '{BOOKMARK}' as deed, post_id from bookmarks
        where actor_id = :viewer and post_id in ({some})
        union all select '{PIN}' as deed, post_id from pins where actor_id = :viewer and post_id in ({some})
        union all select '{MUTED_THREAD}' as deed, p.id as post_id from posts p join muted_threads m
        on m.thread_id = p.thread_id where m.actor_id = :viewer and p.id in ({some})""",
        viewer=viewer,
    )
    return {(row["deed"], row["post_id"]) for row in rows}


async def votes(tx: Reading, post_ids: Iterable[int], viewer: int) -> dict[int, tuple[int, ...]]:
    """What the viewer chose in the polls of these posts, as places, by post."""
    rows = await tx.all(
        f"""select post_id, position from votes where actor_id = :viewer and post_id in ({numbers(post_ids)})
        order by post_id, position""",
        viewer=viewer,
    )
    found: dict[int, tuple[int, ...]] = {}
    for row in rows:
        found[row["post_id"]] = (*found.get(row["post_id"], ()), row["position"])
    return found


async def bars(tx: Reading, post_ids: Iterable[int], viewer: int) -> dict[int, Bar]:
    """What keeps these posts from the viewer; a post that is gone without a trace is not among them."""
    rows = await tx.all(
        f"""select p.id as id, p.deleted as deleted, case when {SEEN_BY} then 1 else 0 end as seen,
        exists (select 1 from blocks mine where mine.actor_id = :viewer and mine.target_id = p.actor_id) as blocked,
        exists (select 1 from mutes where mutes.actor_id = :viewer and mutes.target_id = p.actor_id) as muted,
        exists (select 1 from muted_hosts quiet join actors there on there.host = quiet.host
            where quiet.actor_id = :viewer and there.id = p.actor_id) as quiet
        from posts p where p.id in ({numbers(post_ids)})""",
        viewer=viewer,
    )
    return {row["id"]: _bar(row["deleted"], row["seen"], row["blocked"], row["quiet"], row["muted"]) for row in rows}


def _bar(deleted: int, seen_: int, blocked: int, quiet: int, muted: int) -> Bar:
    if deleted:
        return Bar.DELETED
    if not seen_:
        return Bar.UNSEEN
    found = ((blocked, Bar.BLOCKED), (quiet, Bar.MUTED_HOST), (muted, Bar.MUTED))
    return next((bar for holds, bar in found if holds), Bar.NONE)
