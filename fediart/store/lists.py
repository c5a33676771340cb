"""Lists of people a member follows, to read apart; who is in a list that is off home is not read at home.

A list is its owner's alone: nobody is told, and nobody else ever sees it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.actors import Actor, actor_from
from fediart.store.actors import listed as actor_columns
from fediart.store.database import FEW, Reading, Row, Writing, newest_of_each, reach
from fediart.store.follow_options import boosts_wanted, language_wanted
from fediart.store.gallery import FIRST, Cursor
from fediart.store.home import merged
from fediart.store.threads import ITS_AUTHOR, SPOKEN, Spoken
from fediart.store.visibility import SEEN_BY, UNMUTED, unmuted

MOST_LISTS = 50
MOST_PEOPLE = 500  # in one list
NO_REPLIES, AMONG, FOLLOWED = "none", "list", "followed"
REPLIES = (NO_REPLIES, AMONG, FOLLOWED)
"""Which replies of its people a list shows: none, those to people of the list, those to whom its owner follows."""


@dataclass(frozen=True, slots=True)
class PeopleList:
    """`off_home`: who is in it is read there alone. `people` is how many there are. `replies` is one of REPLIES."""

    id: int
    name: str
    off_home: int
    people: int = 0
    replies: str = NO_REPLIES


async def of_actor(tx: Reading, actor_id: int) -> Sequence[PeopleList]:
    """In the order in which they were made."""
    rows = await tx.all(
        f"""select l.id as id, l.name as name, l.off_home as off_home, l.replies as replies,
        (select count(*) from list_people m where m.list_id = l.id) as people
        from lists l where l.actor_id = :actor_id order by l.id limit {MOST_LISTS}""",
        actor_id=actor_id,
    )
    return [PeopleList(row["id"], row["name"], row["off_home"], int(row["people"]), row["replies"]) for row in rows]


async def by_id(tx: Reading, actor_id: int, list_id: int) -> PeopleList | None:
    """The member's own alone."""
    row = await tx.one(
        """select id, name, off_home, replies, (select count(*) from list_people m where m.list_id = lists.id) as people
        from lists where id = :id and actor_id = :actor_id""",
        id=list_id,
        actor_id=actor_id,
    )
    return PeopleList(row["id"], row["name"], row["off_home"], int(row["people"]), row["replies"]) if row else None


async def put(tx: Writing, actor_id: int, made: PeopleList, *, now: int) -> None:
    """Adds it, or changes the member's own of this id."""
    await tx.run(
        """insert into lists (id, actor_id, name, off_home, replies, created)
        values (:id, :actor_id, :name, :off_home, :replies, :now)
        on conflict (id) do update set name = excluded.name, off_home = excluded.off_home, replies = excluded.replies
        where lists.actor_id = excluded.actor_id""",
        id=made.id,
        actor_id=actor_id,
        name=made.name,
        off_home=made.off_home,
        replies=made.replies,
        now=now,
    )
    await tx.run(
        "update list_people set off_home = :off_home where list_id = :id and owner_id = :actor_id",
        off_home=made.off_home,
        id=made.id,
        actor_id=actor_id,
    )


async def remove(tx: Writing, actor_id: int, list_id: int) -> None:
    await tx.run("delete from list_people where list_id = :id and owner_id = :actor_id", id=list_id, actor_id=actor_id)
    await tx.run("delete from lists where id = :id and actor_id = :actor_id", id=list_id, actor_id=actor_id)


async def add_person(tx: Writing, actor_id: int, wanted: PeopleList, person_id: int, *, now: int) -> None:
    await tx.run(
        """insert into list_people (list_id, person_id, owner_id, off_home, created)
        values (:id, :person_id, :actor_id, :off_home, :now) on conflict (list_id, person_id) do nothing""",
        id=wanted.id,
        person_id=person_id,
        actor_id=actor_id,
        off_home=wanted.off_home,
        now=now,
    )


async def remove_person(tx: Writing, actor_id: int, list_id: int, person_id: int) -> None:
    await tx.run(
        "delete from list_people where list_id = :id and person_id = :person_id and owner_id = :actor_id",
        id=list_id,
        person_id=person_id,
        actor_id=actor_id,
    )


async def forget_person(tx: Writing, actor_id: int, person_id: int) -> None:
    """Whom the member does not follow any more is in none of their lists."""
    await tx.run(
        "delete from list_people where owner_id = :actor_id and person_id = :person_id",
        actor_id=actor_id,
        person_id=person_id,
    )


