"""Whom a member does not want to come by: people and whole servers, for good or for a time. Nobody is told.

Lists ask for it with `UNMUTED` of fediart/store/visibility.py; words are in fediart/store/muted_words.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.actors import Actor, actor_from, listed
from fediart.store.database import Reading, Writing

MOST = 1000  # people, and as many servers, that one member can mute


@dataclass(frozen=True, slots=True)
class MutedPerson:
    """`news`: nor is the member told of what they do. `until` is in milliseconds, 0 for good."""

    person: Actor
    news: int
    until: int


@dataclass(frozen=True, slots=True)
class MutedHost:
    host: str
    until: int


async def mute(tx: Writing, actor_id: int, target_id: int, *, news: bool, until: int, now: int) -> None:
    """Anew, it changes what was chosen before."""
    await tx.run(
        """insert into mutes (actor_id, target_id, news, until, created)
        values (:actor_id, :target_id, :news, :until, :now)
        on conflict (actor_id, target_id) do update set news = excluded.news, until = excluded.until""",
        actor_id=actor_id,
        target_id=target_id,
        news=int(news),
        until=until,
        now=now,
    )


async def unmute(tx: Writing, actor_id: int, target_id: int) -> None:
    await tx.run("delete from mutes where actor_id = :actor and target_id = :target", actor=actor_id, target=target_id)


async def of_person(tx: Reading, actor_id: int, target_id: int) -> bool:
    """Whether the one has muted the other."""
    found = await tx.value(
        "select 1 from mutes where actor_id = :actor and target_id = :target", actor=actor_id, target=target_id
    )
    return found is not None


async def people(tx: Reading, actor_id: int) -> Sequence[MutedPerson]:
    """Whom this member has muted, the latest first."""
    rows = await tx.all(
        f"""select mutes.news as news, mutes.until as until, {listed("actors")} from mutes
        join actors on actors.id = mutes.target_id
        where mutes.actor_id = :id order by mutes.created desc, mutes.target_id limit {MOST}""",
        id=actor_id,
    )
    return [MutedPerson(actor_from(row, "actor_"), row["news"], row["until"]) for row in rows]


async def mute_host(tx: Writing, actor_id: int, host: str, *, until: int, now: int) -> None:
    """Anew, it changes how long."""
    await tx.run(
        """insert into muted_hosts (actor_id, host, until, created) values (:actor_id, :host, :until, :now)
        on conflict (actor_id, host) do update set until = excluded.until""",
        actor_id=actor_id,
        host=host,
        until=until,
        now=now,
    )


async def unmute_host(tx: Writing, actor_id: int, host: str) -> None:
    await tx.run("delete from muted_hosts where actor_id = :actor and host = :host", actor=actor_id, host=host)


async def hosts(tx: Reading, actor_id: int) -> Sequence[MutedHost]:
    """In the order of the alphabet."""
    rows = await tx.all(
        f"select host, until from muted_hosts where actor_id = :id order by host limit {MOST}", id=actor_id
    )
    return [MutedHost(row["host"], row["until"]) for row in rows]


async def count(tx: Reading, actor_id: int) -> int:
    """How many people and servers one member has muted."""
    return int(
        await tx.value(
            """select (select count(*) from mutes where actor_id = :id)
            + (select count(*) from muted_hosts where actor_id = :id)""",
            id=actor_id,
        )
    )


async def end_run_out(tx: Writing, actor_id: int, *, now: int) -> None:
    """What this member muted for a time that is over: people, servers, words and rules."""
    for table in ("mutes", "muted_hosts", "muted_words", "filters"):
        await tx.run(f"delete from {table} where actor_id = :id and until <> 0 and until <= :now", id=actor_id, now=now)
