"""Rows of links sent by mail: each works once, for a time, and only for the address it was sent to (advisory 103)."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.ids import secret_token
from fediart.store.database import Reading, Row, Writing
from fediart.store.sessions import hashed

CONFIRM = "confirm"  # the address an account was made with
CHANGE = "change"  # another address for an account
RESET = "reset"  # a new password
LOG_IN = "log-in"  # somebody logged in in a new place: it may not have been them


@dataclass(frozen=True, slots=True)
class MailLink:
    account_id: int
    purpose: str
    email: str
    created: int = 0


async def make(tx: Writing, account_id: int, purpose: str, email: str, *, now: int, life: int) -> str:
    """A fresh secret for a link; earlier ones for the same purpose end. Only its hash is kept."""
    await end(tx, account_id, purpose)
    token = secret_token(32)
    await tx.run(
        """insert into mail_links (token_hash, account_id, purpose, email, created, expires)
        values (:token_hash, :account_id, :purpose, :email, :now, :expires)""",
        token_hash=hashed(token),
        account_id=account_id,
        purpose=purpose,
        email=email,
        now=now,
        expires=now + life,
    )
    return token


async def find(tx: Reading, token: str, purposes: tuple[str, ...], *, now: int) -> MailLink | None:
    row = await tx.one(
        "select account_id, purpose, email, created from mail_links where token_hash = :token_hash and expires > :now",
        token_hash=hashed(token),
        now=now,
    )
    return _link(row, purposes)


async def take(tx: Writing, token: str, purposes: tuple[str, ...], *, now: int) -> MailLink | None:
    """The link, which works no more: of two who use it at once, one gets it."""
    link = await find(tx, token, purposes, now=now)
    if link is None:
        return None
    gone = await tx.run("delete from mail_links where token_hash = :token_hash", token_hash=hashed(token))
    return link if gone else None


async def end(tx: Writing, account_id: int, purpose: str) -> None:
    await tx.run(
        "delete from mail_links where account_id = :account_id and purpose = :purpose",
        account_id=account_id,
        purpose=purpose,
    )


async def forget_expired(tx: Writing, *, now: int) -> int:
    return await tx.run("delete from mail_links where expires <= :now", now=now)


def _link(row: Row | None, purposes: tuple[str, ...]) -> MailLink | None:
    if row is None or row["purpose"] not in purposes:
        return None
    return MailLink(row["account_id"], row["purpose"], row["email"], row["created"])
