"""Shared lists of domain rules, and the changes from them, or from a file, that wait for an admin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fediart.store.database import Reading, Row, Writing, numbers
from fediart.store.domain_rules import DomainRule

ADD, CHANGE, REMOVE = "add", "change", "remove"
FILE = 0
"""The list id of what came from a file."""


@dataclass(frozen=True, slots=True)
class SharedList:
    """`auto` applies what severs nothing at once; `checked` is when it was last read (milliseconds)."""

    id: int
    url: str
    host: str
    auto: int
    checked: int
    outcome: str
    created: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a list asks for: `change` is ADD, CHANGE or REMOVE."""

    id: int
    list_id: int
    change: str
    rule: DomainRule


async def put_list(tx: Writing, one: SharedList) -> None:
    """Raises Conflict where the list is there already."""
    await tx.run(
        """insert into domain_lists (id, url, host, auto, checked, outcome, created)
        values (:id, :url, :host, :auto, :checked, :outcome, :created)""",
        id=one.id,
        url=one.url,
        host=one.host,
        auto=one.auto,
        checked=one.checked,
        outcome=one.outcome,
        created=one.created,
    )


async def all_lists(tx: Reading) -> Sequence[SharedList]:
    rows = await tx.all("select id, url, host, auto, checked, outcome, created from domain_lists order by id")
    return [SharedList(**{name: row[name] for name in SharedList.__slots__}) for row in rows]


async def checked(tx: Writing, list_id: int, *, now: int, outcome: str) -> None:
    await tx.run(
        "update domain_lists set checked = :now, outcome = :outcome where id = :id",
        now=now,
        outcome=outcome[:500],
        id=list_id,
    )


async def drop_list(tx: Writing, list_id: int) -> bool:
    """Its rules stay and become our own; what it still proposed goes."""
    await tx.run("delete from domain_proposals where list_id = :id", id=list_id)
    await tx.run("update domain_blocks set list_id = 0 where list_id = :id", id=list_id)
    return await tx.run("delete from domain_lists where id = :id", id=list_id) > 0


async def propose(tx: Writing, list_id: int, proposals: Iterable[tuple[int, str, DomainRule]], *, now: int) -> None:
    """`(id, change, rule)`. What was dismissed before is proposed again only if it asks for something else."""
    await tx.many(
        """insert into domain_proposals (id, list_id, domain, change, severity, reject_media, reject_reports,
        public_comment, obfuscate, created) values (:id, :list_id, :domain, :change, :severity, :reject_media,
        :reject_reports, :public_comment, :obfuscate, :now)
        on conflict (list_id, domain) do update set state = case when domain_proposals.state = 'dismissed'
            and domain_proposals.change = excluded.change and domain_proposals.severity = excluded.severity
            and domain_proposals.reject_media = excluded.reject_media
            and domain_proposals.reject_reports = excluded.reject_reports then 'dismissed' else 'open' end,
        change = excluded.change, severity = excluded.severity, reject_media = excluded.reject_media,
        reject_reports = excluded.reject_reports, public_comment = excluded.public_comment,
        obfuscate = excluded.obfuscate""",
        [
            {
                "id": number,
                "list_id": list_id,
                "domain": rule.domain,
                "change": change,
                "severity": rule.severity,
                "reject_media": int(rule.reject_media),
                "reject_reports": int(rule.reject_reports),
                "public_comment": rule.public_comment,
                "obfuscate": int(rule.obfuscate),
                "now": now,
            }
            for number, change, rule in proposals
        ],
    )


_LISTED = "id, list_id, domain, change, severity, reject_media, reject_reports, public_comment, obfuscate"


def _proposal(row: Row) -> Proposal:
    rule = DomainRule(
        row["domain"],
        row["severity"],
        reject_media=bool(row["reject_media"]),
        reject_reports=bool(row["reject_reports"]),
        public_comment=row["public_comment"],
        obfuscate=bool(row["obfuscate"]),
        list_id=row["list_id"],
    )
    return Proposal(row["id"], row["list_id"], row["change"], rule)


async def open_proposals(tx: Reading, *, after: str = "", limit: int = 100_000) -> Sequence[Proposal]:
    """In the order of domains, from the one after `after`."""
    rows = await tx.all(
        f"""select {_LISTED} from domain_proposals where state = 'open' and domain > :after
        order by domain, id limit :limit""",
        after=after,
        limit=limit,
    )
    return [_proposal(row) for row in rows]


async def count_open(tx: Reading) -> int:
    return int(await tx.value("select count(*) from domain_proposals where state = 'open'"))


async def some(tx: Reading, proposal_ids: Iterable[int]) -> Sequence[Proposal]:
    rows = await tx.all(
        f"select {_LISTED} from domain_proposals where id in ({numbers(proposal_ids)}) and state = 'open'"
    )
    return [_proposal(row) for row in rows]


async def settle(tx: Writing, proposal_ids: Iterable[int], state: str) -> None:
    """`state` is accepted or dismissed."""
    await tx.run(f"update domain_proposals set state = :state where id in ({numbers(proposal_ids)})", state=state)


async def withdraw(tx: Writing, list_id: int, keeping: Iterable[str]) -> None:
    """A list asks no more for what is not in it: open proposals for other domains go."""
    rows = await tx.all("select id, domain from domain_proposals where list_id = :id and state = 'open'", id=list_id)
    kept = set(keeping)
    gone = numbers(row["id"] for row in rows if row["domain"] not in kept)
    await tx.run(f"delete from domain_proposals where id in ({gone})")
