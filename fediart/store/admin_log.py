"""What admins and moderators did: only ever added to, which the database itself sees to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fediart.ids import Ids
from fediart.store.database import Reading, Row, Writing

MEMBER, PERSON, POST, REPORT, DOMAIN, STRIKE = "member", "person", "post", "report", "domain", "strike"
RULE, SETTINGS, BACKUP = "rule", "settings", "backup"
KINDS: Final = (MEMBER, PERSON, POST, REPORT, DOMAIN, STRIKE, RULE, SETTINGS, BACKUP)
SHELL: Final = "the shell"


@dataclass(frozen=True, slots=True)
class LoggedDeed:
    """`by` is the name of who did it, empty for the command line. `created` is in milliseconds.

    `kind`, one of KINDS or empty, and `about` say what it was done to; `strike_id` is 0 where it is no strike's.
    """

    id: int
    by: str
    action: str
    subject: str
    detail: str
    created: int
    kind: str = ""
    about: int = 0
    strike_id: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines are asked for; what is empty asks for nothing. `first` and `last` bound the ids (fediart.ids)."""

    by: str = ""
    action: str = ""
    kind: str = ""
    about: int = 0
    first: int = 0
    last: int = 2**62


EVERYTHING: Final = Wanted()


async def log(
    tx: Writing, ids: Ids, *, account_id: int | None, action: str, subject: str = "", detail: str = "", now: int,
    kind: str = "", about: int = 0, strike_id: int = 0,
) -> None:  # fmt: skip
    """Adds a line in the transaction of the deed itself. `account_id` is None for the command line."""
    await tx.run(
        """insert into admin_log (id, account_id, action, subject, detail, created, subject_kind, subject_id, strike_id)
        values (:id, :account_id, :action, :subject, :detail, :now, :kind, :about, :strike)""",
        id=ids.new(),
        account_id=account_id,
        action=action,
        subject=subject[:500],
        detail=detail[:2000],
        now=now,
        kind=kind,
        about=about,
        strike=strike_id,
    )


_LINES = """select admin_log.id as id, coalesce(actors.name, '') as name, action, subject, detail,
    admin_log.created as created, subject_kind, subject_id, strike_id from admin_log
    left join accounts on accounts.id = admin_log.account_id left join actors on actors.id = accounts.actor_id
    where admin_log.id < :before and admin_log.id >= :first"""
_NEWEST = "order by admin_log.id desc limit :limit"


async def latest(
    tx: Reading, *, before: int = 2**62, limit: int = 50, wanted: Wanted = EVERYTHING
) -> Sequence[LoggedDeed]:
    """The newest first; `before` is the id where the page before ended. Each filter reads its own index."""
    given: dict[str, int | str] = {"before": min(before, wanted.last), "first": wanted.first, "limit": limit}
    clauses = []
    if wanted.by == SHELL:
        clauses.append("and admin_log.account_id is null")
    elif wanted.by:
        clauses.append("""and admin_log.account_id = (select one.id from accounts one
            join actors face on face.id = one.actor_id where lower(face.name) = :by and face.host = '')""")
        given["by"] = wanted.by.lower().removeprefix("@")
    if wanted.action:
        clauses.append("and action = :action")
        given["action"] = wanted.action
    if wanted.kind:
        clauses.append("and subject_kind = :kind")
        given["kind"] = wanted.kind
        if wanted.about:
            clauses.append("and subject_id = :about")
            given["about"] = wanted.about
    rows = await tx.all(f"{_LINES} {' '.join(clauses)} {_NEWEST}", **given)
    return [_deed(row) for row in rows]


def _deed(row: Row) -> LoggedDeed:
    return LoggedDeed(
        row["id"], row["name"], row["action"], row["subject"], row["detail"], row["created"],
        row["subject_kind"], row["subject_id"], row["strike_id"],
    )  # fmt: skip


async def actions(tx: Reading) -> list[str]:
    """Every deed that the log has a line of, by its name: each is one step into the index."""
    found: list[str] = []
    word = await tx.value("select min(action) from admin_log")
    while word is not None:
        found.append(str(word))
        word = await tx.value("select min(action) from admin_log where action > :word", word=word)
    return found
