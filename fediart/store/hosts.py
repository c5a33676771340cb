"""What we know of other servers: how they fare, which signatures they read, what software they run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Row, Writing

KEPT_ERRORS = 20  # of each host
DEAD_AFTER = 7 * 24 * 3600 * 1000  # milliseconds of failures, and nothing but failures


@dataclass(frozen=True, slots=True)
class Host:
    """`failures` in a row, since `down_since`; `retry_at` when it is tried again, 0 while it is well.

    `scheme` is the signature it reads; `heard` when it last told us something; `looked` when we asked for its NodeInfo.
    """

    host: str
    scheme: str = ""
    failures: int = 0
    retry_at: int = 0
    last_success: int = 0
    last_failure: int = 0
    last_error: str = ""
    down_since: int = 0
    heard: int = 0
    looked: int = 0
    software: str = ""
    version: str = ""

    def dead(self, now: int) -> bool:
        """Nothing but failures for a week: nothing is sent there until it shows a sign of life."""
        return self.failures > 0 and 0 < self.down_since <= now - DEAD_AFTER


LISTED = (
    "host, scheme, failures, retry_at, last_success, last_failure, last_error, down_since, heard, looked, "
    "software, version"
)


def host_from(row: Row) -> Host:
    return Host(
        row["host"],
        row["scheme"],
        row["failures"],
        row["retry_at"],
        row["last_success"],
        row["last_failure"],
        row["last_error"],
        row["down_since"],
        row["heard"],
        row["looked"],
        row["software"],
        row["version"],
    )


async def some(tx: Reading, names: Iterable[str]) -> dict[str, Host]:
    """Those of the named hosts we know something of."""
    listed = sorted(set(names))
    if not listed:
        return {}
    places = ", ".join(f":h{number}" for number in range(len(listed)))
    rows = await tx.all(
        f"select {LISTED} from hosts where host in ({places})",
        **{f"h{number}": name for number, name in enumerate(listed)},
    )
    return {row["host"]: host_from(row) for row in rows}


async def known(tx: Reading, host: str) -> bool:
    """Whether we have had to do with this host: told it something, heard of it, or know somebody there."""
    if await tx.value("select 1 from hosts where host = :host", host=host):
        return True
    return await tx.value("select 1 from actors where host = :host and host <> '' limit 1", host=host) is not None


async def resting(tx: Reading, *, now: int) -> dict[str, Host]:
    """The hosts that are to be left alone now, or are dead."""
    rows = await tx.all(
        f"select {LISTED} from hosts where failures > 0 and (retry_at > :now or down_since <= :dead)",
        now=now,
        dead=now - DEAD_AFTER,
    )
    return {row["host"]: host_from(row) for row in rows}


async def with_probe(tx: Reading, *, now: int) -> frozenset[str]:
    """Those of the hosts to be left alone now for which something untried waits already: it is the probe."""
    rows = await tx.all(
        """select host from hosts where failures > 0 and retry_at > :now and exists (select 1 from deliveries
        where deliveries.host = hosts.host and deliveries.state = 'waiting' and deliveries.tries = 0)""",
        now=now,
    )
    return frozenset(row["host"] for row in rows)


async def save(tx: Writing, hosts: Sequence[Host]) -> None:
    """Writes how deliveries fared; what was heard and seen of the software is not theirs to change."""
    await tx.many(
        """insert into hosts (host, scheme, failures, retry_at, last_success, last_failure, last_error, down_since)
        values (:host, :scheme, :failures, :retry_at, :last_success, :last_failure, :last_error, :down_since)
        on conflict (host) do update set scheme = excluded.scheme, failures = excluded.failures,
        retry_at = excluded.retry_at, last_success = excluded.last_success, last_failure = excluded.last_failure,
        last_error = excluded.last_error, down_since = excluded.down_since""",
        [
            {
                "host": one.host,
                "scheme": one.scheme,
                "failures": one.failures,
                "retry_at": one.retry_at,
                "last_success": one.last_success,
                "last_failure": one.last_failure,
                "last_error": one.last_error[:500],
                "down_since": one.down_since,
            }
            for one in hosts
        ],
    )


@dataclass(frozen=True, slots=True)
class HostError:
    """`inbox` is where it happened, empty for the host as a whole."""

    id: int
    host: str
    inbox: str
    error: str
    happened: int


async def keep_errors(tx: Writing, errors: Sequence[HostError]) -> None:
    """Adds to the last errors of each host, and drops all but the last of them."""
    await tx.many(
        """insert into host_errors (id, host, inbox, error, happened)
        values (:id, :host, :inbox, :error, :happened)""",
        [
            {
                "id": one.id,
                "host": one.host,
                "inbox": one.inbox[:500],
                "error": one.error[:500],
                "happened": one.happened,
            }
            for one in errors
        ],
    )
    await tx.many(
        """delete from host_errors where host = :host and id <= (select id from host_errors
        where host = :host order by id desc limit 1 offset :kept)""",
        [{"host": host, "kept": KEPT_ERRORS} for host in {one.host for one in errors}],
    )


async def errors_of(tx: Reading, host: str) -> list[HostError]:
    """The last errors of a host, the newest first."""
    rows = await tx.all(
        "select id, host, inbox, error, happened from host_errors where host = :host order by id desc limit :most",
        host=host,
        most=KEPT_ERRORS,
    )
    return [HostError(row["id"], row["host"], row["inbox"], row["error"], row["happened"]) for row in rows]


async def hear(tx: Writing, host: str, *, now: int) -> bool:
    """A verified activity came from there: a sign of life. True where it was in trouble: then it is tried at once.

    A host that was dead has another week to answer.
    """
    await tx.run(
        """insert into hosts (host, heard) values (:host, :now)
        on conflict (host) do update set heard = excluded.heard""",
        host=host,
        now=now,
    )
    touched = await tx.run(
        """update hosts set retry_at = :now, down_since = case when down_since <= :dead then :now else down_since end
        where host = :host and failures > 0 and (retry_at > :now or down_since <= :dead)""",
        host=host,
        now=now,
        dead=now - DEAD_AFTER,
    )
    return touched > 0


async def revive(tx: Writing, host: str, *, now: int) -> None:
    """It may be tried at once, and has another week to answer: an admin asks for it, or it answered a probe."""
    await tx.run(
        """update hosts set retry_at = :now, down_since = case when down_since <= :dead then :now else down_since end
        where host = :host and failures > 0""",
        host=host,
        now=now,
        dead=now - DEAD_AFTER,
    )


async def look(tx: Writing, host: str, *, software: str, version: str, now: int) -> None:
    """What its NodeInfo said, or nothing where it said nothing."""
    await tx.run(
        """insert into hosts (host, software, version, looked) values (:host, :software, :version, :now)
        on conflict (host) do update set looked = excluded.looked,
        software = case when excluded.software <> '' then excluded.software else hosts.software end,
        version = case when excluded.software <> '' then excluded.version else hosts.version end""",
        host=host,
        software=software[:100],
        version=version[:100],
        now=now,
    )


async def to_look_at(tx: Reading, *, before: int, dead: int, limit: int) -> list[str]:
    """Hosts that are well and whose NodeInfo was last asked for before that time, the longest ago first."""
    rows = await tx.all(
        """select host from hosts where looked < :before and (failures = 0 or down_since > :dead)
        order by looked, host limit :limit""",
        before=before,
        dead=dead,
        limit=limit,
    )
    return [row["host"] for row in rows]


async def to_probe(tx: Reading, *, now: int, down_after: int, limit: int) -> list[Host]:
    """Dead hosts whose time to be asked again has come, but none that has been down since before `down_after`."""
    rows = await tx.all(
        f"""select {LISTED} from hosts where failures > 0 and retry_at <= :now
        and down_since <= :dead and down_since > :down_after order by retry_at limit :limit""",
        now=now,
        dead=now - DEAD_AFTER,
        down_after=down_after,
        limit=limit,
    )
    return [host_from(row) for row in rows]


async def forget_old(tx: Writing, *, before: int) -> int:
    """Drops what we know of hosts that we have not been in touch with since then, and that nothing waits for."""
    await tx.run("delete from host_errors where happened < :before", before=before)
    return await tx.run(
        """delete from hosts where last_success < :before and last_failure < :before and heard < :before
        and not exists (select 1 from deliveries
            where deliveries.host = hosts.host and deliveries.state = 'waiting')""",
        before=before,
    )
