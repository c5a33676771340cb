"""Rows of polls: what is asked in a post, how many chose what, and who here or elsewhere chose what we count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fediart.store.database import Reading, Row, Writing, numbers

ON_THE_WAY = 10 * 60_000  # how long a vote of ours may take to be counted over there
Statement = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    name: str
    votes: int


@dataclass(frozen=True, slots=True)
class Poll:
    """Times are milliseconds, 0 for none. `counted` is when these tallies were told; `chosen` is the viewer's own vote,
    as places in `options`. `hidden`: in a poll of ours the tallies are told when it has ended, and not before."""

    post_id: int
    options: tuple[Option, ...]
    multiple: bool
    ends: int
    closed: int
    voters: int
    counted: int
    chosen: tuple[int, ...] = ()
    hidden: bool = False

    def over(self, now: int) -> bool:
        """Whether nobody can vote any more."""
        return any(0 < end <= now for end in (self.ends, self.closed))


def inserting(poll: Poll) -> list[Statement]:
    """The statements that keep the poll of a post that is new."""
    own = [(_OWN, {"post_id": poll.post_id})] if poll.hidden else []
    return [(_INSERT, _row(poll)), *_options(poll), *own]


_INSERT = """insert into polls (post_id, multiple, ends, closed, voters, counted)
    values (:post_id, :multiple, :ends, :closed, :voters, :counted)"""
_OWN = "insert into own_polls (post_id, hide_totals) values (:post_id, 1)"
_OPTION = "insert into poll_options (post_id, position, name, votes) values (:post_id, :position, :name, :votes)"


def _row(poll: Poll) -> Mapping[str, int]:
    return {
        "post_id": poll.post_id,
        "multiple": int(poll.multiple),
        "ends": poll.ends,
        "closed": poll.closed,
        "voters": poll.voters,
        "counted": poll.counted,
    }


def _options(poll: Poll) -> list[Statement]:
    return [
        (_OPTION, {"post_id": poll.post_id, "position": place, "name": one.name, "votes": one.votes})
        for place, one in enumerate(poll.options)
    ]


async def retally(tx: Writing, fresh: Poll) -> bool:
    """Keeps newer tallies. False where what is here is newer. When other things are asked, all votes are void."""
    await hold(tx, fresh.post_id)
    known = (await of_posts(tx, [fresh.post_id])).get(fresh.post_id)
    if known is None:
        await tx.batch(inserting(fresh))
        return True
    if known.counted > fresh.counted:
        return False
    same = [one.name for one in known.options] == [one.name for one in fresh.options]
    if same and await _voted_since(tx, fresh.post_id, fresh.counted - ON_THE_WAY):
        fresh = _no_less(fresh, known)
    await tx.run(
        """update polls set multiple = :multiple, ends = :ends, closed = :closed, voters = :voters, counted = :counted
        where post_id = :post_id""",
        **_row(fresh),
    )
    if same:
        await tx.many(
            "update poll_options set votes = :votes where post_id = :post_id and position = :position",
            [
                {"post_id": fresh.post_id, "position": place, "votes": one.votes}
                for place, one in enumerate(fresh.options)
            ],
        )
        return True
    await tx.run("delete from votes where post_id = :post_id", post_id=fresh.post_id)
    await tx.run("delete from poll_options where post_id = :post_id", post_id=fresh.post_id)
    await tx.batch(_options(fresh))
    return True


async def _voted_since(tx: Reading, post_id: int, time: int) -> bool:
    sql = "select 1 from votes where post_id = :post_id and created > :time limit 1"
    return await tx.value(sql, post_id=post_id, time=time) is not None


def _no_less(fresh: Poll, known: Poll) -> Poll:
    """A vote that is still on its way is not in their tallies yet, and must not seem lost to who gave it."""
    options = zip(fresh.options, known.options, strict=True)
    return replace(
        fresh,
        options=tuple(Option(one.name, max(one.votes, other.votes)) for one, other in options),
        voters=max(fresh.voters, known.voters),
    )


async def hold(tx: Writing, post_id: int) -> None:
    """Whoever holds the row votes or counts alone."""
    await tx.run("update polls set voters = voters where post_id = :post_id", post_id=post_id)


async def vote(tx: Writing, poll: Poll, actor_id: int, places: Sequence[int], *, now: int) -> None:
    """Keeps a vote and counts it at once; the poll's server will tell the true tallies. `hold` it and check first."""
    chosen = [{"post_id": poll.post_id, "actor_id": actor_id, "position": place, "now": now} for place in places]
    await tx.many(
        "insert into votes (post_id, actor_id, position, created) values (:post_id, :actor_id, :position, :now)", chosen
    )
    await tx.many(
        "update poll_options set votes = votes + 1 where post_id = :post_id and position = :position",
        [{"post_id": poll.post_id, "position": place} for place in places],
    )
    if not poll.chosen:
        await tx.run("update polls set voters = voters + 1 where post_id = :post_id", post_id=poll.post_id)


