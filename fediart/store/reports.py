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
    """`reporter_id` is a member, or the actor that sent the Flag; `forwarded` the host it was sent on to."""

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
