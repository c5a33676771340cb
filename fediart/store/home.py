"""Timelines of people: what one follows, and what one person said and boosted; chronological, nothing ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fediart.store import actors
from fediart.store.database import Reading, Row, newest_of_each
from fediart.store.gallery import FIRST, Cursor
from fediart.store.home_choices import ARTWORKS, BOOSTS, NOTES, REPLIES, TAGS, USUAL
from fediart.store.threads import ITS_AUTHOR, SPOKEN, Spoken, gather
from fediart.store.visibility import NOBODY, SEEN_BY, UNMUTED, UNSILENCED, unmuted

_FOLLOWED = "(select followee_id from follows where follower_id = :viewer and state = 'accepted')"
# Who is in a list that is read apart is not read at home.
_AT_HOME = """not exists (select 1 from list_people apart where apart.owner_id = :viewer
    and apart.person_id = {0} and apart.off_home = 1)"""
# Of whom posts come: all whose posts the viewer may see as a follower, and the viewer.
_PEOPLE = f"""(select f.followee_id as person from follows f join actors one on one.id = f.followee_id
    and one.suspended = 0 and one.deleted = 0
    where f.follower_id = :viewer and f.state = 'accepted' and {unmuted("f.followee_id")}
    and {_AT_HOME.format("f.followee_id")}
    and not exists (select 1 from blocks where blocks.actor_id = f.followee_id and blocks.target_id = :viewer)
    union all select cast(:viewer as bigint))"""
_WINDOW = 2000  # posts of all, of which those of people one follows are taken; if they are too few, each is asked for

_BEFORE = "({0}.published, {0}.id) < (:time, :last)"
# Written so that the order can only be found by sorting: the few that are left are sorted quickly, and by an index the
# databases would go through all posts.
_LATEST = "order by +p.published desc, +p.id desc limit :limit"


def _of_kind(post: str, *, replies: str = ":replies = 1") -> str:
    """SQL for what somebody wants to see at home; a post of elsewhere with pictures is taken for a work."""
    pictured = f"exists (select 1 from remote_media m where m.post_id = {post}.id and m.role = 'post')"
    return f"""((:artworks = 1 and ({post}.kind = 'artwork' or ({post}.kind = 'note' and {pictured})))
        or (:notes = 1 and {post}.kind = 'note' and not {pictured}) or ({replies} and {post}.kind = 'reply'))"""


_RECENT = f"""select r.id from (select q.id, q.actor_id from posts q
    where q.deleted = 0 and q.visibility <> 'direct' and {_BEFORE.format("q")}
    order by q.published desc, q.id desc limit {_WINDOW}) r where r.actor_id = :viewer or r.actor_id in {_FOLLOWED}"""


def _of_each(engine: str, many: int) -> str:
    # A number, and no parameter: PostgreSQL plans for a bound that it knows.
    rest = f"""where y.actor_id = people.person and y.deleted = 0 and y.visibility <> 'direct' and {_BEFORE.format("y")}
        and {_of_kind("y")} order by y.published desc, y.id desc limit {many}"""
    return f"""select x.id from {_PEOPLE} people {newest_of_each(engine, "posts", "id", rest)}
        order by +x.published desc, +x.id desc limit {many}"""


def _tagged(engine: str, many: int) -> str:
    rest = f"""join posts t on t.id = y.post_id where y.tag = followed.tag and (y.published, y.post_id) < (:time, :last)
        and t.visibility = 'public' and t.deleted = 0 and {_of_kind("t")}
        order by y.published desc, y.post_id desc limit {many}"""
    return f"""select x.post_id from followed_tags followed {newest_of_each(engine, "post_tags", "post_id", rest)}
        where followed.actor_id = :viewer"""


def _boosted_by_each(engine: str, many: int) -> str:
    rest = f"""where y.actor_id = people.person and y.actor_id <> :viewer and {_BEFORE.format("y")}
        order by y.published desc, y.id desc limit {many}"""
    return f"""select x.id from {_PEOPLE} people {newest_of_each(engine, "boosts", "id", rest)}
        order by +x.published desc, +x.id desc limit {many * 4}"""


_BOOSTED = f"""select r.id from (select q.id, q.actor_id from boosts q where {_BEFORE.format("q")}
    order by q.published desc, q.id desc limit {_WINDOW}) r where r.actor_id in {_FOLLOWED}"""
_POST = f"{SPOKEN}, p.published as at, p.id as cursor, 0 as booster from posts p {ITS_AUTHOR}"
_OF_PEOPLE = f"and {_of_kind('p')} and {SEEN_BY} and {UNMUTED} and {_AT_HOME.format('p.actor_id')} {_LATEST}"
_BOOST = f"""{SPOKEN}, b.published as at, b.id as cursor, b.actor_id as booster
    from boosts b join posts p on p.id = b.post_id {ITS_AUTHOR}"""
_OF_BOOSTERS = f"""and p.visibility <> 'direct' and {_of_kind("p", replies="1 = 1")} and {SEEN_BY} and {UNMUTED}
    and {unmuted("b.actor_id")} and {_AT_HOME.format("b.actor_id")}
    order by +b.published desc, +b.id desc limit :limit"""


async def home(
    tx: Reading, viewer: int, *, shown: frozenset[str] = USUAL, before: Cursor = FIRST, limit: int = 30
) -> list[Spoken]:
    """Posts and boosts of everyone the viewer follows, the viewer's own, and what is under tags they follow.

    `shown` says of which kinds (fediart/store/home_choices.py). First the newest posts of all are gone through; where
    too few are of people one follows, each of them is asked for their newest.
    """
    asked = {
        "viewer": viewer, "time": before[0], "last": before[1], "limit": limit,
        "artworks": int(ARTWORKS in shown), "notes": int(NOTES in shown), "replies": int(REPLIES in shown),
    }  # fmt: skip
    rows = list(await tx.all(f"select {_POST} where p.id in ({_RECENT}) {_OF_PEOPLE}", **asked))
    if len(rows) < limit:
        rows = list(
            await tx.all(f"select {_POST} where p.id in ({_of_each(tx.engine, int(limit))}) {_OF_PEOPLE}", **asked)
        )
    if TAGS in shown:
        rows += await tx.all(
            f"""select {_POST} where p.id in ({_tagged(tx.engine, int(limit))})
            and {SEEN_BY} and {UNMUTED} and {UNSILENCED} {_LATEST}""",
            **asked,
        )
    if BOOSTS in shown:
        rows += await _boosts(tx, {name: value for name, value in asked.items() if name != "replies"})
    return await merged(tx, rows, viewer=viewer, limit=limit)


async def _boosts(tx: Reading, asked: dict[str, int]) -> Sequence[Row]:
    """What is boosted may be gone or not for the viewer: of each person a few more are looked at."""
    rows = await tx.all(f"select {_BOOST} where b.id in ({_BOOSTED}) {_OF_BOOSTERS}", **asked)
    if len(rows) >= asked["limit"]:
        return rows
    each = _boosted_by_each(tx.engine, int(asked["limit"]))
    return await tx.all(f"select {_BOOST} where b.id in ({each}) {_OF_BOOSTERS}", **asked)


async def timeline(
    tx: Reading, actor_id: int, *, viewer: int = NOBODY, before: Cursor = FIRST, limit: int = 30
) -> list[Spoken]:
    """Everything one person posted, replied and boosted, as far as the viewer may see it."""
    own = await tx.all(
        f"""select {SPOKEN}, p.published as at, p.id as cursor, 0 as booster from posts p {ITS_AUTHOR}
        where p.actor_id = :actor_id and p.visibility <> 'direct' and (p.published, p.id) < (:time, :last)
        and {SEEN_BY} order by p.published desc, p.id desc limit :limit""",
        actor_id=actor_id,
        viewer=viewer,
        time=before[0],
        last=before[1],
        limit=limit,
    )
    boosted = await tx.all(
        f"""select {SPOKEN}, b.published as at, b.id as cursor, b.actor_id as booster
        from boosts b join posts p on p.id = b.post_id {ITS_AUTHOR}
        where b.actor_id = :actor_id and p.visibility in ('public', 'unlisted')
        and (b.published, b.id) < (:time, :last) and {SEEN_BY} order by b.published desc, b.id desc limit :limit""",
        actor_id=actor_id,
        viewer=viewer,
        time=before[0],
        last=before[1],
        limit=limit,
    )
    return await merged(tx, [*own, *boosted], viewer=viewer, limit=limit)


async def merged(tx: Reading, rows: Sequence[Row], *, viewer: int, limit: int) -> list[Spoken]:
    """One list, the newest first; a post that comes both by itself and by boosts is shown once, where it came last."""
    newest = sorted(rows, key=lambda row: (row["at"], row["cursor"]), reverse=True)[:limit]
    first = {row["post_id"]: row["cursor"] for row in reversed(newest)}
    once = [row for row in newest if first[row["post_id"]] == row["cursor"]]
    spoken = await gather(tx, once, viewer=viewer)
    boosters = await actors.by_ids(tx, {row["booster"] for row in once if row["booster"]})
    return [
        replace(said, boosted_by=boosters.get(row["booster"]), at=row["at"], cursor=row["cursor"])
        for said, row in zip(spoken, once, strict=True)
    ]
