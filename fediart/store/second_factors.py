"""Rows of what people have besides their password: authenticator apps, recovery codes, log-ins that wait for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Writing
from fediart.store.sessions import hashed


@dataclass(frozen=True, slots=True)
class Authenticator:
    """An app; `confirmed` (ms) is 0 until its first code came, `last_step` the newest half minute that was used."""

    account_id: int
    salt: str
    confirmed: int
    last_step: int
    created: int


async def authenticator(tx: Reading, account_id: int) -> Authenticator | None:
    row = await tx.one(
        "select account_id, salt, confirmed, last_step, created from authenticators where account_id = :id",
        id=account_id,
    )
    return Authenticator(**dict(row)) if row else None


async def begin(tx: Writing, account_id: int, salt: str, *, now: int) -> None:
    """A new secret, to be confirmed; one that was never confirmed goes. Nothing happens to one in use."""
    await tx.run("delete from authenticators where account_id = :id and confirmed = 0", id=account_id)
    await tx.run(
        """insert into authenticators (account_id, salt, created) values (:id, :salt, :now)
        on conflict (account_id) do nothing""",
        id=account_id,
        salt=salt,
        now=now,
    )


async def confirm(tx: Writing, account_id: int, *, now: int) -> None:
    await tx.run("update authenticators set confirmed = :now where account_id = :id", now=now, id=account_id)


async def use_step(tx: Writing, account_id: int, step: int) -> bool:
    """Whether this half minute's code comes for the first time, and none of a later one came (advisory 98)."""
    used = await tx.run(
        "update authenticators set last_step = :step where account_id = :id and last_step < :step",
        step=step,
        id=account_id,
    )
    return bool(used)


async def take_off(tx: Writing, account_id: int) -> None:
    await tx.run("delete from authenticators where account_id = :id", id=account_id)


async def two_factors(tx: Writing, account_id: int, *, since: int) -> None:
    """Since when (ms) the password alone does not log in; 0 where it does again."""
    await tx.run("update accounts set two_factors = :since where id = :id", since=since, id=account_id)


async def keep_recovery(tx: Writing, account_id: int, hashes: Sequence[str], *, now: int) -> None:
    """These, and none of the earlier ones."""
    await tx.run("delete from recovery_codes where account_id = :id", id=account_id)
    for one in hashes:
        await tx.run(
            "insert into recovery_codes (code_hash, account_id, created) values (:one, :id, :now)",
            one=one,
            id=account_id,
            now=now,
        )


async def use_recovery(tx: Writing, account_id: int, code_hash: str, *, now: int) -> bool:
    """Of two who use it at once, one gets through."""
    used = await tx.run(
        "update recovery_codes set used = :now where code_hash = :code_hash and account_id = :id and used = 0",
        now=now,
        code_hash=code_hash,
        id=account_id,
    )
    return bool(used)


async def recovery_left(tx: Reading, account_id: int) -> int:
    row = await tx.one("select count(*) as many from recovery_codes where account_id = :id and used = 0", id=account_id)
    return int(row["many"]) if row else 0


async def go_half(tx: Writing, token: str, account_id: int, *, now: int, life: int) -> None:
    """The password was right. `token` opens the second step, for `life` milliseconds."""
    await tx.run(
        """insert into half_log_ins (token_hash, account_id, created, expires)
        values (:token_hash, :account_id, :now, :expires)""",
        token_hash=hashed(token),
        account_id=account_id,
        now=now,
        expires=now + life,
    )


async def half(tx: Reading, token: str, *, now: int) -> int:
    """Whose log-in waits for its second step; 0 for nobody's."""
    row = await tx.one(
        "select account_id from half_log_ins where token_hash = :token_hash and expires > :now",
        token_hash=hashed(token),
        now=now,
    )
    return int(row["account_id"]) if row else 0


async def end_half(tx: Writing, token: str) -> bool:
    """Whether there was one: of two who finish it at once, one is let in."""
    return bool(await tx.run("delete from half_log_ins where token_hash = :token_hash", token_hash=hashed(token)))


async def end_halves(tx: Writing, account_id: int) -> None:
    """Log-ins that were begun with a password that is none any more."""
    await tx.run("delete from half_log_ins where account_id = :id", id=account_id)


async def forget_expired(tx: Writing, *, now: int) -> None:
    await tx.run("delete from half_log_ins where expires <= :now", now=now)
