"""What the report of the whole instance is counted from: lines of the log by deed, and reports; ids say when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from fediart.store.database import Reading, Writing

MOST: Final = 50_000
"""Lines of one deed that are read in all; a report that would need more tells the first ones."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log: no names. `struck` is whether it is a decision against a member."""

    id: int
    action: str
    detail: str
    struck: bool


@dataclass(frozen=True, slots=True)
class Received:
    """A report: from a member or from another server, and whether it was sent on."""

    id: int
    local: bool
    forwarded: bool


async def lines(tx: Reading, actions: Iterable[str], *, first: int, last: int) -> Sequence[Line]:
    """Of these deeds, with ids from `first` to before `last`."""
    found: list[Line] = []
    for action in actions:
        rows = await tx.all(
            f"""select id, detail, strike_id from admin_log where action = :action and id >= :first and id < :last
            order by id limit {MOST}""",
            action=action,
            first=first,
            last=last,
        )
        found += [Line(row["id"], action, row["detail"], row["strike_id"] > 0) for row in rows]
    return found


async def received(tx: Reading, *, first: int, last: int) -> Sequence[Received]:
    rows = await tx.all(
        f"""select r.id as id, a.host as host, r.forwarded as forwarded from reports r
        join actors a on a.id = r.reporter_id where r.id >= :first and r.id < :last order by r.id limit {MOST}""",
        first=first,
        last=last,
    )
    return [Received(row["id"], row["host"] == "", row["forwarded"] != "") for row in rows]


async def is_public(tx: Reading) -> bool:
    """Whether admins let everybody read the report."""
    return bool(await tx.value("select value from settings where key = 'public-report'") != "0")


async def make_public(tx: Writing, public: bool, *, now: int) -> None:
    await tx.run(
        """insert into settings (key, value, changed) values ('public-report', :value, :now)
        on conflict (key) do update set value = excluded.value, changed = excluded.changed""",
        value="1" if public else "0",
        now=now,
    )
