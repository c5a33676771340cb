"""The board of jobs: what is open, the newest first; one job; and what a member has posted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final
from urllib.parse import urlencode

from aiohttp import web

from fediart.actions import openings as deeds
from fediart.actions.money import price
from fediart.actions.openings import LONGEST_ANSWER, LONGEST_LINK
from fediart.actions.permissions import may
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.store import actors, openings, threads
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.openings import AI, KINDS, OPEN, Opening, Reply
from fediart.web import pages, people
from fediart.web.paging import cursor_of, older
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, viewer, viewer_of
from fediart.web.showing import Person, person
from fediart.web.upload_form import by_field

ON_A_PAGE = 30
KIND_WORDS: Final[Mapping[str, str]] = {
    "project": N_("One project"), "contract": N_("Contract"), "part-time": N_("Part-time"),
    "full-time": N_("Full-time"), "internship": N_("Internship"),
}  # fmt: skip
PER_WORDS: Final[Mapping[str, str]] = {
    "project": N_("for the whole"), "hour": N_("an hour"), "day": N_("a day"), "month": N_("a month"),
    "year": N_("a year"),
}  # fmt: skip
AI_WORDS: Final[Mapping[str, str]] = {
    "none": N_("No AI: nothing is generated, nothing trained"),
    "no-training": N_("No AI is trained with the work"),
    "uses": N_("AI has a part in the work"),
}  # fmt: skip
STATE_WORDS: Final[Mapping[str, str]] = {
    "waiting": N_("Waits for a moderator"), "open": N_("On the board"), "closed": N_("Closed"),
    "refused": N_("Not put on the board"), "removed": N_("Taken down"), "over": N_("Over"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownOpening:
    """A job in words. `state` is `over` for what was open until its last day."""

    one: Opening
    path: str
    pay: str
    state: str
    poster: Person


@dataclass(frozen=True, slots=True)
class JobsPage(Page):
    template: ClassVar[str] = "jobs/board.html"
    jobs: Sequence[ShownOpening]
    given: Mapping[str, str]
    any: bool
    first: bool
    older: str
    kinds: tuple[tuple[str, str], ...]
    ways: tuple[tuple[str, str], ...]
    kind_words: Mapping[str, str] = field(default_factory=lambda: KIND_WORDS)
    per_words: Mapping[str, str] = field(default_factory=lambda: PER_WORDS)
    ai_words: Mapping[str, str] = field(default_factory=lambda: AI_WORDS)


@dataclass(frozen=True, slots=True)
class JobPage(Page):
    """`answer` is the viewer's own; `moderator` may decide about it."""

    template: ClassVar[str] = "jobs/one.html"
    job: ShownOpening
    own: bool
    moderator: bool
    answer: Reply | None
    words: str
    link: str
    errors: Mapping[str, str] = field(default_factory=dict)
    kind_words: Mapping[str, str] = field(default_factory=lambda: KIND_WORDS)
    per_words: Mapping[str, str] = field(default_factory=lambda: PER_WORDS)
    ai_words: Mapping[str, str] = field(default_factory=lambda: AI_WORDS)
    state_words: Mapping[str, str] = field(default_factory=lambda: STATE_WORDS)
    longest: int = LONGEST_ANSWER
    longest_link: int = LONGEST_LINK


@dataclass(frozen=True, slots=True)
class OwnJobsPage(Page):
    template: ClassVar[str] = "jobs/own.html"
    jobs: Sequence[ShownOpening]
    state_words: Mapping[str, str] = field(default_factory=lambda: STATE_WORDS)


