"""What we know of other servers: how they fare, and which signatures they read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Row, Writing


@dataclass(frozen=True, slots=True)
class Host:
    """`failures` in a row; `retry_at` when it is tried again, 0 while it is well; `scheme` of its signatures."""

    host: str
    scheme: str = ""
    failures: int = 0
    retry_at: int = 0
    last_success: int = 0
    last_failure: int = 0
    last_error: str = ""


_LISTED = "host, scheme, failures, retry_at, last_success, last_failure, last_error"


def _host(row: Row) -> Host:
    return Host(
        row["host"],
        row["scheme"],
        row["failures"],
        row["retry_at"],
        row["last_success"],
        row["last_failure"],
        row["last_error"],
    )


async def some(tx: Reading, names: Iterable[str]) -> dict[str, Host]:
    """Those of the named hosts we know something of."""
    listed = sorted(set(names))
    if not listed:
        return {}
    places = ", ".join(f":h{number}" for number in range(len(listed)))
    rows = await tx.all(
        f"select {_LISTED} from hosts where host in ({places})",
        **{f"h{number}": name for number, name in enumerate(listed)},
    )
    return {row["host"]: _host(row) for row in rows}


async def save(tx: Writing, hosts: Sequence[Host]) -> None:
    await tx.many(
        f"""insert into hosts ({_LISTED}) values (:host, :scheme, :failures, :retry_at, :last_success, :last_failure,
        :last_error) on conflict (host) do update set scheme = excluded.scheme, failures = excluded.failures,
        retry_at = excluded.retry_at, last_success = excluded.last_success, last_failure = excluded.last_failure,
        last_error = excluded.last_error""",
        [
            {
                "host": one.host,
                "scheme": one.scheme,
                "failures": one.failures,
                "retry_at": one.retry_at,
                "last_success": one.last_success,
                "last_failure": one.last_failure,
                "last_error": one.last_error[:500],
            }
            for one in hosts
        ],
    )


@dataclass(frozen=True, slots=True)
class HostState:
    """A line of the admin's table of federation."""

    host: Host
    waiting: int


async def overview(tx: Reading, *, limit: int = 500) -> Sequence[HostState]:
    """Hosts with how much waits for each: the troubled first, then the most recent."""
    rows = await tx.all(
        f"""select {_LISTED}, (select count(*) from deliveries
        where deliveries.host = hosts.host and deliveries.state = 'waiting') as waiting
        from hosts order by failures desc, last_success desc, host limit :limit""",
        limit=limit,
    )
    return [HostState(_host(row), row["waiting"]) for row in rows]


async def try_now(tx: Writing, host: str, *, now: int) -> None:
    """An admin asks to try a host again at once."""
    await tx.run("update hosts set retry_at = 0 where host = :host", host=host)
    await tx.run(
        "update deliveries set due = :now where host = :host and state = 'waiting' and due > :now", now=now, host=host
    )


async def forget_old(tx: Writing, *, before: int) -> int:
    """Drops what we know of hosts that we have not been in touch with since then, and that nothing waits for."""
    return await tx.run(
        """delete from hosts where last_success < :before and last_failure < :before
        and not exists (select 1 from deliveries
            where deliveries.host = hosts.host and deliveries.state = 'waiting')""",
        before=before,
    )
