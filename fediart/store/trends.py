"""What is new here, for apps that ask what trends: tags of the newest works, and the newest works. Nothing is ranked by
how it is liked or boosted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fediart.store.database import Reading
from fediart.store.posts import Post, post_from
from fediart.store.posts import listed as post_columns
from fediart.store.visibility import SEEN_BY, UNMUTED, UNSILENCED

_NEWEST: Final = 300  # works whose tags are looked at


async def tags(tx: Reading, *, offset: int, limit: int) -> Sequence[str]:
    """Those that most artists put to the newest public works here, of artists who let themselves be found."""
    rows = await tx.all(
        f"""select t.tag as tag from (select p.id, p.actor_id, p.published from posts p
            join actors a on a.id = p.actor_id where p.local = 1 and p.kind = 'artwork'
            and p.visibility = 'public' and p.deleted = 0 and a.discoverable = 1 and a.suspended = 0 and a.deleted = 0
            order by p.published desc, p.id desc limit {_NEWEST}) newest
        join post_tags t on t.post_id = newest.id group by t.tag
        order by count(distinct newest.actor_id) desc, max(newest.published) desc, t.tag limit :limit offset :offset""",
        limit=limit,
        offset=offset,
    )
    return [row["tag"] for row in rows]


async def works(tx: Reading, *, viewer: int, offset: int, limit: int) -> Sequence[Post]:
    """The newest public works here, of artists who let themselves be found; none of whom the viewer muted."""
    rows = await tx.all(
        f"""select {post_columns("p")} from posts p where p.local = 1 and p.kind = 'artwork'
        and p.visibility = 'public' and p.deleted = 0 and {SEEN_BY} and {UNSILENCED} and {UNMUTED}
        and exists (select 1 from actors a where a.id = p.actor_id and a.discoverable = 1)
        order by p.published desc, p.id desc limit :limit offset :offset""",
        viewer=viewer,
        limit=limit,
        offset=offset,
    )
    return [post_from(row, "post_") for row in rows]
