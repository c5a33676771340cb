"""Administration: appeals of members against what moderators decided, and the words that moderators use often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions import answer_templates, strike_appeals
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.language import _
from fediart.store import actors, admin_people, strikes
from fediart.store import answer_templates as rows
from fediart.store.accounts import Account
from fediart.store.answer_templates import Template
from fediart.store.database import Reading
from fediart.store.strikes import Appeal
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, is_number, number_in, site_of, viewer
from fediart.web.strikes import ShownStrike, shown_strikes
from fediart.web.upload_form import by_field

PATH: Final = "/admin/appeals"
TEMPLATES: Final = "/admin/answers"
_AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True)
class ShownAppeal:
    """`why_not` says why this moderator cannot decide it; `by` is who made the strike, empty for the shell."""

    one: ShownStrike
    handle: str
    by: str
    decided_by: str
    why_not: str


@dataclass(frozen=True, slots=True)
class AppealsPage(Page):
    """`failed` is the strike about whose appeal something was wrong in the form."""

    template: ClassVar[str] = "admin/appeals.html"
    waiting: Sequence[ShownAppeal]
    decided: Sequence[ShownAppeal]
    older: str
    failed: int = 0
    answer: str = ""
    templates: Sequence[Template] = ()
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnswersPage(Page):
    template: ClassVar[str] = "admin/answers.html"
    templates: Sequence[Template]
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def decide(request: web.Request) -> web.StreamResponse:
    """`/admin/appeals/ID/overturned` and `/upheld`."""
    given, number = await answers(request), number_in(request)
    answer = given.get("answer", "")
    try:
        await strike_appeals.decide(
            site_of(request), viewer(request).account, number, request.match_info["outcome"], answer
        )
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, failed=number, answer=answer, errors=by_field(problem))
    return pages.go(request, PATH, notice=_("The appeal is decided. The member is told."))


async def _page(
    request: web.Request, *, failed: int = 0, answer: str = "", errors: Mapping[str, str] | None = None
) -> web.StreamResponse:
    site, by = site_of(request), viewer(request).account
    said = request.query.get("before", "")
    async with site.db.reading() as tx:
        waiting = await strikes.waiting(tx)
        found = await strikes.decided(tx, before=int(said) if is_number(said) else 2**62, limit=_AT_ONCE)
        open_ones = await _shown(tx, by, waiting, now=site.clock.now())
        done = await _shown(tx, by, found, now=site.clock.now())
        words = await rows.everyone(tx)
    older = f"{PATH}?before={found[-1].decided}" if len(found) == _AT_ONCE else ""
    page = AppealsPage(_("Appeals"), open_ones, done, older, failed, answer, words, errors or {})
    return await pages.show(request, page, status=422 if errors else 200)


async def _shown(tx: Reading, by: Account, found: Sequence[Appeal], *, now: int) -> list[ShownAppeal]:
    """What is about the moderator themselves is for others to see."""
    known = await strikes.by_ids(tx, [one.strike_id for one in found])
    wanted = [known[one.strike_id] for one in found if one.strike_id in known]
    listed = await shown_strikes(tx, [one for one in wanted if one.actor_id != by.actor_id], now=now, base="")
    people = await actors.by_ids(tx, {one.strike.actor_id for one in listed})
    judges = {one.appeal.decided_by for one in listed if one.appeal}
    names = await admin_people.names_of(tx, {one.strike.by_id for one in listed} | judges)
    return [
        ShownAppeal(
            one=one,
            handle=people[one.strike.actor_id].handle,
            by=names.get(one.strike.by_id, ""),
            decided_by=names.get(one.appeal.decided_by, "") if one.appeal else "",
            why_not=await _why_not(tx, by, one) if one.appeal and not one.appeal.outcome else "",
        )
        for one in listed
        if one.strike.actor_id in people
    ]


async def _why_not(tx: Reading, by: Account, one: ShownStrike) -> str:
    try:
        await strike_appeals.demand_may_decide(tx, by, one.strike)
    except (NotAllowed, NotFound) as problem:
        return problem.message
    return ""


async def show_answers(request: web.Request) -> web.StreamResponse:
    return await _answers(request)


async def save_answer(request: web.Request) -> web.StreamResponse:
    """`/admin/answers/add`, `/change` and `/remove`."""
    given, site, by = await answers(request), site_of(request), viewer(request).account
    deed, said = request.match_info["deed"], given.get("id", "")
    number = int(said) if is_number(said) else 0
    try:
        if deed == "remove":
            await answer_templates.remove(site, by, number)
        elif deed == "change":
            await answer_templates.change(site, by, number, given.get("title", ""), given.get("text", ""))
        else:
            await answer_templates.add(site, by, given.get("title", ""), given.get("text", ""))
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _answers(request, given=given, errors=by_field(problem))
    return pages.go(request, TEMPLATES, notice=_("The answers are kept."))


async def _answers(
    request: web.Request, *, given: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        found = await rows.everyone(tx)
    page = AnswersPage(_("Answers"), found, given or {}, errors or {})
    return await pages.show(request, page, status=422 if errors else 200)