async def show_all(request: web.Request) -> web.StreamResponse:
    site, before = site_of(request), cursor_of(request)
    given = {name: request.query.get(name, "") for name in ("kind", "ai", "remote")}
    given |= {"kind": given["kind"] if given["kind"] in KINDS else "", "ai": given["ai"] if given["ai"] in AI else ""}
    async with site.db.reading() as tx:
        found = await openings.on_board(
            tx, viewer=people.viewer_id(request), now=site.clock.now(), before=before, limit=ON_A_PAGE + 1,
            kind=given["kind"], ai=given["ai"], remote=given["remote"] == "1",
        )  # fmt: skip
        jobs = await shown_openings(tx, request, found[:ON_A_PAGE])
    asked = {name: text for name, text in given.items() if text}
    last = found[ON_A_PAGE - 1] if len(found) > ON_A_PAGE else None
    path = f"/jobs?{urlencode(asked)}" if asked else "/jobs"
    page = JobsPage(
        title=_("Jobs"),
        jobs=jobs,
        given=given,
        any=bool(asked),
        first="before" not in request.query,
        older=older(path, last.published, last.id) if last else "",
        kinds=(("", _("Any")), *((word, _(said)) for word, said in KIND_WORDS.items())),
        ways=(("", _("Any")), *((word, _(said)) for word, said in AI_WORDS.items())),
    )
    return await pages.show(request, page)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, {})


async def show_own(request: web.Request) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        found = await openings.of_actor(tx, viewer(request).actor.id)
        jobs = await shown_openings(tx, request, found)
    return await pages.show(request, OwnJobsPage(title=_("Your jobs"), jobs=jobs))


async def answer(request: web.Request) -> web.StreamResponse:
    given, number = await answers(request), number_in(request)
    words, link = given.get("words", ""), given.get("link", "")
    try:
        await deeds.answer(site_of(request), viewer(request).actor, number, words, link)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, by_field(problem), words=words, link=link)
    return pages.go(
        request, f"/jobs/{number}", notice=_("Your answer is with who posted the job. Nobody else sees it.")
    )


async def take_back(request: web.Request) -> web.StreamResponse:
    number = number_in(request)
    await deeds.take_back_answer(site_of(request), viewer(request).actor, number)
    return pages.go(request, f"/jobs/{number}", notice=_("Your answer is taken back."))


async def report(request: web.Request) -> web.StreamResponse:
    given, number = await answers(request), number_in(request)
    await deeds.report_opening(site_of(request), viewer(request).actor, number, given.get("words", ""))
    return pages.go(request, "/jobs", notice=_("Thank you. The moderators will look at it and tell you."))


async def located(tx: Reading, request: web.Request) -> Opening:
    """The job, if it is on the board for this viewer, their own, or theirs to moderate. Raises NotFound."""
    found, who = await openings.by_id(tx, number_in(request)), viewer_of(request)
    now = site_of(request).clock.now()
    if found is None:
        raise NotFound(_("There is no such job here."))
    theirs = who is not None and (found.actor_id == who.actor.id or may(who.account, "handle reports"))
    if not theirs and not await deeds.on_board(tx, found, people.viewer_id(request), now):
        raise NotFound(_("There is no such job here."))
    return found


async def shown_openings(tx: Reading, request: web.Request, found: Iterable[Opening]) -> tuple[ShownOpening, ...]:
    """With who posted them."""
    listed, site = list(found), site_of(request)
    posters = await actors.by_ids(tx, {one.actor_id for one in listed})
    faces = await threads.faces_of(tx, posters.values())
    return tuple(
        _shown(one, posters[one.actor_id], faces.get(one.actor_id, ""), site.config.instance.host, site.clock.now())
        for one in listed
    )


def _shown(one: Opening, poster: Actor, face: str, host: str, now: int) -> ShownOpening:
    return ShownOpening(
        one=one,
        path=f"/jobs/{one.id}",
        pay=price(one.pay_from, one.pay_to, one.currency),
        state="over" if one.state == OPEN and one.ends <= now else one.state,
        poster=person(poster, face, host=host),
    )


async def _page(
    request: web.Request, errors: Mapping[str, str], *, words: str = "", link: str = ""
) -> web.StreamResponse:
    who = viewer_of(request)
    async with site_of(request).db.reading() as tx:
        found = await located(tx, request)
        jobs = await shown_openings(tx, request, [found])
        mine = await openings.answer_of(tx, found.id, who.actor.id) if who else None
    page = JobPage(
        title=found.title,
        job=jobs[0],
        own=who is not None and who.actor.id == found.actor_id,
        moderator=who is not None and may(who.account, "handle reports"),
        answer=mine,
        words=words,
        link=link or (who.actor.url if who else ""),
        errors=errors,
    )
    return await pages.show(request, page, status=422 if errors else 200)
