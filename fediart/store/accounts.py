"""Rows of local people: how they log in, their role and state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from fediart.store.database import Reading, Row, Writing

ROLES = ("owner", "admin", "moderator", "curator", "artist")


@dataclass(frozen=True, slots=True)
class Account:
    """`confirmed`, `approved`, `suspended` and `frozen` are times in milliseconds, or 0 for not (yet); `two_factors`
    is since when the password alone does not log in."""

    id: int
    actor_id: int
    email: str
    password_hash: str
    role: str
    locale: str
    confirmed: int
    approved: int
    suspended: int
    reason: str
    created: int
    last_seen: int
    two_factors: int = 0
    frozen: int = 0

    @property
    def active(self) -> bool:
        """May log in and act."""
        return bool(self.confirmed and self.approved and not self.suspended and not self.frozen)

    @property
    def only_frozen(self) -> bool:
        """May log in, but only to see why they are frozen, to appeal, to take their things and to leave."""
        return bool(self.frozen and self.confirmed and self.approved and not self.suspended)


_COLUMNS = tuple(item.name for item in fields(Account))
_LISTED = ", ".join(_COLUMNS)


def listed(alias: str) -> str:
    """The columns of an account under `alias`, prefixed `account_`, for joins: `account_from(row, "account_")`."""
    return ", ".join(f"{alias}.{name} as account_{name}" for name in _COLUMNS)


def account_from(row: Row, prefix: str = "") -> Account:
    return Account(**{name: row[prefix + name] for name in _COLUMNS})


async def insert(tx: Writing, account: Account) -> None:
    """Raises Conflict where the e-mail address is taken."""
    places = ", ".join(f":{name}" for name in _COLUMNS)
    await tx.run(
        f"insert into accounts ({_LISTED}) values ({places})", **{name: getattr(account, name) for name in _COLUMNS}
    )


async def by_id(tx: Reading, account_id: int) -> Account | None:
    row = await tx.one(f"select {_LISTED} from accounts where id = :id", id=account_id)
    return account_from(row) if row else None


async def by_email(tx: Reading, email: str) -> Account | None:
    row = await tx.one(f"select {_LISTED} from accounts where lower(email) = :email", email=email.lower())
    return account_from(row) if row else None


async def by_actor(tx: Reading, actor_id: int) -> Account | None:
    row = await tx.one(f"select {_LISTED} from accounts where actor_id = :actor_id", actor_id=actor_id)
    return account_from(row) if row else None


async def by_name(tx: Reading, name: str) -> Account | None:
    columns = ", ".join(f"accounts.{column} as {column}" for column in _COLUMNS)
    row = await tx.one(
        f"""select {columns} from accounts join actors on actors.id = accounts.actor_id
        where lower(actors.name) = :name and actors.host = ''""",
        name=name.lower(),
    )
    return account_from(row) if row else None


async def with_roles(tx: Reading, roles: Sequence[str]) -> list[Account]:
    """Accounts that have one of these roles and may act, the oldest first."""
    words = ", ".join(f"'{role}'" for role in roles if role in ROLES)
    rows = await tx.all(f"select {_LISTED} from accounts where role in ({words}) order by id")
    return [found for row in rows if (found := account_from(row)).active]


async def everyone(tx: Reading) -> Sequence[Row]:
    """`name, email, role, confirmed, approved, suspended, frozen, created` of every account, the oldest first."""
    return await tx.all(
        """select actors.name as name, email, role, confirmed, approved, accounts.suspended as suspended, frozen,
        accounts.created as created from accounts join actors on actors.id = accounts.actor_id
        where accounts.gone = 0 order by accounts.id"""
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """An account with what its actor is called, for lists."""

    account: Account
    name: str
    display_name: str


async def save(tx: Writing, account: Account) -> None:
    """Keeps all but what never changes or has a statement of its own. Raises Conflict where the address is taken."""
    kept = {"id", "actor_id", "created", "last_seen", "two_factors"}
    changes = ", ".join(f"{name} = :{name}" for name in _COLUMNS if name not in kept)
    values = {name: getattr(account, name) for name in _COLUMNS if name not in kept or name == "id"}
    await tx.run(f"update accounts set {changes} where id = :id", **values)


async def delete(tx: Writing, account_id: int) -> None:
    """Takes its sessions, tokens, mail links and invitations along; the actor's row is another matter."""
    await tx.run("delete from accounts where id = :id", id=account_id)


async def listing(tx: Reading, *, waiting: bool = False, before: int = 2**62, limit: int = 50) -> Sequence[Listed]:
    """The newest first, or only those that wait for approval. `before` is the id where the page before ended."""
    columns = ", ".join(f"a.{name} as {name}" for name in _COLUMNS)
    rows = await tx.all(
        f"""select {columns}, p.name as actor_name, p.display_name as actor_display_name
        from accounts a join actors p on p.id = a.actor_id
        where a.id < :before and a.gone = 0 {"and a.approved = 0" if waiting else ""}
        order by a.id desc limit :limit""",
        before=before,
        limit=limit,
    )
    return [Listed(account_from(row), row["actor_name"], row["actor_display_name"]) for row in rows]
