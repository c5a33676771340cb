"""What moderators decided about a person alone: limited, marked as sensitive, frozen. Domains have rules of their own.

`person_limits` holds the decision, `actor_limits` what follows from it and from the rule for the domain together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.actors import Actor, actor_from, listed
from fediart.store.database import Reading, Writing


@dataclass(frozen=True, slots=True)
class Limits:
    silenced: bool = False
    sensitive: bool = False


NONE = Limits()


async def of(tx: Reading, actor_id: int) -> Limits:
    """What was decided about this person alone."""
    row = await tx.one("select silenced, sensitive from person_limits where actor_id = :id", id=actor_id)
    return Limits(bool(row["silenced"]), bool(row["sensitive"])) if row else NONE


async def put(tx: Writing, actor_id: int, limits: Limits, *, now: int) -> None:
    """The decision alone: call `hold` of the person or `hold_host` after it, or after a rule has written its own."""
    if limits == NONE:
        await tx.run("delete from person_limits where actor_id = :id", id=actor_id)
        return
    await tx.run(
        """insert into person_limits (actor_id, silenced, sensitive, since) values (:id, :silenced, :sensitive, :now)
        on conflict (actor_id) do update set silenced = excluded.silenced, sensitive = excluded.sensitive""",
        id=actor_id,
        silenced=int(limits.silenced),
        sensitive=int(limits.sensitive),
        now=now,
    )


async def hold(tx: Writing, actor_id: int, *, by_rule: Limits = NONE) -> None:
    """Brings what holds in line: the person's own limits and those of the rule for their domain, the stricter."""
    own = await of(tx, actor_id)
    await tx.run(
        """insert into actor_limits (actor_id, silenced, sensitive) values (:id, :silenced, :sensitive)
        on conflict (actor_id) do update set silenced = excluded.silenced, sensitive = excluded.sensitive""",
        id=actor_id,
        silenced=int(own.silenced or by_rule.silenced),
        sensitive=int(own.sensitive or by_rule.sensitive),
    )


_AGAIN = """on conflict (actor_id) do update set
    silenced = case when excluded.silenced = 1 then 1 else actor_limits.silenced end,
    sensitive = case when excluded.sensitive = 1 then 1 else actor_limits.sensitive end"""


async def hold_host(tx: Writing, host: str) -> None:
    """After a rule for a domain was made, changed or lifted: what was decided about single people there holds on."""
    await tx.run(
        f"""insert into actor_limits (actor_id, silenced, sensitive)
        select l.actor_id, l.silenced, l.sensitive from actors a join person_limits l on l.actor_id = a.id
        where a.host = :host and a.host <> '' {_AGAIN}""",
        host=host,
    )


async def hold_alone(tx: Writing, actor_id: int) -> None:
    """The same of one person, after their rows of `actor_limits` were made anew."""
    await tx.run(
        f"""insert into actor_limits (actor_id, silenced, sensitive)
        select l.actor_id, l.silenced, l.sensitive from person_limits l where l.actor_id = :id {_AGAIN}""",
        id=actor_id,
    )


async def everyone(tx: Reading, *, before: int = 2**62, limit: int = 50) -> Sequence[tuple[Actor, Limits, int]]:
    """People who are limited one by one, with when it began: the latest first."""
    rows = await tx.all(
        f"""select {listed("a")}, l.silenced as silenced, l.sensitive as sensitive, l.since as since
        from person_limits l join actors a on a.id = l.actor_id where l.since < :before
        order by l.since desc, l.actor_id desc limit :limit""",
        before=before,
        limit=limit,
    )
    return [
        (actor_from(row, "actor_"), Limits(bool(row["silenced"]), bool(row["sensitive"])), row["since"]) for row in rows
    ]
