"""Administration: what admins and moderators did, the newest first; narrowed down, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Final
from urllib.parse import urlencode

from aiohttp import web

from fediart.actions.decision_export import cell
from fediart.clock import DAY, iso
from fediart.errors import Problem
from fediart.ids import first_of
from fediart.language import N_, _
from fediart.store import actors, admin_log
from fediart.store.admin_log import (
    BACKUP,
    DOMAIN,
    KINDS,
    MEMBER,
    PERSON,
    POST,
    REPORT,
    RULE,
    SETTINGS,
    STRIKE,
    LoggedDeed,
    Wanted,
)
from fediart.store.database import Reading
from fediart.web import pages
from fediart.web.decisions import since_day
from fediart.web.render import Page
from fediart.web.request import is_number, site_of
from fediart.web.upload_form import by_field

AT_ONCE: Final = 50
_PIECE: Final = 500
_COLUMNS: Final = ("time", "by", "deed", "kind", "id", "subject", "words", "decision")
_FILTERS: Final = ("by", "deed", "kind", "about", "since", "until")
KIND_WORDS: Final[Mapping[str, str]] = {
    MEMBER: N_("a member"), PERSON: N_("somebody elsewhere"), POST: N_("a post"), REPORT: N_("a report"),
    DOMAIN: N_("a server"), STRIKE: N_("a decision"), RULE: N_("a rule or a list"), SETTINGS: N_("the settings"),
    BACKUP: N_("a backup"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LogPage(Page):
    """`older` is the address of the next page, or empty; `given` are the filters as they were typed, `query` the same
    for an address."""

    template: ClassVar[str] = "admin/log.html"
    deeds: Sequence[LoggedDeed]
    older: str
    actions: Sequence[tuple[str, str]]
    kinds: Sequence[tuple[str, str]]
    given: Mapping[str, str]
    query: str
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    given = _typed(request)
    errors: Mapping[str, str] = {}
    word = request.query.get("before", "")
    async with site_of(request).db.reading() as tx:
        try:
            wanted = await _wanted(tx, given)
        except Problem as problem:
            wanted, errors = Wanted(last=0), by_field(problem)
        before = int(word) if is_number(word) else 2**62
        deeds = await admin_log.latest(tx, before=before, limit=AT_ONCE + 1, wanted=wanted)
        known = await admin_log.actions(tx)
    query = urlencode({name: value for name, value in given.items() if value})
    older = f"/admin/log?{query}{'&' if query else ''}before={deeds[AT_ONCE - 1].id}" if len(deeds) > AT_ONCE else ""
    kinds = [(kind, _(KIND_WORDS[kind])) for kind in KINDS]
    page = LogPage(_("Log"), deeds[:AT_ONCE], older, [(one, one) for one in known], kinds, given, query, errors)
    return await pages.show(request, page, status=422 if errors else 200)


async def export(request: web.Request) -> web.StreamResponse:
    """`/admin/log.csv`, with the same filters, in pieces."""
    site = site_of(request)
    given = _typed(request)
    async with site.db.reading() as tx:
        wanted = await _wanted(tx, given)
    response = web.StreamResponse(
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": 'attachment; filename="log.csv"',
            "Cache-Control": "no-store",
        }
    )
    await response.prepare(request)
    if request.method == "HEAD":
        return response
    await response.write(_csv([_COLUMNS]))
    while True:
        async with site.db.reading() as tx:
            found = await admin_log.latest(tx, limit=_PIECE, wanted=wanted)
        await response.write(_csv([_row(one) for one in found]))
        if len(found) < _PIECE:
            break
        wanted = replace(wanted, last=found[-1].id)
    await response.write_eof()
    return response


def _typed(request: web.Request) -> dict[str, str]:
    return {name: request.query.get(name, "").strip()[:300] for name in _FILTERS}


async def _wanted(tx: Reading, given: Mapping[str, str]) -> Wanted:
    """Raises Problem by field. `about` is a handle, or a number; a day counts in UTC."""
    kind, about, said = given["kind"] if given["kind"] in KINDS else "", 0, given["about"]
    if said and is_number(said):
        about = int(said)
    elif said:
        name, _at, host = said.removeprefix("@").partition("@")
        person = await actors.by_handle(tx, name, host.lower())
        if person is None:
            raise Problem(_("Nobody of that handle is known here."), field="about")
        kind, about = MEMBER if person.local else PERSON, person.id
    try:
        since, until = since_day(given["since"]), since_day(given["until"])
    except Problem as problem:
        raise Problem(problem.message, field="until" if given["since"] == "" else "since") from None
    return Wanted(
        by=given["by"],
        action=given["deed"],
        kind=kind,
        about=about,
        first=first_of(since) if since else 0,
        last=first_of(until + DAY) if until else 2**62,
    )


def _row(one: LoggedDeed) -> Sequence[object]:
    return (
        iso(one.created), one.by, one.action, one.kind, one.about or "", one.subject, one.detail, one.strike_id or "",
    )  # fmt: skip


def _csv(rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([[cell(value) for value in row] for row in rows])
    return text.getvalue().encode()
