"""Rows of what people wrote to an artist through the contact form, and of who may."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

from fediart.store.database import Reading, Writing
from fediart.store.visibility import NOBODY

ANYONE: Final = "anyone"
MEMBERS: Final = "members"
CLOSED: Final = "nobody"
DOORS: Final = (ANYONE, MEMBERS, CLOSED)
"""Who may write: anyone, members of this instance, or nobody."""


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A letter. `from_id` is the member who wrote it, None for a visitor; `email` is where the answer goes. `digest`
    is of its words: the same letter comes once."""

    id: int
    actor_id: int
    from_id: int | None
    name: str
    email: str
    subject: str
    words: str
    digest: str
    created: int
    seen: int = 0


_COLUMNS = tuple(one.name for one in fields(Enquiry))
_LISTED = ", ".join(_COLUMNS)


async def door_of(tx: Reading, actor_id: int) -> str:
    """One of DOORS."""
    return str(await tx.value("select who from contact_doors where actor_id = :id", id=actor_id) or ANYONE)


async def set_door(tx: Writing, actor_id: int, who: str) -> None:
    await tx.run(
        """insert into contact_doors (actor_id, who) values (:id, :who)
        on conflict (actor_id) do update set who = excluded.who""",
        id=actor_id,
        who=who,
    )


async def may_write(tx: Reading, actor_id: int, viewer_id: int) -> bool:
    """Whether this viewer, or NOBODY for a visitor, may write to this artist. Nobody writes to themselves."""
    door = await door_of(tx, actor_id)
    if viewer_id == NOBODY:
        return door == ANYONE
    if door == CLOSED or viewer_id == actor_id:
        return False
    blocked = await tx.value(
        "select 1 from blocks where actor_id = :artist and target_id = :viewer", artist=actor_id, viewer=viewer_id
    )
    return blocked is None


async def insert(tx: Writing, enquiry: Enquiry) -> bool:
    """False where the same letter is there already."""
    places = ", ".join(f":{name}" for name in _COLUMNS)
    values: dict[str, Any] = {name: getattr(enquiry, name) for name in _COLUMNS}
    sql = f"insert into enquiries ({_LISTED}) values ({places}) on conflict (actor_id, digest) do nothing"
    return await tx.run(sql, **values) > 0


async def listed(tx: Reading, actor_id: int, *, before: int = 2**62, limit: int) -> list[Enquiry]:
    """To this artist, the newest first."""
    rows = await tx.all(
        f"""select {_LISTED} from enquiries where actor_id = :actor and id < :before order by id desc limit :limit""",
        actor=actor_id,
        before=before,
        limit=limit,
    )
    return [Enquiry(**{name: row[name] for name in _COLUMNS}) for row in rows]


async def unseen(tx: Reading, actor_id: int) -> int:
    """How many the artist has not read, at most a hundred."""
    return int(
        await tx.value(
            """select count(*) from (select id from enquiries where actor_id = :actor and seen = 0
            order by id limit 100) as waiting""",
            actor=actor_id,
        )
    )


async def mark_seen(tx: Writing, actor_id: int, *, up_to: int) -> None:
    await tx.run("update enquiries set seen = 1 where actor_id = :actor and seen = 0 and id <= :id", actor=actor_id,
                 id=up_to)  # fmt: skip


async def delete(tx: Writing, actor_id: int, enquiry_id: int) -> bool:
    """False where it is not this artist's."""
    sql = "delete from enquiries where id = :id and actor_id = :actor"
    return await tx.run(sql, id=enquiry_id, actor=actor_id) > 0
