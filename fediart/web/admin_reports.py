"""Administration: the queue of reports, and one report with all that moderators may see of it and do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar
from urllib.parse import urlencode

from aiohttp import web

from fediart.actions import commission_reports, person_deeds, report_handling
from fediart.actions.permissions import demand, may
from fediart.actions.report import REASONS
from fediart.actions.strikes import Cause
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store import actors, admin_people, reports, threads
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.reports import OPEN, STATES, Asked, Note, Report
from fediart.store.strikes import SUSPEND
from fediart.store.visibility import NOBODY
from fediart.web import pages
from fediart.web.person_deeds import NOTHING_POSSIBLE, Possible, possible
from fediart.web.render import Page
from fediart.web.request import answers, is_number, number_in, site_of, viewer
from fediart.web.showing import Remark, actor_path, remark
from fediart.web.upload_form import by_field

PATH = "/admin/reports"
ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """`reporter` is a member's handle, or the server that has sent the report."""

    path: str
    target: str
    target_path: str
    suspended: bool
    reporter: str
    reason: str
    words: str
    posts: int
    state: str
    forwarded: str
    created: int
    assigned: str = ""


@dataclass(frozen=True, slots=True)
class ReportsPage(Page):
    """`whose` is mine, nobody or empty; `about` members, elsewhere or empty; `reason` one of `reasons` or empty."""

    template: ClassVar[str] = "admin/reports.html"
    lines: Sequence[Line]
    state: str
    older: str
    whose: str = ""
    about: str = ""
    reason: str = ""
    reasons: Sequence[tuple[str, str]] = ()
    states: tuple[str, ...] = STATES


@dataclass(frozen=True, slots=True)
class OneReportPage(Page):
    """`posts` are those the reporter could see; `hidden` counts the others, whose words moderators do not get.
    `commission` leads to that of a visitor, where the report is about one."""

    template: ClassVar[str] = "admin/report.html"
    report_id: int
    line: Line
    outcome: str
    posts: Sequence[Remark]
    hidden: int
    notes: Sequence[Note]
    others: Sequence[Line]
    target_id: int
    host: str
    may_suspend: bool
    may_take_away: bool
    commission: str = ""
    assigned: str = ""
    mine: bool = False
    newer_path: str = ""
    older_path: str = ""
    may: Possible = NOTHING_POSSIBLE
    errors: Mapping[str, str] = field(default_factory=dict)


async def show_queue(request: web.Request) -> web.StreamResponse:
    """What is about the moderator themselves is for others to handle."""
    by, query = viewer(request).account, request.query
    state, whose, about = query.get("state", OPEN), query.get("whose", ""), query.get("about", "")
    reason, text = query.get("reason", ""), query.get("before", "")
    asked = Asked(
        state=state if state in STATES else OPEN,
        assigned={"mine": by.id, "nobody": 0}.get(whose),
        about=about if about in ("members", "elsewhere") else "",
        reason=reason if reason in REASONS else "",
    )
    async with site_of(request).db.reading() as tx:
        before = int(text) if is_number(text) else 2**62
        listed, more = await reports.asked_for(tx, asked, before=before, limit=ON_A_PAGE)
        lines = await _lines(tx, [one for one in listed if one.target_id != by.actor_id])
    kept = {"state": asked.state, "whose": whose, "about": asked.about, "reason": asked.reason}
    older = f"{PATH}?{urlencode({k: v for k, v in kept.items() if v} | {'before': str(more)})}" if more else ""
    page = ReportsPage(
        _("Reports"), lines, asked.state, older, whose if whose in ("mine", "nobody") else "", asked.about,
        asked.reason, [(word, _(words)) for word, words in REASONS.items()],
    )  # fmt: skip
    return await pages.show(request, page)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, {})


async def act(request: web.Request) -> web.StreamResponse:
    """`/admin/reports/ID/DEED`."""
    given, site, by, number = await answers(request), site_of(request), viewer(request).account, number_in(request)
    deed, text = request.match_info["deed"], given.get("text", "")
    try:
        match deed:
            case "note":
                await report_handling.note(site, by, number, text)
                notice = _("Your note is kept.")
            case "resolved" | "dismissed":
                await report_handling.close(site, by, number, deed, text=text)
                notice = _("The report is %(deed)s.", deed=deed)
            case "reopen":
                await report_handling.reopen(site, by, number)
                notice = _("The report is open again.")
            case "take" | "let-go":
                await report_handling.assign(site, by, number, take=deed == "take")
                notice = _("It is yours.") if deed == "take" else _("Others see that nobody looks at it.")
            case "take-away":
                await report_handling.take_away(site, by, number, _number(given.get("post", "")))
                notice = _("The post is gone.")
            case _:
                notice = await _suspend(request, by, number, text)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, by_field(problem), status=422)
    return pages.go(request, f"{PATH}/{number}", notice=notice)


