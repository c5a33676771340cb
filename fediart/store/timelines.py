"""Lists of posts as apps ask for them: of everybody, under tags, of one person, messages, what one keeps and likes.

All go by time, the newest first, and begin below a cursor; each reads an index, however much there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fediart.store.database import Reading
from fediart.store.entries import Batch, Entry, batch, entry
from fediart.store.gallery import FIRST, Cursor
from fediart.store.posts import listed
from fediart.store.visibility import SEEN_BY, UNMUTED, UNSILENCED

MOST_TAGS: Final = 4  # of each kind that one question names

_POST = f"{listed('p')}, p.published as at, p.id as cursor, 0 as booster"
_PICTURED = """(p.kind = 'artwork' or exists (select 1 from remote_media m where m.post_id = p.id
    and m.role = 'post' and m.state in ('waiting', 'kept')))"""
_WANTED = f"(cast(:pictures as bigint) = 0 or {_PICTURED})"
_MET = f"{SEEN_BY} and {UNSILENCED} and {UNMUTED}"
_BEFORE = "(p.published, p.id) < (:time, :last)"
_NEWEST = "order by p.published desc, p.id desc limit :limit"


@dataclass(frozen=True, slots=True)
class Whose:
    """Of whom a list of everybody's posts is: people here, people elsewhere, or both."""

    here: bool = True
    elsewhere: bool = True


async def public(
    tx: Reading, whose: Whose, *, viewer: int, pictures: bool, before: Cursor = FIRST, limit: int = 20
) -> Batch:
    """Public posts that answer nobody; `pictures`: only those that show some."""
    asked = {"viewer": viewer, "time": before[0], "last": before[1], "limit": limit, "pictures": int(pictures)}
    rows = [row for sql in _public(whose, pictures=pictures) for row in await tx.all(sql, **asked)]
    return await batch(tx, rows, limit)


def _public(whose: Whose, *, pictures: bool) -> list[str]:
    """Each from the index made for it."""
    found = [_WORKS] if whose.here else []
    if whose.here and not pictures:
        found.append(_NOTES)
    return [*found, _ELSEWHERE] if whose.elsewhere else found


_WORKS = f"""select {_POST} from posts p where p.local = 1 and p.kind = 'artwork' and p.visibility = 'public'
    and p.deleted = 0 and {_BEFORE} and {_WANTED} and {_MET} {_NEWEST}"""
_NOTES = f"""select {_POST} from posts p where p.local = 1 and p.kind = 'note' and p.visibility = 'public'
    and p.deleted = 0 and {_BEFORE} and {_WANTED} and {_MET} {_NEWEST}"""
_ELSEWHERE = f"""select {_POST} from posts p where p.local = 0 and p.kind = 'note' and p.visibility = 'public'
    and p.deleted = 0 and {_BEFORE} and {_WANTED} and {_MET} {_NEWEST}"""


@dataclass(frozen=True, slots=True)
class Tagged:
    """Under one of `of`, under all of `with_all` too, and under none of `without`; tags are lower case, without `#`."""

    of: Sequence[str]
    with_all: Sequence[str] = ()
    without: Sequence[str] = ()


async def tagged(
    tx: Reading, tags: Tagged, whose: Whose, *, viewer: int, pictures: bool, before: Cursor = FIRST, limit: int = 20
) -> Batch:
    """Public posts under tags, replies among them."""
    named = {f"all{place}": tag for place, tag in enumerate(tags.with_all)}
    named |= {f"none{place}": tag for place, tag in enumerate(tags.without)}
    more = "".join(f" and {_HAS.format(f'all{place}')}" for place in range(len(tags.with_all)))
    more += "".join(f" and not {_HAS.format(f'none{place}')}" for place in range(len(tags.without)))
    if not (whose.here and whose.elsewhere):
        more += f" and p.local = {int(whose.here)}"
    asked = {"viewer": viewer, "time": before[0], "last": before[1], "limit": limit, "pictures": int(pictures)}
    rows = [
        row
        for tag in dict.fromkeys(tags.of)
        for row in await tx.all(_TAGGED.format(more=more), tag=tag, **asked, **named)
    ]
    return await batch(tx, rows, limit)


_HAS = "exists (select 1 from post_tags o where o.post_id = p.id and o.tag = :{0})"
_TAGGED = f"""select {_POST} from post_tags t join posts p on p.id = t.post_id
    where t.tag = :tag and (t.published, t.post_id) < (:time, :last) and p.visibility = 'public' and p.deleted = 0
    {{more}} and {_WANTED} and {_MET} order by t.published desc, t.post_id desc limit :limit"""


@dataclass(frozen=True, slots=True)
class OfPerson:
    """What is left out of somebody's posts; `tag` leaves what is under it."""

    replies: bool = True
    boosts: bool = True
    pictures: bool = False
    tag: str = ""


