"""What people and other servers have reported: whom, which posts, with which words; and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from fediart.ids import Ids
from fediart.store.database import Reading, Row, Writing

OPEN, RESOLVED, DISMISSED = "open", "resolved", "dismissed"
STATES = (OPEN, RESOLVED, DISMISSED)


@dataclass(frozen=True, slots=True)
class Report:
    """`reporter_id` is a member, or the actor that sent the Flag; `forwarded` the host it was sent on to; `assigned_id`
    the account of who looks at it, 0 for nobody."""

    id: int
    uri: str
    reporter_id: int
    target_id: int
    reason: str
    text: str
    forwarded: str
    state: str
    outcome: str
    account_id: int | None
    created: int
    handled: int
    assigned_id: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """Which reports are asked for. `assigned` is an account, 0 for those of nobody, None for any; `about` is members,
    elsewhere or empty; `reason` a word of fediart.actions.report.REASONS or empty."""

    state: str = OPEN
    assigned: int | None = None
    about: str = ""
    reason: str = ""


LOOKED_THROUGH = 500  # reports of a state, for one page of a narrow question


@dataclass(frozen=True, slots=True)
class Note:
    """What a moderator wrote, `by` name; empty for the command line."""

    by: str
    text: str
    created: int


_COLUMNS = tuple(item.name for item in fields(Report))
_LISTED = ", ".join(_COLUMNS)


def _report(row: Row) -> Report:
    return Report(**{name: row[name] for name in _COLUMNS})


async def insert(tx: Writing, report: Report) -> None:
    """Raises Conflict where the Flag is known."""
    places = ", ".join(f":{name}" for name in _COLUMNS)
    await tx.run(
        f"insert into reports ({_LISTED}) values ({places})", **{name: getattr(report, name) for name in _COLUMNS}
    )


async def add_posts(tx: Writing, report_id: int, post_ids: Iterable[int]) -> None:
    await tx.many(
        """insert into report_posts (report_id, post_id) values (:report, :post)
        on conflict (report_id, post_id) do nothing""",
        [{"report": report_id, "post": one} for one in post_ids],
    )


async def count_posts(tx: Reading, report_id: int) -> int:
    return int(await tx.value("select count(*) from report_posts where report_id = :id", id=report_id))


async def set_text(tx: Writing, report_id: int, text: str) -> None:
    await tx.run("update reports set text = :text where id = :id", text=text, id=report_id)


async def set_reason(tx: Writing, report_id: int, reason: str) -> None:
    await tx.run("update reports set reason = :reason where id = :id", reason=reason, id=report_id)


async def by_id(tx: Reading, report_id: int) -> Report | None:
    row = await tx.one(f"select {_LISTED} from reports where id = :id", id=report_id)
    return _report(row) if row else None


async def by_uri(tx: Reading, uri: str) -> Report | None:
    row = await tx.one(f"select {_LISTED} from reports where uri = :uri", uri=uri)
    return _report(row) if row else None


async def open_between(tx: Reading, reporter_id: int, target_id: int) -> Report | None:
    """What the one has reported of the other and nobody has handled yet."""
    row = await tx.one(
        f"""select {_LISTED} from reports
        where reporter_id = :reporter and target_id = :target and state = 'open' order by id limit 1""",
        reporter=reporter_id,
        target=target_id,
    )
    return _report(row) if row else None


async def open_from_host(tx: Reading, host: str) -> int:
    """How many open reports come from a host: a flood of them must not bury the others."""
    return int(
        await tx.value(
            """select count(*) from actors join reports on reports.reporter_id = actors.id
            where actors.host = :host and actors.host <> '' and reports.state = 'open'""",
            host=host,
        )
    )


async def page(tx: Reading, state: str, *, before: int = 2**62, limit: int = 50) -> Sequence[Report]:
    """The newest first; `before` is the id where the page before ended."""
    rows = await tx.all(
        f"select {_LISTED} from reports where state = :state and id < :before order by id desc limit :limit",
        state=state,
        before=before,
        limit=limit,
    )
    return [_report(row) for row in rows]


async def asked_for(tx: Reading, asked: Asked, *, before: int = 2**62, limit: int = 50) -> tuple[Sequence[Report], int]:
    """The newest first, and where the page after begins: 0 where nothing more comes. Looks at so many at most."""
    whose = "" if asked.assigned is None else "and assigned_id = :assigned"
    given: dict[str, int | str] = {"state": asked.state, "before": before}
    if asked.assigned is not None:
        given["assigned"] = asked.assigned
    near = f"""select {_LISTED} from reports where state = :state and id < :before {whose}
        order by id desc limit {LOOKED_THROUGH}"""
    clauses = []
    if asked.reason:
        clauses.append("r.reason = :reason")
        given["reason"] = asked.reason
    if asked.about in _ABOUT:
        clauses.append(_ABOUT[asked.about])
    narrowed = f"where {' and '.join(clauses)}" if clauses else ""
    rows = await tx.all(f"select * from ({near}) r {narrowed} order by r.id desc limit :limit", limit=limit, **given)
    if len(rows) == limit:
        return [_report(row) for row in rows], rows[-1]["id"]
    end = {name: value for name, value in given.items() if name != "reason"}
    last = await tx.all(f"select min(id) as id, count(*) as many from ({near}) r", **end)
    more = last[0]["many"] == LOOKED_THROUGH
    return [_report(row) for row in rows], last[0]["id"] if more else 0


_ABOUT = {
    "members": "exists (select 1 from actors a where a.id = r.target_id and a.host = '')",
    "elsewhere": "exists (select 1 from actors a where a.id = r.target_id and a.host <> '')",
}


async def assign(tx: Writing, report_id: int, account_id: int) -> None:
    """0: nobody looks at it any more."""
    await tx.run("update reports set assigned_id = :account where id = :id", account=account_id, id=report_id)


async def beside(tx: Reading, report_id: int, reader_id: int) -> tuple[int, int]:
    """The open reports next to this one that this moderator may look at: the newer and the older, 0 for none."""
    newer = await tx.value(
        "select min(id) from reports where state = 'open' and id > :id and target_id <> :reader",
        id=report_id,
        reader=reader_id,
    )
    older = await tx.value(
        "select max(id) from reports where state = 'open' and id < :id and target_id <> :reader",
        id=report_id,
        reader=reader_id,
    )
    return int(newer or 0), int(older or 0)


async def count_open(tx: Reading, reader_id: int) -> int:
    """How many wait for this moderator: nobody is told of reports about themselves."""
    statement = "select count(*) from reports where state = 'open' and target_id <> :reader"
    return int(await tx.value(statement, reader=reader_id))


async def about(tx: Reading, target_id: int, *, limit: int = 20) -> Sequence[Report]:
    """All about one person, the newest first."""
    rows = await tx.all(
        f"select {_LISTED} from reports where target_id = :id order by id desc limit :limit", id=target_id, limit=limit
    )
    return [_report(row) for row in rows]


async def post_ids(tx: Reading, report_id: int) -> list[int]:
    rows = await tx.all("select post_id from report_posts where report_id = :id order by post_id", id=report_id)
    return [row["post_id"] for row in rows]


async def settle(tx: Writing, report_id: int, state: str, *, outcome: str, account_id: int | None, now: int) -> bool:
    """False where it is in that state already: somebody was faster."""
    touched = await tx.run(
        """update reports set state = :state, outcome = :outcome, account_id = :account, handled = :now
        where id = :id and state <> :state""",
        state=state,
        outcome=outcome[:1000],
        account=account_id,
        now=now,
        id=report_id,
    )
    return touched > 0


async def add_note(tx: Writing, ids: Ids, report_id: int, text: str, *, account_id: int | None, now: int) -> None:
    await tx.run(
        """insert into report_notes (id, report_id, account_id, text, created)
        values (:id, :report, :account, :text, :now)""",
        id=ids.new(),
        report=report_id,
        account=account_id,
        text=text,
        now=now,
    )


async def notes(tx: Reading, report_id: int) -> Sequence[Note]:
    rows = await tx.all(
        """select coalesce(actors.name, '') as name, text, report_notes.created as created from report_notes
        left join accounts on accounts.id = report_notes.account_id left join actors on actors.id = accounts.actor_id
        where report_id = :id order by report_notes.id limit 200""",
        id=report_id,
    )
    return [Note(row["name"], row["text"], row["created"]) for row in rows]
