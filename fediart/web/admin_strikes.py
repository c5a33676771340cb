"""Administration: one person, here or elsewhere, with all that was decided about them, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions import person_deeds
from fediart.actions.person_deeds import ON_PARTS, ON_POSTS
from fediart.actions.strikes import NO_RULE, Cause
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.language import _
from fediart.store import actors, admin_log, admin_people, person_limits, reports, strikes, threads
from fediart.store.admin_log import MEMBER, PERSON, LoggedDeed, Wanted
from fediart.store.admin_people import Person
from fediart.store.database import Reading
from fediart.store.person_limits import Limits
from fediart.store.reports import Report
from fediart.store.threads import Spoken
from fediart.web import pages
from fediart.web.person_deeds import GRAVE, MILD, Possible, possible
from fediart.web.render import Page
from fediart.web.request import answers, is_number, number_in, site_of, ticked, viewer
from fediart.web.showing import Remark, actor_path, remark
from fediart.web.strikes import ShownStrike, shown_strikes
from fediart.web.upload_form import by_field

PATH: Final = "/admin/people"


@dataclass(frozen=True, slots=True)
class PersonPage(Page):
    """`given` is what was typed."""

    template: ClassVar[str] = "admin/person.html"
    person: Person
    path: str
    limits: Limits
    found: Sequence[ShownStrike]
    names: Mapping[int, str]
    reports: Sequence[Report]
    lines: Sequence[LoggedDeed]
    may: Possible
    report_id: int = 0
    posts: Sequence[Remark] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LimitedPage(Page):
    """Who is limited or marked one by one."""

    template: ClassVar[str] = "admin/limited.html"
    people: Sequence[tuple[int, str, Limits, int]]
    older: str
    handle: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


async def find(request: web.Request) -> web.StreamResponse:
    """`/admin/people?handle=`: to the page of one; without it, the list of those who are limited."""
    handle = request.query.get("handle", "").strip()[:300]
    before = request.query.get("before", "")
    errors: dict[str, str] = {}
    async with site_of(request).db.reading() as tx:
        if handle:
            name, _at, host = handle.removeprefix("@").partition("@")
            found = await actors.by_handle(tx, name, host.lower())
            if found is not None and not found.deleted:
                post = request.query.get("post", "")
                return pages.go(request, f"{PATH}/{found.id}{f'?post={post}' if is_number(post) else ''}")
            errors["handle"] = _("Nobody of that handle is known here. Write it whole, such as @name@example.com.")
        listed = await person_limits.everyone(tx, before=int(before) if is_number(before) else 2**62)
    people = [(one.id, one.handle, limits, since) for one, limits, since in listed]
    older = f"{PATH}?before={people[-1][3]}" if len(people) == 50 else ""
    page = LimitedPage(_("People"), people, older, handle, errors)
    return await pages.show(request, page, status=422 if errors else 200)


async def show(request: web.Request) -> web.StreamResponse:
    said = request.query.get("report", "")
    return await _page(request, report_id=int(said) if is_number(said) else 0)


async def act(request: web.Request) -> web.StreamResponse:
    """`/admin/people/ID/act` with `deed` in the form, and `/admin/people/ID/grave` for suspending and deleting."""
    given, site, by, number = await answers(request), site_of(request), viewer(request).account, number_in(request)
    deed, mild = given.get("deed", ""), request.match_info["way"] == "act"
    report_id = _number(given.get("report", ""))
    wanted = await ticked(request, "post")
    cause = Cause(
        reason=given.get("reason", ""),
        rule=_number(given.get("rule", ""), NO_RULE),
        report_id=report_id,
        post_ids=tuple(_number(one) for one in wanted),
        mail=given.get("mail", "1") == "1",
        picture_ids=tuple(_number(one) for one in await ticked(request, "picture")),
        parts=tuple(await ticked(request, "part")),
    )
    try:
        if deed not in ((*MILD, *ON_POSTS, *ON_PARTS) if mild else GRAVE):
            raise Problem(_("Choose what to do."), field="deed")
        await person_deeds.act(site, by, number, deed, cause)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, report_id=report_id, given=given, errors=by_field(problem))
    back = f"/admin/reports/{report_id}" if report_id else f"{PATH}/{number}"
    return pages.go(request, back, notice=_("It is done, and in the log."))


async def undo(request: web.Request) -> web.StreamResponse:
    """`/admin/people/ID/undo`."""
    given, number = await answers(request), number_in(request)
    await person_deeds.undo(site_of(request), viewer(request).account, number, given.get("deed", ""))
    return pages.go(request, f"{PATH}/{number}", notice=_("It is taken back."))


def _number(text: str, otherwise: int = 0) -> int:
    return int(text) if is_number(text) else otherwise


async def _page(
    request: web.Request, *, report_id: int, given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> web.StreamResponse:  # fmt: skip
    site, by, number = site_of(request), viewer(request).account, number_in(request)
    async with site.db.reading() as tx:
        person = (await admin_people.among(tx, [number])).get(number)
        if person is None or person.actor.deleted or person.actor.kind == "Application":
            raise NotFound(_("There is nobody of that name here."))
        if by.actor_id == number:
            raise NotAllowed(_("This is about you: somebody else has to look at it."))
        struck = await shown_strikes(tx, await strikes.of_actor(tx, number), now=site.clock.now(), base="")
        limits = await person_limits.of(tx, number)
        kind = MEMBER if person.actor.local else PERSON
        lines = await admin_log.latest(tx, limit=20, wanted=Wanted(kind=kind, about=number))
        told = await reports.about(tx, number)
        able = await possible(tx, by, number)
        about = await _post(tx, request, number)
        names = await admin_people.names_of(tx, {one.strike.by_id for one in struck})
    page = PersonPage(
        title=person.actor.handle, person=person, path=actor_path(person.actor), limits=limits, found=struck,
        names=names, reports=told, lines=lines, may=able, report_id=report_id,
        posts=[remark(one, host=site.config.instance.host) for one in about], given=given or {}, errors=errors or {},
    )  # fmt: skip
    return await pages.show(request, page, status=422 if errors else 200)


async def _post(tx: Reading, request: web.Request, actor_id: int) -> list[Spoken]:
    """The post that led here, if it is theirs and open to all; nobody reads private words by its number."""
    said = request.query.get("post", "")
    found = await threads.by_id(tx, int(said)) if is_number(said) else None
    return [found] if found is not None and found.author.id == actor_id else []