async def people(tx: Reading, actor_id: int, list_id: int) -> Sequence[Actor]:
    """Who is in it, by name."""
    rows = await tx.all(
        f"""select {actor_columns("a")} from list_people m join actors a on a.id = m.person_id
        where m.list_id = :id and m.owner_id = :actor_id order by lower(a.name), a.id limit {MOST_PEOPLE}""",
        id=list_id,
        actor_id=actor_id,
    )
    return [actor_from(row, "actor_") for row in rows]


async def lists_with(tx: Reading, actor_id: int, person_id: int) -> set[int]:
    """The member's lists that this person is in."""
    rows = await tx.all(
        "select list_id from list_people where owner_id = :actor_id and person_id = :person_id",
        actor_id=actor_id,
        person_id=person_id,
    )
    return {row["list_id"] for row in rows}


_SINCE = "({0}.published, {0}.id) < (:time, :last) and {0}.published >= :floor"
_LISTED = f"where m.list_id = :list_id and m.owner_id = :viewer and {unmuted('m.person_id')}"


def _each(engine: str, table: str, more: str, many: int) -> str:
    rest = f"""where y.actor_id = m.person_id {more} and {_SINCE.format("y")}
        order by y.published desc, y.id desc limit {many}"""
    return newest_of_each(engine, table, "id", rest)


def _newest(engine: str, table: str, more: str, many: int) -> str:
    """SQL: each person's newest are read from their own index, and the newest of those kept: no table is gone through.

    With the plus sign no index serves the order, which would go through all posts.
    """
    return f"""select x.id from list_people m {_each(engine, table, more, many)} {_LISTED}
        order by +x.published desc, +x.id desc limit {many}"""


_SAID = f"""and y.deleted = 0 and y.visibility <> 'direct'
    and (y.kind <> 'reply' or exists (select 1 from lists own join posts up on up.id = y.reply_to_id
    where own.id = :list_id and ((own.replies = '{AMONG}' and exists (select 1 from list_people one
            where one.list_id = own.id and one.person_id = up.actor_id))
        or (own.replies = '{FOLLOWED}' and (up.actor_id = :viewer or exists (select 1 from follows one
            where one.follower_id = :viewer and one.followee_id = up.actor_id and one.state = 'accepted'))))))"""


async def timeline(tx: Reading, list_id: int, viewer: int, *, before: Cursor = FIRST, limit: int = 30) -> list[Spoken]:
    """Posts and boosts of who is in the viewer's own list, the newest first; of replies those that the list is to
    show."""
    rows = await timeline_rows(tx, list_id, viewer, before, limit)
    return await merged(tx, rows, viewer=viewer, limit=limit)


async def timeline_rows(tx: Reading, list_id: int, viewer: int, before: Cursor, limit: int) -> list[Row]:
    """The same before they are put in order and anything else is read of them: among them are the newest `limit`."""
    asked = {"list_id": list_id, "viewer": viewer, "time": before[0], "last": before[1], "limit": limit, "floor": 0}
    few = _each(tx.engine, "posts", _SAID, FEW)
    floor = int(await tx.value(reach("list_people m", few, _LISTED, 2 * int(limit)), **asked))
    rows = await _said_since(tx, asked | {"floor": floor})
    if floor and len(rows) < limit:
        rows = await _said_since(tx, asked)
    return rows


async def _said_since(tx: Reading, asked: dict[str, int]) -> list[Row]:
    limit = int(asked["limit"])
    newest, boosts = _newest(tx.engine, "posts", _SAID, int(limit)), _newest(tx.engine, "boosts", "", int(limit))
    own = await tx.all(
        f"""select {SPOKEN}, p.published as at, p.id as cursor, 0 as booster from posts p {ITS_AUTHOR}
        where p.id in ({newest}) and {SEEN_BY} and {UNMUTED} and {language_wanted("p")}
        order by +p.published desc, +p.id desc limit :limit""",
        **asked,
    )
    boosted = await tx.all(
        f"""select {SPOKEN}, b.published as at, b.id as cursor, b.actor_id as booster
        from boosts b join posts p on p.id = b.post_id {ITS_AUTHOR}
        where b.id in ({boosts}) and p.visibility <> 'direct' and {SEEN_BY} and {UNMUTED}
        and {unmuted("b.actor_id")} and {boosts_wanted("b.actor_id")}
        order by +b.published desc, +b.id desc limit :limit""",
        **asked,
    )
    return [*own, *boosted]
