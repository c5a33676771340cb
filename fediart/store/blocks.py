"""Who does not want to hear of whom, and which servers this instance does not talk to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.actors import Actor, actor_from, listed
from fediart.store.database import Reading, Writing


@dataclass(frozen=True, slots=True)
class DomainBlock:
    domain: str
    comment: str
    created: int


async def block(tx: Writing, actor_id: int, target_id: int, *, now: int) -> None:
    await tx.run(
        """insert into blocks (actor_id, target_id, created) values (:actor, :target, :now)
        on conflict (actor_id, target_id) do nothing""",
        actor=actor_id,
        target=target_id,
        now=now,
    )


async def unblock(tx: Writing, actor_id: int, target_id: int) -> None:
    await tx.run("delete from blocks where actor_id = :actor and target_id = :target", actor=actor_id, target=target_id)


async def blocks(tx: Reading, actor_id: int, target_id: int) -> bool:
    """Whether the one blocks the other."""
    found = await tx.value(
        "select 1 from blocks where actor_id = :actor and target_id = :target", actor=actor_id, target=target_id
    )
    return found is not None


async def between(tx: Reading, one_id: int, other_id: int) -> bool:
    """Whether either blocks the other."""
    found = await tx.value(
        """select 1 from blocks where (actor_id = :one and target_id = :other)
        or (actor_id = :other and target_id = :one) limit 1""",
        one=one_id,
        other=other_id,
    )
    return found is not None


async def blocked_by(tx: Reading, actor_id: int) -> Sequence[Actor]:
    rows = await tx.all(
        f"""select {listed("actors")} from blocks join actors on actors.id = blocks.target_id
        where blocks.actor_id = :id order by blocks.created desc limit 1000""",
        id=actor_id,
    )
    return [actor_from(row, "actor_") for row in rows]


def covering(host: str) -> list[str]:
    """The domains whose block covers a host: itself and its parents, on label boundaries (advisory 30)."""
    name = host.lower().rstrip(".").partition(":")[0]
    labels = name.split(".")
    parents = [".".join(labels[number:]) for number in range(len(labels))]
    return list(dict.fromkeys([host.lower(), *parents]))


async def domain_blocked(tx: Reading, host: str) -> bool:
    names = covering(host)
    places = ", ".join(f":d{number}" for number in range(len(names)))
    found = await tx.value(
        f"select 1 from domain_blocks where domain in ({places}) limit 1",
        **{f"d{number}": name for number, name in enumerate(names)},
    )
    return found is not None


async def all_domains(tx: Reading) -> Sequence[DomainBlock]:
    rows = await tx.all("select domain, comment, created from domain_blocks order by domain")
    return [DomainBlock(row["domain"], row["comment"], row["created"]) for row in rows]


async def block_domain(tx: Writing, domain: str, *, comment: str, now: int) -> None:
    await tx.run(
        """insert into domain_blocks (domain, comment, created) values (:domain, :comment, :now)
        on conflict (domain) do update set comment = excluded.comment""",
        domain=domain,
        comment=comment,
        now=now,
    )


async def unblock_domain(tx: Writing, domain: str) -> None:
    await tx.run("delete from domain_blocks where domain = :domain", domain=domain)
