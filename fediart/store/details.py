"""What only some posts and people of other servers have: rows beside `posts` and `actors`, read where shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from fediart.store.database import Reading, Writing, numbers

Statement = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Version:
    """A post in one of its languages; `content` is sanitized HTML, the others plain text."""

    language: str
    content: str
    title: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class PostDetails:
    """`type` is the ActivityStreams type. Times and the duration are milliseconds, 0 for none; `zone` is the event's.

    `durations` are those of films and sounds among the files, by the file's address, and `camera` is what cameras say
    of pictures: pairs of field and value.
    """

    type: str = "Note"
    summary: str = ""
    link: str = ""
    starts: int = 0
    ends: int = 0
    zone: str = ""
    place: str = ""
    online: str = ""
    duration: int = 0
    category: str = ""
    licence: str = ""
    versions: tuple[Version, ...] = ()
    durations: Mapping[str, int] = field(default_factory=dict)
    camera: Mapping[str, list[list[str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActorDetails:
    """`joined` is a time in milliseconds or 0. `suspended` is what the actor's own server says, not we."""

    joined: int = 0
    memorial: int = 0
    suspended: int = 0


_PLAIN_POST, _PLAIN_ACTOR = PostDetails(), ActorDetails()


def keeping(post_id: int, details: PostDetails) -> list[Statement]:
    """The statement that keeps the details of a new post; none for a plain Note."""
    if details == _PLAIN_POST:
        return []
    insert = "insert into post_details (post_id, body) values (:id, :body)"
    return [(insert, {"id": post_id, "body": _written(details)})]


def replacing(post_id: int, details: PostDetails) -> list[Statement]:
    """The statements that give an edited post these details."""
    return [forgetting(post_id), *keeping(post_id, details)]


def forgetting(post_id: int) -> Statement:
    return "delete from post_details where post_id = :id", {"id": post_id}


async def of_posts(tx: Reading, post_ids: Iterable[int]) -> dict[int, PostDetails]:
    """By post id, where there are any."""
    rows = await tx.all(f"select post_id, body from post_details where post_id in ({numbers(post_ids)})")
    return {row["post_id"]: _post_details(json.loads(row["body"])) for row in rows}


def _post_details(said: dict[str, Any]) -> PostDetails:
    return PostDetails(**{**said, "versions": tuple(Version(**one) for one in said.get("versions", ()))})


async def keep_actor(tx: Writing, actor_id: int, details: ActorDetails) -> None:
    """In the place of what was said before."""
    if details == _PLAIN_ACTOR:
        await tx.run("delete from actor_details where actor_id = :id", id=actor_id)
        return
    await tx.run(
        """insert into actor_details (actor_id, body) values (:id, :body)
        on conflict (actor_id) do update set body = excluded.body""",
        id=actor_id,
        body=_written(details),
    )


async def of_actor(tx: Reading, actor_id: int) -> ActorDetails:
    row = await tx.one("select body from actor_details where actor_id = :id", id=actor_id)
    return ActorDetails(**json.loads(row["body"])) if row else _PLAIN_ACTOR


def _written(details: PostDetails | ActorDetails) -> str:
    """Only what is said: most has nothing of most."""
    return json.dumps({name: value for name, value in asdict(details).items() if value}, ensure_ascii=False)
