"""Works as they hang in rows: the gallery, portfolios, series, tags and searches. Two questions per page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fediart.store import images
from fediart.store.database import FEW, Reading, Row, newest_of_each, reach
from fediart.store.images import Image
from fediart.store.visibility import NOBODY, SEEN_BY, UNMUTED, UNSILENCED, unmuted

Cursor = tuple[int, int]
"""(published, id) of the last work of the page before."""
FIRST: Cursor = (2**62, 2**62)


@dataclass(frozen=True, slots=True)
class Hanging:
    """One work on a wall. `image` is its first picture, `pictures` how many it has."""

    id: int
    title: str
    warning: str
    mature: int
    ai_label: str
    published: int
    artist_name: str
    artist: str
    pictures: int
    image: Image | None


# A moderator may have decided that everything by somebody is shown behind the warning.
MATURE = """case when w.mature = 1 or exists (select 1 from actor_limits marked where marked.actor_id = w.actor_id
    and marked.sensitive = 1) then 1 else 0 end as mature"""
HANGING = f"""p.id as id, w.title as title, w.warning as warning, {MATURE}, w.ai_label as ai_label,
    p.published as published, a.name as artist_name, a.display_name as artist,
    (select count(*) from pictures c where c.artwork_id = p.id) as pictures"""
# Written so that no index of SQLite's can serve it: it would begin with all published works, and not with the newest.
# PostgreSQL reads it as an equation, and so knows that it holds for nearly all.
IS_PUBLISHED = "not (w.state <> 'published')"
ITS_ARTWORK = f"join artworks w on w.id = p.id and {IS_PUBLISHED} join actors a on a.id = p.actor_id"
BEFORE = "(p.published, p.id) < (:time, :last)"
NEWEST = "order by p.published desc, p.id desc limit :limit"
# The same of works with an AI label, `artworks w`, which are few: from their own index.
LABELLED = "join posts p on p.id = w.id and p.visibility = 'public' and p.deleted = 0"
WITH_LABEL = """w.ai_label = :label and w.ai_label <> '' and w.state = 'published'
    and (w.published, w.id) < (:time, :last)"""
NEWEST_LABELLED = "order by w.published desc, w.id desc limit :limit"
# The same of `post_tags t`, whose index has the time: a tag of many works is not sorted for each page.
TAG_BEFORE = "(t.published, t.post_id) < (:time, :last)"
NEWEST_TAGS = "order by t.published desc, t.post_id desc limit :limit"


async def hang(tx: Reading, rows: Sequence[Row]) -> list[Hanging]:
    """Rows of the columns above, with the first picture of each."""
    if not rows:
        return []
    pictures = await images.of_artworks(tx, [row["id"] for row in rows], first_only=True)
    return [_hanging(row, pictures.get(row["id"], [])) for row in rows]


def _hanging(row: Row, pictures: Sequence[Image]) -> Hanging:
    return Hanging(
        id=row["id"],
        title=row["title"],
        warning=row["warning"],
        mature=row["mature"],
        ai_label=row["ai_label"],
        published=row["published"],
        artist_name=row["artist_name"],
        artist=row["artist"] or row["artist_name"],
        pictures=row["pictures"],
        image=pictures[0] if pictures else None,
    )


async def newest(tx: Reading, *, viewer: int = NOBODY, before: Cursor = FIRST, limit: int = 40) -> list[Hanging]:
    """Public works of everyone here, the newest first."""
    rows = await tx.all(
        f"""select {HANGING} from posts p {ITS_ARTWORK}
        where p.local = 1 and p.kind = 'artwork' and p.visibility = 'public' and p.deleted = 0
        and {BEFORE} and {SEEN_BY} and {UNSILENCED} and {UNMUTED} {NEWEST}""",
        viewer=viewer,
        time=before[0],
        last=before[1],
        limit=limit,
    )
    return await hang(tx, rows)


# The person is asked for one by one: PostgreSQL would join them all.
_WHOM = f"""where f.follower_id = :viewer and f.state = 'accepted' and {unmuted("f.followee_id")}
    and (select one.host from actors one where one.id = f.followee_id and one.suspended = 0) = ''
    and not exists (select 1 from blocks where blocks.actor_id = f.followee_id and blocks.target_id = :viewer)"""


def _each_followed(engine: str, many: int) -> str:
    rest = f"""where y.actor_id = f.followee_id and y.state = 'published' and (y.published, y.id) < (:time, :last)
        and y.published >= :floor and y.visibility <> 'direct' order by y.published desc, y.id desc limit {many}"""
    return newest_of_each(engine, "artworks", "id", rest)


def _of_followed(engine: str, many: int) -> str:
    """SQL: of each artist the viewer follows, and may see, the newest works; and of these together, the newest."""
    return f"""select x.id from follows f {_each_followed(engine, many)} {_WHOM}
        order by +x.published desc, +x.id desc limit {many}"""


async def followed(tx: Reading, *, viewer: int, before: Cursor = FIRST, limit: int = 40) -> list[Hanging]:
    """Works of artists of this instance whom the viewer follows: of each, the newest are read from an index."""
    asked = {"viewer": viewer, "time": before[0], "last": before[1], "limit": limit, "floor": 0}
    few = _each_followed(tx.engine, FEW)
    floor = int(await tx.value(reach("follows f", few, _WHOM, 2 * int(limit)), **asked))
    newest = f"""select {HANGING} from posts p {ITS_ARTWORK} where p.id in ({_of_followed(tx.engine, int(limit))})
        and {SEEN_BY} and {UNMUTED} order by +p.published desc, +p.id desc limit :limit"""
    rows = await tx.all(newest, **asked | {"floor": floor})
    if floor and len(rows) < limit:
        rows = await tx.all(newest, **asked)
    return await hang(tx, rows)


async def tagged(
    tx: Reading, tag: str, *, viewer: int = NOBODY, before: Cursor = FIRST, limit: int = 40
) -> list[Hanging]:
    """Public works of this instance under a tag."""
    rows = await tx.all(
        f"""select {HANGING} from post_tags t join posts p on p.id = t.post_id {ITS_ARTWORK}
        where t.tag = :tag and p.local = 1 and p.kind = 'artwork' and p.visibility = 'public'
        and {TAG_BEFORE} and {SEEN_BY} and {UNSILENCED} and {UNMUTED} {NEWEST_TAGS}""",
        tag=tag,
        viewer=viewer,
        time=before[0],
        last=before[1],
        limit=limit,
    )
    return await hang(tx, rows)


async def labelled(
    tx: Reading, label: str, *, viewer: int = NOBODY, before: Cursor = FIRST, limit: int = 40
) -> list[Hanging]:
    """Public works of this instance that carry this AI label."""
    rows = await tx.all(
        f"""select {HANGING} from artworks w {LABELLED} join actors a on a.id = p.actor_id
        where {WITH_LABEL} and {SEEN_BY} and {UNSILENCED} and {UNMUTED} {NEWEST_LABELLED}""",
        label=label,
        viewer=viewer,
        time=before[0],
        last=before[1],
        limit=limit,
    )
    return await hang(tx, rows)


async def by_ids(tx: Reading, ids: Iterable[int], *, viewer: int = NOBODY) -> list[Hanging]:
    """These works as far as the viewer may see them, in the order given."""
    wanted = list(ids)
    listed = ", ".join(str(int(one)) for one in wanted) or "-1"
    rows = await tx.all(
        f"select {HANGING} from posts p {ITS_ARTWORK} where p.id in ({listed}) and {SEEN_BY}", viewer=viewer
    )
    place = {identifier: number for number, identifier in enumerate(wanted)}
    return await hang(tx, sorted(rows, key=lambda row: place[row["id"]]))
