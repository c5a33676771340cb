"""Direct messages by who talks with whom: a talk is the same people, whoever began it. They are posts like any other,
visible to whom they name; beside them is kept, for people here, what is new and what a stranger asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fediart.store import actors
from fediart.store.actors import Actor
from fediart.store.database import Reading, Row, Writing, numbers
from fediart.store.posts import Post, post_from
from fediart.store.posts import listed as post_columns
from fediart.store.threads import ITS_AUTHOR, SPOKEN, Spoken, gather
from fediart.store.visibility import SEEN_BY

OPEN, ASKED, DECLINED = "open", "asked", "declined"
STATES = (OPEN, ASKED, DECLINED)
NEWEST = 2**62
Statement = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Talk:
    """As one person has it: `people` are the others, `newest` the id of the last message in it."""

    id: int
    state: str
    unread: int
    newest: int
    people: tuple[Actor, ...]
    last: Post | None = None


def keeping(
    post: Post, people: Iterable[int], local: Iterable[int], *, talk_id: int, others: int = 0
) -> list[Statement]:
    """The statements that put a direct message into the talk of its people, the author among them.

    `talk_id` is for a talk that is new. `local` are those of them who live here; for each but the author it is new:
    from somebody they follow in an open talk, from a stranger as a request, or declined by their choice. Who blocks
    the author is not told, and whoever had muted them finds it read.
    """
    key = ",".join(str(one) for one in sorted({*people, post.actor_id}))
    here = set(local)
    made: list[Statement] = [
        (_NEW_TALK, {"id": talk_id, "people": key, "now": post.published}),
        (_PUT, {"post": post.id, "people": key, "others": others}),
    ]
    if post.local:
        made.append((_SAID, {"people": key, "actor": post.actor_id, "post": post.id}))
    told = ({"people": key, "actor": one, "author": post.actor_id, "post": post.id} for one in sorted(here))
    made += [(_TOLD, values) for values in told if values["actor"] != post.actor_id]
    return made


_NEW_TALK = """insert into talks (id, people, created) values (:id, :people, :now) on conflict (people) do nothing"""
_PUT = """insert into talk_posts (post_id, talk_id, others)
    select cast(:post as bigint), id, cast(:others as bigint) from talks where people = :people
    on conflict (post_id) do nothing"""
# Who writes has accepted; an older message never comes before a newer one.
_SAID = f"""insert into talk_people (talk_id, actor_id, state, unread, newest)
    select id, cast(:actor as bigint), '{OPEN}', 0, cast(:post as bigint) from talks where people = :people
    on conflict (talk_id, actor_id) do update set state = '{OPEN}', unread = 0,
        newest = case when excluded.newest > talk_people.newest then excluded.newest else talk_people.newest end"""
_TOLD = f"""insert into talk_people (talk_id, actor_id, state, unread, newest)
    select t.id, cast(:actor as bigint),
        case when exists (select 1 from follows f where f.follower_id = cast(:actor as bigint)
            and f.followee_id = cast(:author as bigint) and f.state = 'accepted') then '{OPEN}'
        when exists (select 1 from news_choices c where c.actor_id = cast(:actor as bigint)
            and c.messages = 'refuse') then '{DECLINED}' else '{ASKED}' end,
        case when exists (select 1 from mutes m where m.actor_id = cast(:actor as bigint)
            and m.target_id = cast(:author as bigint)) then 0 else 1 end,
        cast(:post as bigint)
    from talks t where t.people = :people
    and not exists (select 1 from blocks b where b.actor_id = cast(:actor as bigint)
        and b.target_id = cast(:author as bigint))
    on conflict (talk_id, actor_id) do update set newest =
        case when excluded.newest > talk_people.newest then excluded.newest else talk_people.newest end,
        unread = case when excluded.unread > talk_people.unread then excluded.unread else talk_people.unread end"""


async def by_id(tx: Reading, talk_id: int, actor_id: int) -> Talk | None:
    """None for who is not in it, whatever it is (advisory 105)."""
    row = await tx.one(
        """select t.id as id, t.people as people, mine.state as state, mine.unread as unread, mine.newest as newest
        from talk_people mine join talks t on t.id = mine.talk_id where t.id = :id and mine.actor_id = :actor_id""",
        id=talk_id,
        actor_id=actor_id,
    )
    return (await _whole(tx, [row], actor_id))[0] if row else None


async def of_people(tx: Reading, people: Iterable[int]) -> int | None:
    """The talk of exactly these people."""
    key = ",".join(str(one) for one in sorted(set(people)))
    found = await tx.value("select id from talks where people = :people", people=key)
    return None if found is None else int(found)


async def of_actor(
    tx: Reading, actor_id: int, state: str, *, before: int = NEWEST, after: int = 0, limit: int = 30
) -> Sequence[Talk]:
    """The one with the newest message first; `before` is the `newest` of the last one of the page before. Those that
    were put away are left out until something new is said."""
    rows = await tx.all(
        """select t.id as id, t.people as people, mine.state as state, mine.unread as unread, mine.newest as newest
        from talk_people mine join talks t on t.id = mine.talk_id
        where mine.actor_id = :actor_id and mine.state = :state and mine.newest < :before and mine.newest > :after
        and not exists (select 1 from talks_put_away gone where gone.talk_id = mine.talk_id
            and gone.actor_id = mine.actor_id and gone.newest >= mine.newest)
        order by mine.newest desc limit :limit""",
        actor_id=actor_id,
        state=state,
        before=before,
        after=after,
        limit=limit,
    )
    return await _whole(tx, rows, actor_id)


async def next_newer(tx: Reading, actor_id: int, *, after: int, limit: int) -> Sequence[Talk]:
    """Open talks with something said after that message: those with the oldest such last message, the newest first."""
    rows = await tx.all(
        f"""select t.id as id, t.people as people, mine.state as state, mine.unread as unread, mine.newest as newest
        from talk_people mine join talks t on t.id = mine.talk_id
        where mine.actor_id = :actor_id and mine.state = '{OPEN}' and mine.newest > :after
        and not exists (select 1 from talks_put_away gone where gone.talk_id = mine.talk_id
            and gone.actor_id = mine.actor_id and gone.newest >= mine.newest)
        order by mine.newest limit :limit""",
        actor_id=actor_id,
        after=after,
        limit=limit,
    )
    return await _whole(tx, rows[::-1], actor_id)


async def put_away(tx: Writing, talk_id: int, actor_id: int) -> bool:
    """Off this person's list until something new is said. False where they are not in it."""
    touched = await tx.run(
        """insert into talks_put_away (talk_id, actor_id, newest) select talk_id, actor_id, newest from talk_people
        where talk_id = :talk_id and actor_id = :actor_id
        on conflict (talk_id, actor_id) do update set newest = excluded.newest""",
        talk_id=talk_id,
        actor_id=actor_id,
    )
    return touched > 0


