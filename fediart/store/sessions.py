"""Rows of sessions: who is logged in, where. The cookie's value is kept as a hash only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from hashlib import sha256

from fediart.clock import DAY
from fediart.store import accounts, actors
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing

LIFE = 30 * DAY


@dataclass(frozen=True, slots=True)
class Session:
    """Times are milliseconds; `agent` is what the browser calls itself; `sure` is when they last proved it is them."""

    token_hash: str
    created: int
    last_seen: int
    expires: int
    agent: str
    sure: int = 0
    network: str = ""


_COLUMNS = tuple(item.name for item in fields(Session))


@dataclass(frozen=True, slots=True)
class Found:
    session: Session
    account: Account
    actor: Actor


def hashed(token: str) -> str:
    """How a secret of ours is kept: it is long and random, so one round is enough."""
    return sha256(token.encode()).hexdigest()


async def insert(tx: Writing, token: str, account_id: int, *, agent: str, now: int, network: str = "") -> None:
    """A log-in: whoever made it has just proved who they are."""
    await tx.run(
        """insert into sessions (token_hash, account_id, created, last_seen, expires, agent, sure, network)
        values (:token_hash, :account_id, :now, :now, :expires, :agent, :now, :network)""",
        token_hash=hashed(token),
        account_id=account_id,
        now=now,
        expires=now + LIFE,
        agent=agent[:200],
        network=network,
    )


async def find(tx: Reading, token: str, *, now: int) -> Found | None:
    """The session with its account and actor, whatever their state: the caller judges that."""
    row = await tx.one(
        f"""select s.token_hash, s.created, s.last_seen, s.expires, s.agent, s.sure, s.network,
        {accounts.listed("a")}, {actors.listed("p")}
        from sessions s join accounts a on a.id = s.account_id join actors p on p.id = a.actor_id
        where s.token_hash = :token_hash and s.expires > :now""",
        token_hash=hashed(token),
        now=now,
    )
    if row is None:
        return None
    session = Session(**{name: row[name] for name in _COLUMNS})
    return Found(session, accounts.account_from(row, "account_"), actors.actor_from(row, "actor_"))


async def prolong(tx: Writing, token_hash: str, account_id: int, *, now: int) -> None:
    await tx.run(
        "update sessions set last_seen = :now, expires = :expires where token_hash = :token_hash",
        now=now,
        expires=now + LIFE,
        token_hash=token_hash,
    )
    await tx.run("update accounts set last_seen = :now where id = :id", now=now, id=account_id)


async def of_account(tx: Reading, account_id: int, *, now: int) -> Sequence[Session]:
    """The one used last comes first."""
    rows = await tx.all(
        f"""select {", ".join(_COLUMNS)} from sessions
        where account_id = :account_id and expires > :now order by last_seen desc, token_hash""",
        account_id=account_id,
        now=now,
    )
    return [Session(**dict(row)) for row in rows]


async def make_sure(tx: Writing, token_hash: str, *, now: int) -> None:
    """Whoever is logged in here has proved again who they are."""
    await tx.run("update sessions set sure = :now where token_hash = :token_hash", now=now, token_hash=token_hash)


async def end(tx: Writing, account_id: int, token_hash: str) -> int:
    return await tx.run(
        "delete from sessions where token_hash = :token_hash and account_id = :account_id",
        token_hash=token_hash,
        account_id=account_id,
    )


async def end_all(tx: Writing, account_id: int, *, but: str = "") -> int:
    """Ends every session of the account, except the one with the hash `but`."""
    return await tx.run(
        "delete from sessions where account_id = :account_id and token_hash <> :but", account_id=account_id, but=but
    )


async def forget_expired(tx: Writing, *, now: int) -> int:
    return await tx.run("delete from sessions where expires <= :now", now=now)
