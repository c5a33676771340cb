"""Timelines of people: what one follows, and what one person said and boosted; chronological, nothing ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fediart.store import actors
from fediart.store.database import FEW, Reading, Row, newest_of_each, numbers, reach
from fediart.store.follow_options import boosts_wanted, language_wanted
from fediart.store.gallery import FIRST, Cursor
from fediart.store.home_choices import ARTWORKS, BOOSTS, NOTES, REPLIES, TAGS, USUAL
from fediart.store.threads import ITS_AUTHOR, SPOKEN, Spoken, gather
from fediart.store.visibility import NOBODY, SEEN_BY, UNMUTED, UNSILENCED, unmuted

_FOLLOWED = "(select followee_id from follows where follower_id = :viewer and state = 'accepted')"
# Who is in a list that is read apart is not read at home.
_AT_HOME = """not exists (select 1 from list_people apart where apart.owner_id = :viewer
    and apart.person_id = {0} and apart.off_home = 1)"""
# Of whom posts come: all whose posts the viewer may see as a follower, and the viewer.
_PEOPLE = f"""(select f.followee_id as person from follows f
    where f.follower_id = :viewer and f.state = 'accepted' and {unmuted("f.followee_id")}
    and (select one.suspended + one.deleted from actors one where one.id = f.followee_id) = 0
    and {_AT_HOME.format("f.followee_id")}
    and not exists (select 1 from blocks where blocks.actor_id = f.followee_id and blocks.target_id = :viewer)
    union all select cast(:viewer as bigint))"""
_WINDOW = 2000  # posts of all, of which those of people one follows are taken; if they are too few, each is asked for
_TRIED = (2, 8)  # times as many posts under tags as are wanted are looked at, until enough of them are to be seen

_BEFORE = "({0}.published, {0}.id) < (:time, :last)"
_SINCE = "({0}.published, {0}.{1}) < (:time, :last) and {0}.published >= :floor"
# Written so that the order can only be found by sorting: the few that are left are sorted quickly, and by an index the
# databases would go through all posts.
_LATEST = "order by +p.published desc, +p.id desc limit :limit"


def _of_kind(post: str, *, replies: str = ":replies = 1") -> str:
    """SQL for what somebody wants to see at home; a post of elsewhere with pictures is taken for a work."""
    pictured = f"exists (select 1 from remote_media m where m.post_id = {post}.id and m.role = 'post')"
    return f"""((:artworks = 1 and ({post}.kind = 'artwork' or ({post}.kind = 'note' and {pictured})))
        or (:notes = 1 and {post}.kind = 'note' and not {pictured}) or ({replies} and {post}.kind = 'reply'))"""


_WANTED_TAGGED = f"""p.visibility = 'public' and {_of_kind("p")} and {SEEN_BY} and {UNMUTED} and {UNSILENCED}"""
_RECENT = f"""select r.id from (select q.id, q.actor_id from posts q
    where q.deleted = 0 and q.visibility <> 'direct' and {_BEFORE.format("q")}
    order by q.published desc, q.id desc limit {_WINDOW}) r where r.actor_id = :viewer or r.actor_id in {_FOLLOWED}"""


def _each(engine: str, many: int) -> str:
    # A number, and no parameter: PostgreSQL plans for a bound that it knows.
    rest = f"""where y.actor_id = people.person and y.deleted = 0 and y.visibility <> 'direct'
        and {_SINCE.format("y", "id")} and {_of_kind("y")} order by y.published desc, y.id desc limit {many}"""
    return newest_of_each(engine, "posts", "id", rest)


def _of_each(engine: str, many: int) -> str:
    return f"""select x.id from {_PEOPLE} people {_each(engine, many)}
        order by +x.published desc, +x.id desc limit {many}"""


def _tagged(engine: str, many: int) -> str:
    """The newest posts under each followed tag that the viewer may see and wants to."""
    rest = f"""join posts p on p.id = y.post_id where y.tag = followed.tag and {_SINCE.format("y", "post_id")}
        and {_WANTED_TAGGED} order by y.published desc, y.post_id desc limit {many}"""
    return f"""select x.post_id from followed_tags followed {newest_of_each(engine, "post_tags", "post_id", rest)}
        where followed.actor_id = :viewer"""


def _newest_tagged(engine: str, many: int) -> str:
    """The newest posts under followed tags, read off an index, whoever may see them."""
    rest = f"""where y.tag = followed.tag and {_SINCE.format("y", "post_id")}
        order by y.published desc, y.post_id desc limit {many}"""
    each = newest_of_each(engine, "post_tags", "post_id", rest, unique=False)
    return f"""select x.post_id as id, x.published as published from followed_tags followed {each}
        where followed.actor_id = :viewer group by x.post_id, x.published
        order by +x.published desc, +x.post_id desc limit {many}"""


def _boosted_by_each(engine: str, many: int) -> str:
    rest = f"""where y.actor_id = people.person and y.actor_id <> :viewer and {_SINCE.format("y", "id")}
        order by y.published desc, y.id desc limit {many}"""
    return f"""select x.id from {_PEOPLE} people {newest_of_each(engine, "boosts", "id", rest)}
        order by +x.published desc, +x.id desc limit {many * 4}"""


_BOOSTED = f"""select r.id from (select q.id, q.actor_id from boosts q where {_SINCE.format("q", "id")}
    order by q.published desc, q.id desc limit {_WINDOW}) r where r.actor_id in {_FOLLOWED}"""
_LAST_BOOST = f"""select q.published from boosts q where {_SINCE.format("q", "id")}
    order by q.published desc, q.id desc limit 1 offset {_WINDOW - 1}"""
_POST = f"{SPOKEN}, p.published as at, p.id as cursor, 0 as booster from posts p {ITS_AUTHOR}"
_OF_PEOPLE = f"""and {_of_kind("p")} and {SEEN_BY} and {UNMUTED} and {_AT_HOME.format("p.actor_id")}
    and {language_wanted("p")} {_LATEST}"""
_BOOST = f"""{SPOKEN}, b.published as at, b.id as cursor, b.actor_id as booster
    from boosts b join posts p on p.id = b.post_id {ITS_AUTHOR}"""
_OF_BOOSTERS = f"""and p.visibility <> 'direct' and {_of_kind("p", replies="1 = 1")} and {SEEN_BY} and {UNMUTED}
    and {unmuted("b.actor_id")} and {_AT_HOME.format("b.actor_id")} and {boosts_wanted("b.actor_id")}
    order by +b.published desc, +b.id desc limit :limit"""


async def home(
    tx: Reading, viewer: int, *, shown: frozenset[str] = USUAL, before: Cursor = FIRST, limit: int = 30
) -> list[Spoken]:
    """Posts and boosts of everyone the viewer follows, the viewer's own, and what is under tags they follow."""
    return await merged(tx, await home_rows(tx, viewer, shown, before, limit), viewer=viewer, limit=limit)