async def _whole(tx: Reading, rows: Sequence[Row], actor_id: int) -> list[Talk]:
    """With the people, and the last message as far as it may be seen."""
    ids = {row["id"]: [int(one) for one in row["people"].split(",")] for row in rows}
    known = await actors.by_ids(tx, {one for listed in ids.values() for one in listed})
    last = await tx.all(
        f"""select {post_columns("p")} from posts p
        where p.id in ({numbers(row["newest"] for row in rows)}) and {SEEN_BY}""",
        viewer=actor_id,
    )
    posts = {row["post_id"]: post_from(row, "post_") for row in last}
    return [
        Talk(
            row["id"],
            row["state"],
            row["unread"],
            row["newest"],
            tuple(known[one] for one in ids[row["id"]] if one in known and one != actor_id),
            posts.get(row["newest"]),
        )
        for row in rows
    ]


async def messages(tx: Reading, talk_id: int, viewer: int, *, before: int = NEWEST, limit: int = 40) -> list[Spoken]:
    """The newest first, as far as the viewer may see them, of the muted, too; who is in the talk is asked before."""
    rows = await tx.all(
        f"""select {SPOKEN} from talk_posts t join posts p on p.id = t.post_id {ITS_AUTHOR}
        where t.talk_id = :talk_id and t.post_id < :before and {SEEN_BY}
        order by t.post_id desc limit :limit""",
        talk_id=talk_id,
        viewer=viewer,
        before=before,
        limit=limit,
    )
    return await gather(tx, rows, viewer=viewer)


async def others_in(tx: Reading, post_ids: Iterable[int]) -> dict[int, int]:
    """To how many people more, who are not known here, each of these messages went, where it did."""
    rows = await tx.all(f"select post_id, others from talk_posts where post_id in ({numbers(post_ids)}) and others > 0")
    return {row["post_id"]: row["others"] for row in rows}


async def talk_of(tx: Reading, post_id: int) -> int | None:
    """The talk a message is in."""
    found = await tx.value("select talk_id from talk_posts where post_id = :id", id=post_id)
    return None if found is None else int(found)


async def last_post(tx: Reading, talk_id: int) -> Post | None:
    """What the next message answers, so that other servers keep it in one thread."""
    row = await tx.one(
        f"""select {post_columns("p")} from talk_posts t join posts p on p.id = t.post_id
        where t.talk_id = :talk_id and p.deleted = 0 and p.visibility = 'direct'
        order by t.post_id desc limit 1""",
        talk_id=talk_id,
    )
    return post_from(row, "post_") if row else None


async def set_state(tx: Writing, talk_id: int, actor_id: int, state: str) -> bool:
    """For this person alone. False where they are not in it."""
    touched = await tx.run(
        "update talk_people set state = :state, unread = 0 where talk_id = :talk_id and actor_id = :actor_id",
        state=state,
        talk_id=talk_id,
        actor_id=actor_id,
    )
    return touched > 0


async def mark_read(tx: Writing, talk_id: int, actor_id: int) -> None:
    await tx.run(
        "update talk_people set unread = 0 where talk_id = :talk_id and actor_id = :actor_id and unread = 1",
        talk_id=talk_id,
        actor_id=actor_id,
    )


async def mark_unread(tx: Writing, talk_id: int, actor_id: int) -> None:
    await tx.run(
        "update talk_people set unread = 1 where talk_id = :talk_id and actor_id = :actor_id and unread = 0",
        talk_id=talk_id,
        actor_id=actor_id,
    )


async def unread(tx: Reading, actor_id: int) -> tuple[int, int]:
    """`(open talks with something new, requests nobody looked at)`, each counted up to 100."""
    rows = await tx.all(
        f"""select state, count(*) as count from (select state from talk_people
        where actor_id = :actor_id and unread = 1 and state <> '{DECLINED}' limit 200) new group by state""",
        actor_id=actor_id,
    )
    counts = {row["state"]: min(int(row["count"]), 100) for row in rows}
    return counts.get(OPEN, 0), counts.get(ASKED, 0)


async def refuses(tx: Reading, actor_id: int, sender_id: int) -> bool:
    """Whether this person takes no messages from strangers, and the sender is one."""
    found = await tx.value(
        """select 1 from news_choices where actor_id = :actor and messages = 'refuse'
        and not exists (select 1 from follows where follower_id = :actor and followee_id = :sender
            and state = 'accepted')""",
        actor=actor_id,
        sender=sender_id,
    )
    return found is not None