async def _suspend(request: web.Request, by: Account, number: int, text: str) -> str:
    site = site_of(request)
    async with site.db.reading() as tx:
        found = await _report(tx, by, number)
        target = (await actors.by_ids(tx, [found.target_id])).get(found.target_id)
    if target is None:
        raise NotFound(_("There is nobody of that name."))
    if target.local:
        demand(by, "suspend")
    await person_deeds.act(site, by, target.id, SUSPEND, Cause(reason=text, report_id=number))
    return _("%(handle)s is suspended.", handle=target.handle)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


async def _report(tx: Reading, by: Account, number: int) -> Report:
    found = await reports.by_id(tx, number)
    if found is None:
        raise NotFound(_("There is no such report."))
    report_handling.demand_may_handle(by, found)
    return found


async def _lines(tx: Reading, found: Sequence[Report]) -> list[Line]:
    known = await actors.by_ids(tx, {one.reporter_id for one in found} | {one.target_id for one in found})
    names = await admin_people.names_of(tx, {one.assigned_id for one in found})
    made = [
        _line(one, known[one.target_id], known[one.reporter_id], len(await reports.post_ids(tx, one.id)))
        for one in found
    ]
    return [replace(line, assigned=names.get(one.assigned_id, "")) for line, one in zip(made, found, strict=True)]


def _line(one: Report, target: Actor, reporter: Actor, posts: int) -> Line:
    """This server's own actor stands for a visitor."""
    return Line(
        path=f"{PATH}/{one.id}",
        target=_("A visitor") if _is_visitor(target) else target.handle,
        target_path=f"{PATH}/{one.id}" if _is_visitor(target) else actor_path(target),
        suspended=bool(target.suspended),
        reporter=_("a visitor") if _is_visitor(reporter) else reporter.host or reporter.handle,
        reason=_(REASONS[one.reason]) if one.reason in REASONS else "",
        words=one.text,
        posts=posts,
        state=one.state,
        forwarded=one.forwarded,
        created=one.created,
    )


def _is_visitor(one: Actor) -> bool:
    return bool(one.local) and one.kind == "Application"


async def _page(request: web.Request, errors: Mapping[str, str], *, status: int = 200) -> web.StreamResponse:
    site, by = site_of(request), viewer(request).account
    async with site.db.reading() as tx:
        found = await _report(tx, by, number_in(request))
        known = await actors.by_ids(tx, [found.target_id, found.reporter_id])
        target, reporter = known[found.target_id], known[found.reporter_id]
        ids = await reports.post_ids(tx, found.id)
        # Moderators get to see what the reporter could: another server, only what is for everyone (advisory 91).
        eyes = reporter.id if reporter.local else NOBODY
        said = [one for post_id in ids if (one := await threads.by_id(tx, post_id, viewer=eyes)) is not None]
        notes = await reports.notes(tx, found.id)
        others = await _lines(tx, [one for one in await reports.about(tx, target.id) if one.id != found.id])
        newer, older = await reports.beside(tx, found.id, by.actor_id)
        names = await admin_people.names_of(tx, [found.assigned_id])
        able = await possible(tx, by, target.id) if not _is_visitor(target) else NOTHING_POSSIBLE
    about = commission_reports.commission_of(site.config.origin, found)
    page = OneReportPage(
        title=_("Report about %(handle)s", handle=_("a visitor") if _is_visitor(target) else target.handle),
        commission=f"/commissions/{about}" if about else "",
        report_id=found.id,
        line=_line(found, target, reporter, len(ids)),
        outcome=found.outcome,
        posts=[remark(one, host=site.config.instance.host) for one in said],
        hidden=len(ids) - len(said),
        notes=notes,
        others=others,
        target_id=target.id,
        host=target.host,
        may_suspend=not _is_visitor(target) and not target.suspended and (bool(target.host) or may(by, "suspend")),
        may_take_away=bool(target.host),
        assigned=names.get(found.assigned_id, ""),
        mine=found.assigned_id == by.id,
        newer_path=f"{PATH}/{newer}" if newer else "",
        older_path=f"{PATH}/{older}" if older else "",
        may=able,
        errors=errors,
    )
    return await pages.show(request, page, status=status)
