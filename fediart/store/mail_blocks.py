"""Rows of single e-mail addresses that nobody may sign up with, and of what admins know of throw-away mail.

Of an address only a hash is kept, and enough of it to be recognised by whoever knows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Writing


@dataclass(frozen=True, slots=True)
class MailAddress:
    """`hash` is the SHA-256 of the address in its plain form, as 64 hex digits; `hint` is most of it starred out."""

    id: int
    hash: str
    hint: str
    comment: str
    created: int


@dataclass(frozen=True, slots=True)
class ThrowAway:
    """A domain for throw-away mail that the list does not have; or, where `fine`, one that it has wrongly."""

    domain: str
    fine: int
    created: int


_LISTED = "id, hash, hint, comment, created"


async def addresses(tx: Reading, *, before: int = 2**62, after: int = 0, limit: int = 100) -> Sequence[MailAddress]:
    """The newest first."""
    rows = await tx.all(
        f"select {_LISTED} from email_blocks where id < :before and id > :after order by id desc limit :limit",
        before=before,
        after=after,
        limit=limit,
    )
    return [MailAddress(**dict(row)) for row in rows]


async def address(tx: Reading, block_id: int) -> MailAddress | None:
    row = await tx.one(f"select {_LISTED} from email_blocks where id = :id", id=block_id)
    return MailAddress(**dict(row)) if row else None


async def by_hash(tx: Reading, digest: str) -> MailAddress | None:
    row = await tx.one(f"select {_LISTED} from email_blocks where hash = :hash", hash=digest)
    return MailAddress(**dict(row)) if row else None


async def add_address(tx: Writing, block: MailAddress) -> None:
    """Raises Conflict where it is there already."""
    await tx.run(
        f"insert into email_blocks ({_LISTED}) values (:id, :hash, :hint, :comment, :created)",
        id=block.id,
        hash=block.hash,
        hint=block.hint,
        comment=block.comment,
        created=block.created,
    )


async def drop_address(tx: Writing, block_id: int) -> bool:
    return await tx.run("delete from email_blocks where id = :id", id=block_id) > 0


async def throw_aways(tx: Reading, *, limit: int = 1000) -> Sequence[ThrowAway]:
    """By name."""
    rows = await tx.all(
        "select domain, fine, created from disposable_domains order by domain limit :limit", limit=limit
    )
    return [ThrowAway(**dict(row)) for row in rows]


async def known_of(tx: Reading, domains: Sequence[str]) -> dict[str, bool]:
    """Of these domains, what admins said: whether each is fine."""
    places = ", ".join(f":d{number}" for number in range(len(domains)))
    rows = await tx.all(
        f"select domain, fine from disposable_domains where domain in ({places})",
        **{f"d{number}": name for number, name in enumerate(domains)},
    )
    return {row["domain"]: bool(row["fine"]) for row in rows}


async def put_throw_away(tx: Writing, one: ThrowAway) -> None:
    await tx.run(
        """insert into disposable_domains (domain, fine, created) values (:domain, :fine, :now)
        on conflict (domain) do update set fine = excluded.fine""",
        domain=one.domain,
        fine=one.fine,
        now=one.created,
    )


async def drop_throw_away(tx: Writing, domain: str) -> bool:
    return await tx.run("delete from disposable_domains where domain = :domain", domain=domain) > 0
