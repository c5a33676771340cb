"""The report of the whole instance for everybody: `/transparency/report`, the same as JSON, and the admins' switch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from aiohttp import web

from fediart.actions.instance_report import PARTS, Month, months, switch
from fediart.clock import moment
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import report_counts
from fediart.store.database import Reading
from fediart.store.domain_rules import EVERYONE, SILENCE, SUSPEND, Rules
from fediart.web import pages
from fediart.web.listed_rules import ListedRule, listed_rules
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.transparency import month_starts, told

PATH = "/admin/transparency"


@dataclass(frozen=True, slots=True)
class Row:
    """A month by its name, and its numbers in the order of the columns; None for 1 to 4."""

    name: str
    numbers: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    words: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ReportPage(Page):
    """`servers` are the rules in force by name, where admins let everybody read them; `suspended` and `limited` how
    many there are. `switch` is shown to admins only."""

    template: ClassVar[str] = "instance_report.html"
    tables: tuple[Table, ...]
    servers: Sequence[ListedRule]
    suspended: int | None
    limited: int | None
    public: bool = True
    admins: bool = False


async def show(request: web.Request) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        await _demand_public(tx)
        page = await _page(tx, request)
    return await pages.show(request, page)


async def document(request: web.Request) -> web.StreamResponse:
    """`/transparency/report.json`: null stands for a number from 1 to 4."""
    site = site_of(request)
    async with site.db.reading() as tx:
        await _demand_public(tx)
        found = await months(tx, month_starts(site.clock.now()))
        rules = await site.rules.read(tx, now=site.clock.now())
    said: dict[str, Any] = {
        "months": [{"month": f"{moment(one.start):%Y-%m}", **_with_underscores(one.counts)} for one in found],
        "servers": {
            "suspended": _many(rules, SUSPEND),
            "limited": _many(rules, SILENCE),
            "rules": [
                {"domain": one.name, "digest": one.digest, "rule": one.what, "reason": one.why}
                for one in listed_rules(rules, member=False)
            ],
        },
    }
    return web.json_response(said, headers={"Access-Control-Allow-Origin": "*"})


async def look(request: web.Request) -> web.StreamResponse:
    """`/admin/transparency`: as everybody sees it, with the switch."""
    async with site_of(request).db.reading() as tx:
        page = await _page(tx, request, public=await report_counts.is_public(tx), admins=True)
    return await pages.show(request, page)


async def choose(request: web.Request) -> web.StreamResponse:
    given = await answers(request)
    public = given.get("public") == "1"
    await switch(site_of(request), viewer(request).account, public=public)
    notice = _("Everybody can read the report now.") if public else _("The report is for nobody but admins now.")
    return pages.go(request, PATH, notice=notice)


async def _demand_public(tx: Reading) -> None:
    if not await report_counts.is_public(tx):
        raise NotFound(_("This instance publishes no report."))


async def _page(tx: Reading, request: web.Request, *, public: bool = True, admins: bool = False) -> ReportPage:
    site = site_of(request)
    now = site.clock.now()
    found = await months(tx, month_starts(now))
    rules = await site.rules.read(tx, now=now)
    return ReportPage(
        title=_("What was done here, month by month"),
        tables=tables_of(found),
        servers=listed_rules(rules, member=False) if rules.settings.shown_to == EVERYONE else (),
        suspended=_many(rules, SUSPEND),
        limited=_many(rules, SILENCE),
        public=public,
        admins=admins,
    )


def tables_of(found: Sequence[Month]) -> tuple[Table, ...]:
    """A table for each part in which anything happened; months in which nothing did are left out of it."""
    tables = []
    for part in PARTS:
        rows = tuple(
            Row(f"{moment(one.start):%B %Y}", tuple(one.counts[part.name].values()))
            for one in found
            if any(number != 0 for number in one.counts[part.name].values())
        )
        if rows:
            tables.append(Table(part.name, part.words, tuple(column.words for column in part.columns), rows))
    return tuple(tables)


def _many(rules: Rules, severity: str) -> int | None:
    return told(sum(1 for one in rules.by_domain.values() if one.severity == severity))


def _with_underscores(counts: Mapping[str, Mapping[str, int | None]]) -> dict[str, dict[str, int | None]]:
    return {part: {name.replace("-", "_"): value for name, value in of.items()} for part, of in counts.items()}
