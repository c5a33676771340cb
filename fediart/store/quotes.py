"""Posts that quote others, and whether whoever is quoted has said yes (FEP-044f)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fediart.store.database import Reading, Row, Writing, numbers

UNCHECKED = "unchecked"  # it came from another server; a job asks whether it may
WAITING = "waiting"
ALLOWED = "allowed"
REFUSED = "refused"
REVOKED = "revoked"
UNCONFIRMED = "unconfirmed"
Statement = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Quote:
    """`post_id` quotes `quoted_uri`, which is `quoted_id` where it is known here. `approval` is the address of the yes.

    `request_uri` is the id of our QuoteRequest, of posts of ours only.
    """

    post_id: int
    quoted_uri: str
    quoted_id: int | None
    state: str
    approval: str
    request_uri: str
    created: int


_LISTED = "post_id, quoted_uri, quoted_id, state, approval, request_uri, created"


def _quote(row: Row | None) -> Quote | None:
    if row is None:
        return None
    return Quote(
        row["post_id"],
        row["quoted_uri"],
        row["quoted_id"],
        row["state"],
        row["approval"],
        row["request_uri"],
        row["created"],
    )


def putting(quote: Quote) -> Statement:
    """The statement that keeps what a post quotes, in the place of what it quoted before."""
    return (
        f"""insert into quotes ({_LISTED})
        values (:post_id, :quoted_uri, :quoted_id, :state, :approval, :request_uri, :created)
        on conflict (post_id) do update set quoted_uri = excluded.quoted_uri, quoted_id = excluded.quoted_id,
        state = excluded.state, approval = excluded.approval, request_uri = excluded.request_uri""",
        {
            "post_id": quote.post_id,
            "quoted_uri": quote.quoted_uri,
            "quoted_id": quote.quoted_id,
            "state": quote.state,
            "approval": quote.approval,
            "request_uri": quote.request_uri,
            "created": quote.created,
        },
    )


async def put(tx: Writing, quote: Quote) -> None:
    await tx.batch([putting(quote)])


async def remove(tx: Writing, post_id: int) -> None:
    """The post quotes nothing any more."""
    await tx.run("delete from quotes where post_id = :id", id=post_id)


async def of_post(tx: Reading, post_id: int) -> Quote | None:
    return _quote(await tx.one(f"select {_LISTED} from quotes where post_id = :id", id=post_id))


async def of_posts(tx: Reading, post_ids: Iterable[int]) -> dict[int, Quote]:
    """By the post that quotes."""
    rows = await tx.all(f"select {_LISTED} from quotes where post_id in ({numbers(post_ids)})")
    return {row["post_id"]: found for row in rows if (found := _quote(row))}


async def by_request(tx: Reading, uri: str) -> Quote | None:
    """Of our QuoteRequest's id."""
    return _quote(await tx.one(f"select {_LISTED} from quotes where request_uri = :uri and request_uri <> ''", uri=uri))


async def by_approval(tx: Reading, uri: str) -> list[Quote]:
    """All that rest on this authorization; more than one only where somebody uses another's."""
    rows = await tx.all(f"select {_LISTED} from quotes where approval = :uri and approval <> ''", uri=uri)
    return [found for row in rows if (found := _quote(row))]


async def settle(tx: Writing, post_id: int, state: str, *, was: str, approval: str = "", quoted_id: int = 0) -> bool:
    """Brings it from the state `was` into another. False where somebody was faster, or the post quotes no more."""
    touched = await tx.run(
        """update quotes set state = :state, approval = :approval,
        quoted_id = case when cast(:quoted as bigint) = 0 then quoted_id else cast(:quoted as bigint) end
        where post_id = :id and state = :was""",
        state=state,
        approval=approval,
        quoted=quoted_id,
        id=post_id,
        was=was,
    )
    return touched > 0
