"""How somebody follows: told of each new post, with or without boosts, in which languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fediart.store.database import Reading, Writing, numbers


@dataclass(frozen=True, slots=True)
class FollowOptions:
    """`tells`: each new post is told in the notifications. `languages` empty is all."""

    tells: bool = False
    boosts: bool = True
    languages: tuple[str, ...] = ()


USUAL = FollowOptions()


def boosts_wanted(booster: str) -> str:
    """SQL: the viewer (`:viewer`) wants to see what this person (a column) boosts."""
    return f"""not exists (select 1 from follow_options o where o.follower_id = :viewer
        and o.followee_id = {booster} and o.boosts = 0)"""


def language_wanted(post: str) -> str:
    """SQL: the viewer reads this person's posts in the language of this one (an alias of posts)."""
    return f"""not exists (select 1 from follow_options o where o.follower_id = :viewer
        and o.followee_id = {post}.actor_id and o.languages <> '' and {post}.language <> ''
        and o.languages not like '%,' || {post}.language || ',%')"""


async def of(tx: Reading, follower_id: int, followee_id: int) -> FollowOptions:
    return (await of_people(tx, follower_id, (followee_id,))).get(followee_id, USUAL)


async def of_people(tx: Reading, follower_id: int, followee_ids: Iterable[int]) -> dict[int, FollowOptions]:
    """Of those whom they follow in another way than the usual one."""
    rows = await tx.all(
        f"""select followee_id, tells, boosts, languages from follow_options
        where follower_id = :follower and followee_id in ({numbers(followee_ids)})""",
        follower=follower_id,
    )
    return {row["followee_id"]: _options(row) for row in rows}


def _options(row: Mapping[str, Any]) -> FollowOptions:
    languages = tuple(one for one in row["languages"].split(",") if one)
    return FollowOptions(bool(row["tells"]), bool(row["boosts"]), languages)


async def put(tx: Writing, follower_id: int, followee_id: int, options: FollowOptions) -> None:
    await forget(tx, follower_id, followee_id)
    if options != USUAL:
        await tx.run(
            """insert into follow_options (follower_id, followee_id, tells, boosts, languages)
            values (:follower, :followee, :tells, :boosts, :languages)""",
            follower=follower_id,
            followee=followee_id,
            tells=int(options.tells),
            boosts=int(options.boosts),
            languages=f",{','.join(options.languages)}," if options.languages else "",
        )


async def forget(tx: Writing, follower_id: int, followee_id: int) -> None:
    """The follow is over: another one begins anew."""
    await tx.run(
        "delete from follow_options where follower_id = :follower and followee_id = :followee",
        follower=follower_id,
        followee=followee_id,
    )


async def told_of(tx: Reading, followee_id: int) -> Sequence[int]:
    """Who here wants to be told of each new post, with an accepted follow."""
    rows = await tx.all(
        """select o.follower_id as id from follow_options o join follows f on f.follower_id = o.follower_id
        and f.followee_id = o.followee_id and f.state = 'accepted'
        where o.followee_id = :id and o.tells = 1 order by o.follower_id limit 5000""",
        id=followee_id,
    )
    return [row["id"] for row in rows]


async def is_watched(tx: Reading, followee_id: int) -> bool:
    """Whether anybody wants to be told of each new post of theirs."""
    found = await tx.value("select 1 from follow_options where followee_id = :id and tells = 1 limit 1", id=followee_id)
    return found is not None
