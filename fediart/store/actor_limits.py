"""What a domain's rule means for single people of other servers, one row each: silenced, sensitive, suspended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fediart.store.actors import Actor, actor_from, listed
from fediart.store.database import Reading, Writing, numbers
from fediart.store.domain_rules import SILENCE, DomainRule
from fediart.store.remote_media import REJECTED


async def suspend_host(tx: Writing, host: str, *, now: int) -> None:
    """Everyone there who is not suspended already. Whom an admin has suspended alone stays so afterwards."""
    await tx.run(
        """insert into actor_limits (actor_id, suspended) select id, 1 from actors
        where host = :host and host <> '' and suspended = 0
        on conflict (actor_id) do update set suspended = 1, silenced = 0, sensitive = 0""",
        host=host,
    )
    await tx.run(
        "update actors set suspended = :now where host = :host and host <> '' and suspended = 0", now=now, host=host
    )


async def release_host(tx: Writing, host: str) -> bool:
    """Those whom only the rule had suspended are seen again. False where nobody was."""
    touched = await tx.run(
        """update actors set suspended = 0 where host = :host and host <> '' and exists (
        select 1 from actor_limits where actor_limits.actor_id = actors.id and actor_limits.suspended = 1)""",
        host=host,
    )
    await tx.run(
        "delete from actor_limits where actor_id in (select id from actors where host = :host and host <> '')",
        host=host,
    )
    return touched > 0


async def limit_host(tx: Writing, host: str, *, silenced: bool, sensitive: bool) -> None:
    """After `release_host`. Nothing is written where nothing is limited."""
    if silenced or sensitive:
        await tx.run(
            f"""insert into actor_limits (actor_id, silenced, sensitive)
            select id, {int(silenced)}, {int(sensitive)} from actors where host = :host and host <> ''
            on conflict (actor_id) do update set silenced = excluded.silenced, sensitive = excluded.sensitive""",
            host=host,
        )


async def meet(tx: Writing, actor_id: int, rule: DomainRule | None) -> None:
    """Somebody has just become known, and there may be a rule for their server."""
    silenced = rule is not None and rule.severity == SILENCE
    sensitive = rule is not None and rule.mark_sensitive
    if silenced or sensitive:
        await tx.run(
            """insert into actor_limits (actor_id, silenced, sensitive) values (:id, :silenced, :sensitive)
            on conflict (actor_id) do update set silenced = excluded.silenced, sensitive = excluded.sensitive""",
            id=actor_id,
            silenced=int(silenced),
            sensitive=int(sensitive),
        )


async def meet_again(tx: Writing, actor_id: int, rule: DomainRule | None) -> None:
    """Nobody is suspended any more; what else the rule says holds."""
    await tx.run("delete from actor_limits where actor_id = :id", id=actor_id)
    await meet(tx, actor_id, rule)


async def set_apart(tx: Writing, actor_id: int, *, rule_suspends: bool) -> None:
    """Whether the suspension of this actor ends with the rule for the domain."""
    await tx.run(
        """insert into actor_limits (actor_id, suspended) values (:id, :flag)
        on conflict (actor_id) do update set suspended = excluded.suspended""",
        id=actor_id,
        flag=int(rule_suspends),
    )


async def suspended_alone(tx: Reading, *, limit: int = 500) -> Sequence[Actor]:
    """People elsewhere whom an admin has suspended one by one, the latest first."""
    rows = await tx.all(
        f"""select {listed("a")} from actors a where a.host <> '' and a.suspended <> 0 and not exists (
        select 1 from actor_limits where actor_limits.actor_id = a.id and actor_limits.suspended = 1)
        order by a.suspended desc limit :limit""",
        limit=limit,
    )
    return [actor_from(row, "actor_") for row in rows]


async def sensitive_among(tx: Reading, actor_ids: Iterable[int]) -> set[int]:
    """Whose posts are shown behind a warning, whatever they say themselves."""
    rows = await tx.all(f"select actor_id from actor_limits where sensitive = 1 and actor_id in ({numbers(actor_ids)})")
    return {row["actor_id"] for row in rows}


_OF_HOST = "select id from actors where host = :host and host <> ''"


async def reject_media(tx: Writing, host: str) -> None:
    """Our copies of their images go; the files are swept when no row names them."""
    for whose in (f"actor_id in ({_OF_HOST})", f"post_id in (select id from posts where actor_id in ({_OF_HOST}))"):
        await tx.run(
            f"update remote_media set state = '{REJECTED}', key = '' where state in ('waiting', 'kept') and {whose}",
            host=host,
        )
    await tx.run(
        f"update emojis set state = '{REJECTED}', key = '' where host = :host and state in ('waiting', 'kept')",
        host=host,
    )


async def want_media_again(tx: Writing, host: str, *, limit: int) -> list[dict[str, int]]:
    """The newest of what was rejected waits again; the payloads of the jobs that fetch it."""
    posts = await tx.all(
        f"""select distinct post_id from remote_media where state = '{REJECTED}' and post_id in (
        select id from posts where actor_id in ({_OF_HOST}) order by id desc limit {int(limit)})""",
        host=host,
    )
    faces = await tx.all(
        f"select distinct actor_id from remote_media where state = '{REJECTED}' and actor_id in ({_OF_HOST})", host=host
    )
    made = [{"post_id": row["post_id"]} for row in posts]
    made += [{"actor_id": row["actor_id"]} for row in faces[:limit]]
    for column in ("post_id", "actor_id"):
        which = numbers(one[column] for one in made if column in one)
        await tx.run(f"update remote_media set state = 'waiting' where state = '{REJECTED}' and {column} in ({which})")
    await tx.run(f"update emojis set state = 'waiting' where host = :host and state = '{REJECTED}'", host=host)
    return made