async def home_rows(tx: Reading, viewer: int, shown: frozenset[str], before: Cursor, limit: int) -> list[Row]:
    """The same before they are put in order and anything else is read of them: among them are the newest `limit`.

    `shown` says of which kinds (fediart/store/home_choices.py). First the newest posts of all are gone through; where
    too few are of people one follows, each of them is asked for their newest. What is boosted and tagged is looked for
    no further back than what is found already.
    """
    asked = {
        "viewer": viewer, "time": before[0], "last": before[1], "limit": limit, "floor": 0,
        "artworks": int(ARTWORKS in shown), "notes": int(NOTES in shown), "replies": int(REPLIES in shown),
    }  # fmt: skip
    rows = await _of_people(tx, asked)
    if BOOSTS in shown:
        rows += await _boosts(tx, asked | {"floor": _floor(rows, limit)})
    if TAGS in shown:
        rows += await _under_tags(tx, asked | {"floor": _floor(rows, limit)})
    return rows


async def _of_people(tx: Reading, asked: dict[str, int]) -> list[Row]:
    rows = list(await tx.all(f"select {_POST} where p.id in ({_RECENT}) {_OF_PEOPLE}", **asked))
    if len(rows) >= asked["limit"]:
        return rows
    limit, few = int(asked["limit"]), _each(tx.engine, FEW)
    floor = int(await tx.value(reach(f"{_PEOPLE} people", few, "", 2 * limit), **asked))
    each = f"select {_POST} where p.id in ({_of_each(tx.engine, limit)}) {_OF_PEOPLE}"
    rows = list(await tx.all(each, **asked | {"floor": floor}))
    return rows if len(rows) >= limit or not floor else list(await tx.all(each, **asked))


def _floor(rows: Sequence[Row], limit: int) -> int:
    """What is older than this is not on the page, since as many newer ones are there. Milliseconds."""
    newest = sorted((int(row["at"]) for row in rows), reverse=True)
    return newest[limit - 1] if len(newest) >= limit else 0


async def _boosts(tx: Reading, asked: dict[str, int]) -> Sequence[Row]:
    """What is boosted may be gone or not for the viewer: of each person a few more are looked at."""
    rows = await tx.all(f"select {_BOOST} where b.id in ({_BOOSTED}) {_OF_BOOSTERS}", **asked)
    if len(rows) >= asked["limit"] or await tx.value(_LAST_BOOST, **asked) is None:
        return rows
    each = _boosted_by_each(tx.engine, int(asked["limit"]))
    return await tx.all(f"select {_BOOST} where b.id in ({each}) {_OF_BOOSTERS}", **asked)


async def _under_tags(tx: Reading, asked: dict[str, int]) -> Sequence[Row]:
    """First the newest under all these tags, as many as are likely to hold enough that may be seen and is wanted; if
    they do not, each tag is gone through."""
    for times in _TRIED:
        many = times * int(asked["limit"])
        found = await tx.all(_newest_tagged(tx.engine, many), **asked)
        ids = numbers(row["id"] for row in found)
        rows = await tx.all(f"select {_POST} where p.id in ({ids}) and {_WANTED_TAGGED} {_LATEST}", **asked)
        if len(rows) >= asked["limit"] or len(found) < many:
            return rows
    each = _tagged(tx.engine, int(asked["limit"]))
    return await tx.all(f"select {_POST} where p.id in ({each}) {_LATEST}", **asked)


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
