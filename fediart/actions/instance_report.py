"""The report of the whole instance, month by month: made of the moderation log and of decisions alone, naming nobody.

Numbers from 1 to 4 are not told, and a month only when it is over: who reads it every hour learns of nobody's case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from fediart.actions.permissions import demand
from fediart.actions.strike_appeals import ACTIONS
from fediart.actions.strikes import LOGGED
from fediart.ids import first_of
from fediart.language import N_
from fediart.site import Site
from fediart.store import decisions, report_counts
from fediart.store.accounts import Account
from fediart.store.admin_log import log
from fediart.store.database import Reading
from fediart.store.report_counts import Line
from fediart.store.strikes import (
    DELETE,
    DELETE_POSTS,
    FREEZE,
    LIMIT,
    MARK_POSTS,
    OVERTURNED,
    SENSITIVE,
    SUSPEND,
    TAKE_PICTURES,
    TAKE_PROFILE,
    UPHELD,
    WARN,
)

SMALL: Final = 5


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is its key in the JSON; `counts` says whether a line of the log is one of it."""

    name: str
    words: str
    actions: tuple[str, ...] = ()
    counts: Callable[[Line], bool] = lambda line: True


@dataclass(frozen=True, slots=True)
class Part:
    """A table of the report."""

    name: str
    words: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """`start` in ms; `counts` by part and column, None for 1 to 4."""

    start: int
    counts: Mapping[str, Mapping[str, int | None]]


def _strikes(name: str, words: str, *deeds: str) -> Column:
    return Column(name, words, tuple(LOGGED[deed] for deed in deeds), lambda line: line.struck)


def _rule(name: str, words: str, severity: str) -> Column:
    return Column(name, words, ("set rule for domain",), lambda line: line.detail.partition(",")[0] == severity)


PARTS: Final[tuple[Part, ...]] = (
    Part(
        "works",
        N_("Works"),
        (
            Column("admitted", N_("Admitted")),
            Column("held", N_("Held")),
            Column("refused", N_("Refused or taken down")),
            Column("appeals-overturned", N_("Decided anew for the artist")),
        ),
    ),
    Part(
        "reports",
        N_("Reports"),
        (
            Column("from-members", N_("From members")),
            Column("from-servers", N_("From other servers")),
            Column("sent-on", N_("Sent to other servers")),
            Column("resolved", N_("Something was done"), ("resolve report",)),
            Column("dismissed", N_("Nothing was done"), ("dismiss report",)),
        ),
    ),
    Part(
        "members",
        N_("Decisions about members"),
        (
            _strikes("warned", N_("Warned"), WARN),
            _strikes("sensitive", N_("Marked as sensitive"), SENSITIVE, MARK_POSTS),
            _strikes("limited", N_("Limited"), LIMIT),
            _strikes("frozen", N_("Frozen"), FREEZE),
            _strikes("suspended", N_("Suspended"), SUSPEND),
            _strikes("deleted", N_("Deleted"), DELETE),
            _strikes("taken-away", N_("Posts or parts taken away"), DELETE_POSTS, TAKE_PICTURES, TAKE_PROFILE),
        ),
    ),
    Part(
        "appeals",
        N_("Appeals of members"),
        (
            Column("overturned", N_("Overturned"), (ACTIONS[OVERTURNED],)),
            Column("upheld", N_("Upheld"), (ACTIONS[UPHELD],)),
        ),
    ),
    Part(
        "servers",
        N_("Other servers"),
        (
            _rule("suspended", N_("Suspended"), "suspend"),
            _rule("limited", N_("Limited"), "silence"),
            Column("lifted", N_("Rules taken back"), ("remove rule for domain",)),
        ),
    ),
    Part(
        "doors",
        N_("Doors and lists"),
        (
            Column("approved", N_("Sign-ups let in by people"), ("approve sign-up",)),
            Column("rejected", N_("Sign-ups refused"), ("reject sign-up",)),
            Column(
                "forbidden",
                N_("Pictures and files forbidden"),
                ("forbidden picture: add", "forbidden pictures: import", "forbidden file: add"),
            ),
            Column("words-kept-back", N_("Texts kept back"), ("keep words back",)),
            Column("words-let", N_("Texts let through"), ("let words through",)),
        ),
    ),
)
"""Every table and what is counted in it. Columns without actions are counted from decisions and reports."""
_ADMITTED: Final = frozenset({"publish", "label", "keep"})
_REFUSED: Final = frozenset({"refuse", "withdraw"})


async def months(tx: Reading, starts: Sequence[int]) -> tuple[Month, ...]:
    """Those that begin at `starts` (ms), but the last one, which is not over; the newest first, empty ones left out."""
    counted = [Counter[tuple[str, str]]() for _ in starts[1:]]
    first, last = first_of(starts[0]), first_of(starts[-1])
    bounds = [first_of(start) for start in starts]
    for part, column in _logged():
        for line in await report_counts.lines(tx, column.actions, first=first, last=last):
            if column.counts(line):
                counted[_place(bounds, line.id)][part.name, column.name] += 1
    for one in await report_counts.received(tx, first=first, last=last):
        month = counted[_place(bounds, one.id)]
        month["reports", "from-members" if one.local else "from-servers"] += 1
        month["reports", "sent-on"] += one.forwarded
    for number, (start, end) in enumerate(pairwise(starts)):
        counted[number] += await _works(tx, start, end)
    found = [_month(start, counts) for start, counts in zip(starts, counted, strict=False) if counts.total()]
    return tuple(reversed(found))


def _logged() -> Iterable[tuple[Part, Column]]:
    return ((part, column) for part in PARTS for column in part.columns if column.actions)


def _place(bounds: Sequence[int], identifier: int) -> int:
    """Which month an id belongs to."""
    return max(number for number, bound in enumerate(bounds[:-1]) if bound <= identifier or number == 0)


async def _works(tx: Reading, start: int, end: int) -> Counter[tuple[str, str]]:
    found = Counter[tuple[str, str]]()
    for (decision, _, _), many in (await decisions.counted(tx, since=start, until=end)).items():
        name = "admitted" if decision in _ADMITTED else "refused" if decision in _REFUSED else "held"
        found["works", name] += many
    found["works", "appeals-overturned"] += await decisions.overturned(tx, since=start, until=end)
    return found


def _month(start: int, counts: Counter[tuple[str, str]]) -> Month:
    told = {
        part.name: {column.name: masked(counts[part.name, column.name]) for column in part.columns} for part in PARTS
    }
    return Month(start, told)


def masked(number: int) -> int | None:
    """None for 1 to 4, which could be about somebody one knows."""
    return None if 0 < number < SMALL else number


async def switch(site: Site, by: Account, *, public: bool) -> None:
    """Whether everybody may read it. Raises NotAllowed."""
    demand(by, "change instance")
    now = site.clock.now()
    async with site.db.writing() as tx:
        await report_counts.make_public(tx, public, now=now)
        action = f"turn public report {'on' if public else 'off'}"
        await log(tx, site.ids, account_id=by.id, action=action, now=now)
    site.pages.changed()
