"""Rows of where accounts may not come from: domains of e-mail addresses, and networks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Writing

APPROVAL, NO_SIGN_UP, NO_ACCESS = "sign_up_requires_approval", "sign_up_block", "no_access"
SEVERITIES = (APPROVAL, NO_SIGN_UP, NO_ACCESS)


@dataclass(frozen=True, slots=True)
class MailDomain:
    """Nobody with an address of this domain, or of one below it, may sign up. `created` in milliseconds."""

    id: int
    domain: str
    created: int


@dataclass(frozen=True, slots=True)
class Network:
    """`network` is written as 192.0.2.0/24 or 2001:db8::/48; `expires` in milliseconds, 0 for never."""

    id: int
    network: str
    severity: str
    comment: str
    created: int
    expires: int


async def mail_domains(tx: Reading, *, before: int = 2**62, after: int = 0, limit: int = 100) -> Sequence[MailDomain]:
    """The newest first."""
    rows = await tx.all(
        """select id, domain, created from email_domain_blocks where id < :before and id > :after
        order by id desc limit :limit""",
        before=before,
        after=after,
        limit=limit,
    )
    return [MailDomain(**dict(row)) for row in rows]


async def mail_domain(tx: Reading, block_id: int) -> MailDomain | None:
    row = await tx.one("select id, domain, created from email_domain_blocks where id = :id", id=block_id)
    return MailDomain(**dict(row)) if row else None


async def covers_mail(tx: Reading, domains: Sequence[str]) -> bool:
    """Whether one of these domains is turned away: that of an address with all domains above it."""
    places = ", ".join(f":d{number}" for number in range(len(domains)))
    found = await tx.value(
        f"select count(*) from email_domain_blocks where domain in ({places})",
        **{f"d{number}": name for number, name in enumerate(domains)},
    )
    return bool(found)


async def add_mail_domain(tx: Writing, block: MailDomain) -> None:
    """Raises Conflict where there is one already."""
    await tx.run(
        "insert into email_domain_blocks (id, domain, created) values (:id, :domain, :created)",
        id=block.id,
        domain=block.domain,
        created=block.created,
    )


async def drop_mail_domain(tx: Writing, block_id: int) -> bool:
    return await tx.run("delete from email_domain_blocks where id = :id", id=block_id) > 0


_LISTED = "id, network, severity, comment, created, expires"


async def networks(tx: Reading, *, before: int = 2**62, after: int = 0, limit: int = 100) -> Sequence[Network]:
    """The newest first, those past their time included."""
    rows = await tx.all(
        f"select {_LISTED} from ip_blocks where id < :before and id > :after order by id desc limit :limit",
        before=before,
        after=after,
        limit=limit,
    )
    return [Network(**dict(row)) for row in rows]


async def network(tx: Reading, block_id: int) -> Network | None:
    row = await tx.one(f"select {_LISTED} from ip_blocks where id = :id", id=block_id)
    return Network(**dict(row)) if row else None


async def put_network(tx: Writing, block: Network) -> None:
    """Raises Conflict where another one has this network."""
    await tx.run(
        f"""insert into ip_blocks ({_LISTED}) values (:id, :network, :severity, :comment, :created, :expires)
        on conflict (id) do update set network = excluded.network, severity = excluded.severity,
        comment = excluded.comment, expires = excluded.expires""",
        id=block.id,
        network=block.network,
        severity=block.severity,
        comment=block.comment,
        created=block.created,
        expires=block.expires,
    )


async def drop_network(tx: Writing, block_id: int) -> bool:
    return await tx.run("delete from ip_blocks where id = :id", id=block_id) > 0