async def of_person(
    tx: Reading, actor_id: int, wanted: OfPerson, *, viewer: int, before: Cursor = FIRST, limit: int = 20
) -> Batch:
    """What one person posted and boosted, as far as the viewer may see it; messages are not among it."""
    asked = {
        "actor_id": actor_id, "viewer": viewer, "time": before[0], "last": before[1], "limit": limit,
        "pictures": int(wanted.pictures), "replies": int(wanted.replies), "tag": wanted.tag,
    }  # fmt: skip
    rows = list(await tx.all(_OF_PERSON, **asked))
    if wanted.boosts and not wanted.pictures and not wanted.tag:
        rows += await tx.all(_BOOSTED_BY, **{name: asked[name] for name in _ASKED_OF_BOOSTS})
    return await batch(tx, rows, limit)


_ASKED_OF_BOOSTS = ("actor_id", "viewer", "time", "last", "limit")
# What somebody answers to themselves goes on, and is no reply to anybody (as Mastodon has it).
_OF_PERSON = f"""select {_POST} from posts p
    where p.actor_id = :actor_id and p.visibility <> 'direct' and {_BEFORE}
    and (cast(:replies as bigint) = 1 or p.kind <> 'reply' or exists (select 1 from posts own
        where own.id = p.reply_to_id and own.actor_id = p.actor_id))
    and (cast(:tag as text) = '' or exists (select 1 from post_tags o where o.post_id = p.id
        and o.tag = cast(:tag as text)))
    and {_WANTED} and {SEEN_BY} {_NEWEST}"""
_BOOSTED_BY = f"""select {listed("p")}, b.published as at, b.id as cursor, b.actor_id as booster
    from boosts b join posts p on p.id = b.post_id
    where b.actor_id = :actor_id and p.visibility in ('public', 'unlisted')
    and (b.published, b.id) < (:time, :last) and {SEEN_BY} and {UNMUTED}
    order by b.published desc, b.id desc limit :limit"""


async def pinned(tx: Reading, actor_id: int, *, viewer: int) -> list[Entry]:
    """In the artist's order."""
    rows = await tx.all(
        f"""select {_POST} from pins join posts p on p.id = pins.post_id
        where pins.actor_id = :actor_id and p.actor_id = :actor_id and {SEEN_BY}
        order by pins.position, p.id limit 20""",
        actor_id=actor_id,
        viewer=viewer,
    )
    return [entry(row) for row in rows]


async def messages(tx: Reading, *, viewer: int, before: Cursor = FIRST, limit: int = 20) -> Batch:
    """Messages from and to the viewer."""
    asked = {"viewer": viewer, "time": before[0], "last": before[1], "limit": limit}
    sent = await tx.all(
        f"""select {_POST} from posts p where p.actor_id = :viewer and p.visibility = 'direct' and {_BEFORE}
        and p.deleted = 0 {_NEWEST}""",
        **asked,
    )
    came = await tx.all(
        f"""select {_POST} from mentions n join posts p on p.id = n.post_id
        where n.actor_id = :viewer and p.visibility = 'direct' and {_BEFORE} and {SEEN_BY} and {UNMUTED}
        order by +p.published desc, +p.id desc limit :limit""",
        **asked,
    )
    return await batch(tx, [*sent, *came], limit)


async def liked(tx: Reading, *, viewer: int, above: int, below: int, forwards: bool, limit: int) -> list[Entry]:
    """What the viewer likes, the last liked first; the cursor is the like's. `forwards`: those next above."""
    order = "asc" if forwards else "desc"
    rows = await tx.all(_LIKED.format(order=order), viewer=viewer, above=above, below=below, limit=limit)
    return [entry(row) for row in (rows[::-1] if forwards else rows)]


_LIKED = f"""select {listed("p")}, l.created as at, l.id as cursor from likes l join posts p on p.id = l.post_id
    where l.actor_id = :viewer and l.id > :above and l.id < :below and {SEEN_BY} order by l.id {{order}} limit :limit"""


async def kept(tx: Reading, *, viewer: int, above: int, below: int, forwards: bool, limit: int) -> list[Entry]:
    """What the viewer keeps as bookmarks, the last kept first; the cursor is the bookmark's."""
    order = "asc" if forwards else "desc"
    rows = await tx.all(_KEPT.format(order=order), viewer=viewer, above=above, below=below, limit=limit)
    return [entry(row) for row in (rows[::-1] if forwards else rows)]


_KEPT = f"""select {listed("p")}, b.created as at, b.id as cursor from bookmarks b join posts p on p.id = b.post_id
    where b.actor_id = :viewer and b.id > :above and b.id < :below and {SEEN_BY} order by b.id {{order}} limit :limit"""
