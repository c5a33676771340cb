"""Rows of the domains on which artists show their portfolios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from fediart.store.database import Reading, Row, Writing

ASKED, VERIFIED, LOST, BARRED = "asked", "verified", "lost", "barred"
DNS, LINK = "dns", "link"


@dataclass(frozen=True, slots=True)
class OwnDomain:
    """`secret` is the word that its owner is asked to publish; `proof` is how it was shown to be the artist's, DNS or
    LINK. `failing` is since when looks at it fail, 0 while they do not. Times are in milliseconds."""

    domain: str
    actor_id: int
    state: str
    secret: str
    proof: str
    verified: int
    checked: int
    failing: int
    words: str
    created: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A domain with whose it is."""

    one: OwnDomain
    artist: str


_NAMES = tuple(one.name for one in fields(OwnDomain))
_COLUMNS = ", ".join(f"d.{name} as {name}" for name in _NAMES)


def _from(row: Row) -> OwnDomain:
    return OwnDomain(**{name: row[name] for name in _NAMES})


async def of_artist(tx: Reading, actor_id: int) -> list[OwnDomain]:
    rows = await tx.all(
        f"select {_COLUMNS} from own_domains d where d.actor_id = :actor order by d.created, d.domain", actor=actor_id
    )
    return [_from(row) for row in rows]


async def claims(tx: Reading, domain: str) -> list[OwnDomain]:
    """Everybody who asked for it; at most one has it."""
    rows = await tx.all(f"select {_COLUMNS} from own_domains d where d.domain = :domain limit 100", domain=domain)
    return [_from(row) for row in rows]


async def put(tx: Writing, one: OwnDomain) -> None:
    places = ", ".join(f":{name}" for name in _NAMES)
    changes = ", ".join(f"{name} = excluded.{name}" for name in _NAMES if name not in ("domain", "actor_id", "created"))
    await tx.run(
        f"""insert into own_domains ({", ".join(_NAMES)}) values ({places})
        on conflict (domain, actor_id) do update set {changes}""",
        **{name: getattr(one, name) for name in _NAMES},
    )


async def remove(tx: Writing, domain: str, actor_id: int) -> bool:
    """What an admin barred stays, so that it cannot be asked for anew."""
    return (
        await tx.run(
            "delete from own_domains where domain = :domain and actor_id = :actor and state <> 'barred'",
            domain=domain,
            actor=actor_id,
        )
        > 0
    )


async def to_check(tx: Reading, *, before: int, limit: int) -> list[OwnDomain]:
    """Verified ones that nobody looked at since then, the longest ago first."""
    rows = await tx.all(
        f"""select {_COLUMNS} from own_domains d where d.state = 'verified' and d.checked < :before
        order by d.checked, d.domain limit :limit""",
        before=before,
        limit=limit,
    )
    return [_from(row) for row in rows]


async def newest(tx: Reading, *, limit: int) -> Sequence[Listed]:
    """For admins."""
    rows = await tx.all(
        f"""select {_COLUMNS}, a.name as artist from own_domains d join actors a on a.id = d.actor_id
        order by d.created desc, d.domain limit :limit""",
        limit=limit,
    )
    return [Listed(_from(row), row["artist"]) for row in rows]


async def server_known(tx: Reading, domain: str) -> bool:
    """Whether another server of the fediverse is known under it."""
    found = await tx.value("select 1 from actors where host = :domain and host <> '' limit 1", domain=domain)
    return found is not None


@dataclass(frozen=True, slots=True)
class Standing:
    """What becomes of requests for a domain: `actor_id` is whose portfolio is shown, 0 where none is any more."""

    domain: str
    actor_id: int
    secret: str


async def standing(tx: Reading, domain: str) -> Standing | None:
    """None for domains that nobody here ever asked for."""
    row = await tx.one(
        """select d.actor_id as actor_id, d.secret as secret, d.state as state, a.suspended as suspended,
        a.deleted as deleted from own_domains d join actors a on a.id = d.actor_id
        where d.domain = :domain order by case when d.state = 'verified' then 0 else 1 end, d.created limit 1""",
        domain=domain,
    )
    if row is None:
        return None
    shows = row["state"] == VERIFIED and not row["suspended"] and not row["deleted"]
    return Standing(domain, row["actor_id"] if shows else 0, row["secret"])


async def set_barred(tx: Writing, domain: str, *, barred: bool, now: int) -> None:
    """An admin's word: nobody here may show a portfolio there, or may ask for it again."""
    await tx.run(
        "update own_domains set state = :state, checked = :now, words = '' where domain = :domain",
        state=BARRED if barred else LOST,
        now=now,
        domain=domain,
    )
