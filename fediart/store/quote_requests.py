"""Who asked to quote posts of people here, and what these have said. The row's id is the QuoteAuthorization's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from fediart.store.actors import Actor, actor_from
from fediart.store.actors import listed as actor_columns
from fediart.store.database import Reading, Row, Writing
from fediart.store.posts import Post, post_from
from fediart.store.posts import listed as post_columns


@dataclass(frozen=True, slots=True)
class QuoteRequest:
    """`actor_id` wants to quote `post_id` of `author_id` in the post at `quote_uri`, shown at `quote_url`.

    `content` is what the quoting post says, sanitized; `request_uri` the id of the activity that asked last.
    """

    id: int
    post_id: int
    author_id: int
    actor_id: int
    request_uri: str
    quote_uri: str
    quote_url: str
    content: str
    state: str
    created: int
    decided: int


_COLUMNS = tuple(item.name for item in fields(QuoteRequest))
_LISTED = ", ".join(_COLUMNS)
_PREFIXED = ", ".join(f"q.{name} as {name}" for name in _COLUMNS)


def _request(row: Row | None) -> QuoteRequest | None:
    return QuoteRequest(**{name: row[name] for name in _COLUMNS}) if row else None


async def insert(tx: Writing, asked: QuoteRequest) -> None:
    places = ", ".join(f":{name}" for name in _COLUMNS)
    await tx.run(
        f"insert into quote_requests ({_LISTED}) values ({places})",
        **{name: getattr(asked, name) for name in _COLUMNS},
    )


async def by_id(tx: Reading, number: int) -> QuoteRequest | None:
    return _request(await tx.one(f"select {_LISTED} from quote_requests where id = :id", id=number))


async def owned(tx: Reading, number: int, author_id: int) -> QuoteRequest | None:
    """If it is about a post of this artist's."""
    return _request(
        await tx.one(
            f"select {_LISTED} from quote_requests where id = :id and author_id = :author", id=number, author=author_id
        )
    )


async def of_quote(tx: Reading, post_id: int, quote_uri: str) -> QuoteRequest | None:
    """By what is quoted and what quotes it."""
    return _request(
        await tx.one(
            f"select {_LISTED} from quote_requests where post_id = :post_id and quote_uri = :uri",
            post_id=post_id,
            uri=quote_uri,
        )
    )


async def waiting_from(tx: Reading, author_id: int, actor_id: int) -> int:
    """How many requests of this actor the artist has not answered."""
    return int(
        await tx.value(
            """select count(*) from quote_requests
            where author_id = :author and state = 'waiting' and actor_id = :actor""",
            author=author_id,
            actor=actor_id,
        )
    )


async def by_request(tx: Reading, uri: str, actor_id: int) -> QuoteRequest | None:
    """By the activity that asked, if it was this actor's."""
    return _request(
        await tx.one(
            f"select {_LISTED} from quote_requests where request_uri = :uri and actor_id = :actor",
            uri=uri,
            actor=actor_id,
        )
    )


async def asked_again(tx: Writing, number: int, request_uri: str) -> None:
    await tx.run("update quote_requests set request_uri = :uri where id = :id", uri=request_uri, id=number)


async def decide(tx: Writing, number: int, state: str, *, among: Sequence[str], now: int) -> bool:
    """Brings a request from one of the states `among` into another. False where it was in none of them."""
    states = ", ".join(f"'{word}'" for word in among)
    touched = await tx.run(
        f"update quote_requests set state = :state, decided = :now where id = :id and state in ({states})",
        state=state,
        now=now,
        id=number,
    )
    return touched > 0


async def remove(tx: Writing, number: int) -> None:
    await tx.run("delete from quote_requests where id = :id", id=number)


Asked = tuple[QuoteRequest, Post, Actor]


async def listed(tx: Reading, author_id: int, state: str, *, before: int = 2**62, limit: int = 30) -> Sequence[Asked]:
    """With the post that is quoted and who quotes it, the newest first; not the artist's own quotes."""
    rows = await tx.all(
        f"""select {_PREFIXED}, {post_columns("p")}, {actor_columns("a")} from quote_requests q
        join posts p on p.id = q.post_id join actors a on a.id = q.actor_id
        where q.author_id = :author and q.state = :state and q.id < :before and q.actor_id <> q.author_id
        and a.suspended = 0 and a.deleted = 0
        and not exists (select 1 from blocks where blocks.actor_id = q.author_id and blocks.target_id = q.actor_id
            and q.state = 'waiting') order by q.id desc limit :limit""",
        author=author_id,
        state=state,
        before=before,
        limit=limit,
    )
    return [(QuoteRequest(**{n: row[n] for n in _COLUMNS}), post_from(row, "post_"), actor_from(row, "actor_"))
            for row in rows]  # fmt: skip
