"""Rows of passkeys: public keys by which a device, or a keychain in several, logs somebody in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from fediart.store.database import Reading, Writing


@dataclass(frozen=True, slots=True)
class Passkey:
    """`credential` and `public_key` (a COSE key) are base64url. `synced` says that it is in a keychain, `transports`
    how browsers reach it; times are ms."""

    id: int
    account_id: int
    credential: str
    public_key: str
    sign_count: int
    transports: str
    synced: int
    name: str
    created: int
    last_used: int = 0


_COLUMNS = tuple(item.name for item in fields(Passkey))
_LISTED = ", ".join(_COLUMNS)


async def insert(tx: Writing, one: Passkey) -> None:
    """Raises Conflict where this credential is known already."""
    places = ", ".join(f":{name}" for name in _COLUMNS)
    await tx.run(
        f"insert into passkeys ({_LISTED}) values ({places})", **{name: getattr(one, name) for name in _COLUMNS}
    )


async def by_credential(tx: Reading, credential: str) -> Passkey | None:
    row = await tx.one(f"select {_LISTED} from passkeys where credential = :credential", credential=credential)
    return Passkey(**dict(row)) if row else None


async def of_account(tx: Reading, account_id: int) -> Sequence[Passkey]:
    """The oldest first."""
    rows = await tx.all(f"select {_LISTED} from passkeys where account_id = :id order by id", id=account_id)
    return [Passkey(**dict(row)) for row in rows]


async def used(tx: Writing, passkey_id: int, *, sign_count: int, now: int) -> None:
    await tx.run(
        "update passkeys set sign_count = :sign_count, last_used = :now where id = :id",
        sign_count=sign_count,
        now=now,
        id=passkey_id,
    )


async def delete(tx: Writing, account_id: int, passkey_id: int) -> bool:
    """Whether it was this account's."""
    gone = await tx.run(
        "delete from passkeys where id = :id and account_id = :account_id", id=passkey_id, account_id=account_id
    )
    return bool(gone)


async def take_newer(tx: Writing, account_id: int, since: int) -> None:
    """Takes away those that were added since then (ms)."""
    await tx.run("delete from passkeys where account_id = :id and created >= :since", id=account_id, since=since)


async def use_challenge(tx: Writing, challenge_hash: str, *, expires: int) -> None:
    """Raises Conflict where this challenge was answered before."""
    await tx.run(
        "insert into used_challenges (challenge_hash, expires) values (:hash, :expires)",
        hash=challenge_hash,
        expires=expires,
    )


async def forget_challenges(tx: Writing, *, now: int) -> None:
    await tx.run("delete from used_challenges where expires <= :now", now=now)
