"""Accounts page by page for those who run an instance, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fediart.store import accounts, actors
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.database import Reading, Row, numbers


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as moderators see them; `account` is None for people of other servers."""

    actor: Actor
    account: Account | None
    silenced: bool
    sensitive: bool


_LIMITS = """coalesce((select l.silenced from actor_limits l where l.actor_id = p.id), 0) as silenced,
coalesce((select l.sensitive from actor_limits l where l.actor_id = p.id), 0) as sensitive"""


def _ours(row: Row) -> Person:
    account = accounts.account_from(row, "account_") if row["account_id"] is not None else None
    return Person(actors.actor_from(row, "actor_"), account, bool(row["silenced"]), bool(row["sensitive"]))


async def here(tx: Reading, *, before: int = 2**62, after: int = 0, limit: int) -> Sequence[Person]:
    """Members, by the ids of their actors."""
    rows = await tx.all(
        f"""select {accounts.listed("a")}, {actors.listed("p")}, {_LIMITS} from accounts a
        join actors p on p.id = a.actor_id
        where p.id < :before and p.id > :after and a.gone = 0 order by p.id desc limit :limit""",
        before=before,
        after=after,
        limit=limit,
    )
    return [_ours(row) for row in rows]


async def elsewhere(
    tx: Reading, host: str = "", *, before: int = 2**62, after: int = 0, limit: int
) -> Sequence[Person]:
    """People of other servers, or of one."""
    narrowed = "p.host = :host and p.host <> ''" if host else "p.host <> ''"
    given = {"host": host} if host else {}
    rows = await tx.all(
        f"""select {accounts.listed("a")}, {actors.listed("p")}, {_LIMITS} from actors p
        left join accounts a on a.actor_id = p.id
        where {narrowed} and p.id < :before and p.id > :after order by p.id desc limit :limit""",
        before=before,
        after=after,
        limit=limit,
        **given,
    )
    return [_ours(row) for row in rows]


async def among(tx: Reading, actor_ids: Sequence[int]) -> dict[int, Person]:
    rows = await tx.all(
        f"""select {accounts.listed("a")}, {actors.listed("p")}, {_LIMITS} from actors p
        left join accounts a on a.actor_id = p.id where p.id in ({numbers(actor_ids)})"""
    )
    found = [_ours(row) for row in rows]
    return {one.actor.id: one for one in found}


async def names_of(tx: Reading, account_ids: Iterable[int]) -> dict[int, str]:
    """What members are called, by their accounts."""
    rows = await tx.all(
        f"""select accounts.id as id, actors.name as name from accounts join actors on actors.id = accounts.actor_id
        where accounts.id in ({numbers(account_ids)})"""
    )
    return {row["id"]: row["name"] for row in rows}


async def sign_ups(tx: Reading, first: int, last: int) -> list[int]:
    """When accounts were made whose ids lie between: in milliseconds."""
    rows = await tx.all(
        "select created from accounts where id >= :first and id < :last order by id", first=first, last=last
    )
    return [row["created"] for row in rows]


async def reported(tx: Reading, first: int, last: int) -> list[tuple[int, int]]:
    """When reports came in and were handled (0: not yet), whose ids lie between."""
    rows = await tx.all(
        "select created, handled from reports where id >= :first and id < :last order by id", first=first, last=last
    )
    return [(row["created"], row["handled"]) for row in rows]