async def ask_anew(tx: Writing, fresh: Poll) -> None:
    """Something else is asked: what was voted is void, as other servers have it. Nothing is told of who voted."""
    await hold(tx, fresh.post_id)
    for table in ("votes", "poll_options", "own_polls", "polls"):
        await tx.run(f"delete from {table} where post_id = :post_id", post_id=fresh.post_id)
    await tx.batch(inserting(fresh))


async def forget(tx: Writing, post_id: int) -> None:
    """The post asks nothing any more."""
    for table in ("votes", "poll_options", "own_polls", "polls"):
        await tx.run(f"delete from {table} where post_id = :post_id", post_id=post_id)


async def end(tx: Writing, post_id: int, *, now: int) -> bool:
    """Marks a poll that is over as told of. False where it was told of already, or is gone."""
    sql = "update polls set closed = :now where post_id = :post_id and closed = 0"
    return await tx.run(sql, now=now, post_id=post_id) > 0


async def put_off(tx: Writing, post_id: int, *, ends: int) -> None:
    """Another end, with all votes kept."""
    await tx.run("update polls set ends = :ends where post_id = :post_id", ends=ends, post_id=post_id)


async def voters_here(tx: Reading, post_id: int) -> list[int]:
    """Members who voted, to be told of the end. Nobody else is ever told who they are."""
    rows = await tx.all(
        """select distinct v.actor_id from votes v join actors a on a.id = v.actor_id
        where v.post_id = :post_id and a.host = ''""",
        post_id=post_id,
    )
    return [row["actor_id"] for row in rows]


async def of_posts(tx: Reading, post_ids: Iterable[int], *, viewer: int = 0) -> dict[int, Poll]:
    """The polls among these posts, with what the viewer chose."""
    rows = await tx.all(
        f"""select p.post_id, p.multiple, p.ends, p.closed, p.voters, p.counted, o.hide_totals
        from polls p left join own_polls o on o.post_id = p.post_id where p.post_id in ({numbers(post_ids)})"""
    )
    if not rows:
        return {}
    which = numbers(row["post_id"] for row in rows)
    options: dict[int, list[Option]] = defaultdict(list)
    for row in await tx.all(
        f"select post_id, name, votes from poll_options where post_id in ({which}) order by post_id, position"
    ):
        options[row["post_id"]].append(Option(row["name"], row["votes"]))
    found = {row["post_id"]: _poll(row, options[row["post_id"]]) for row in rows}
    if viewer:
        for post_id, places in (await _chosen(tx, which, viewer)).items():
            found[post_id] = replace(found[post_id], chosen=tuple(places))
    return found


async def _chosen(tx: Reading, which: str, viewer: int) -> dict[int, list[int]]:
    chosen: dict[int, list[int]] = defaultdict(list)
    rows = await tx.all(
        f"""select post_id, position from votes where actor_id = :viewer and post_id in ({which})
        order by post_id, position""",
        viewer=viewer,
    )
    for row in rows:
        chosen[row["post_id"]].append(row["position"])
    return chosen


def _poll(row: Row, options: Sequence[Option]) -> Poll:
    return Poll(
        row["post_id"],
        tuple(options),
        bool(row["multiple"]),
        row["ends"],
        row["closed"],
        row["voters"],
        row["counted"],
        hidden=bool(row["hide_totals"]),
    )
