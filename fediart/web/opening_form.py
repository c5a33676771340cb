"""The forms by which members post a job and change it, the answers they get, and what moderators decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions import commission_asking
from fediart.actions import openings as deeds
from fediart.actions.money import CURRENCIES, typed
from fediart.actions.openings import LONGEST, OpeningForm
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.store import actors, openings, threads
from fediart.store.openings import OPEN, Opening
from fediart.web import pages
from fediart.web.commission_words import date_from, date_typed, said
from fediart.web.openings import AI_WORDS, KIND_WORDS, PER_WORDS, ShownOpening, shown_openings
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, viewer
from fediart.web.showing import Person, person
from fediart.web.upload_form import by_field

_AI: Final = (
    ("none", AI_WORDS["none"], N_("Neither is anything generated with AI, nor is any AI trained with what you get.")),
    (
        "no-training",
        AI_WORDS["no-training"],
        N_("What you get is used for no training, by you or those you pass it to."),
    ),
    ("uses", AI_WORDS["uses"], N_("Say below what AI is used for. It is shown plainly.")),
)


@dataclass(frozen=True, slots=True)
class JobFormPage(Page):
    """`job_id` is 0 for a new one."""

    template: ClassVar[str] = "jobs/edit.html"
    path: str
    job_id: int
    given: OpeningForm
    ends: str
    kinds: tuple[tuple[str, str], ...]
    pers: tuple[tuple[str, str], ...]
    ai: tuple[tuple[str, str, str], ...]
    errors: Mapping[str, str] = field(default_factory=dict)
    longest: Mapping[str, int] = field(default_factory=lambda: LONGEST)
    currencies: tuple[tuple[str, str], ...] = (("", "–"), *((one, one) for one in CURRENCIES))


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An artist's answer, with who it is."""

    person: Person
    actor_id: int
    words: str
    link: str
    at: int


@dataclass(frozen=True, slots=True)
class AnswersPage(Page):
    template: ClassVar[str] = "jobs/answers.html"
    job: ShownOpening
    replies: Sequence[ShownAnswer]


@dataclass(frozen=True, slots=True)
class JobsQueuePage(Page):
    template: ClassVar[str] = "jobs/queue.html"
    jobs: Sequence[ShownOpening]


async def show_new(request: web.Request) -> web.StreamResponse:
    return await _form(request, OpeningForm(), "", {})


async def show(request: web.Request) -> web.StreamResponse:
    found = await _own(request)
    given = OpeningForm(
        studio=found.studio, title=found.title, body=found.body, kind=found.kind, pay_from=typed(found.pay_from),
        pay_to=typed(found.pay_to), currency=found.currency, pay_per=found.pay_per, remote=bool(found.remote),
        place=found.place, ai=found.ai, ai_words=found.ai_words,
    )  # fmt: skip
    return await _form(request, given, date_typed(found.ends), {}, found.id)


async def save(request: web.Request) -> web.StreamResponse:
    """A new job, or another wording of one."""
    site, me, typed_in = site_of(request), viewer(request).actor, await answers(request)
    number = number_in(request) if "id" in request.match_info else 0
    given, ends = _given(typed_in, 0), typed_in.get("ends", "")
    try:
        given = _given(typed_in, date_from(ends, field="ends"))
        if number:
            await deeds.edit(site, me, number, given)
            return pages.go(request, f"/jobs/{number}", notice=_("The job is saved."))
        made = await deeds.post(site, me, given)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _form(request, given, ends, by_field(problem), number)
    opened = made.state == OPEN
    notice = _("It is on the board.") if opened else _("A moderator looks at your first job before it is on the board.")
    return pages.go(request, f"/jobs/{made.id}", notice=notice)


async def close(request: web.Request) -> web.StreamResponse:
    await deeds.close(site_of(request), viewer(request).actor, number_in(request))
    return pages.go(request, "/jobs/own", notice=_("The job is off the board."))


async def show_answers(request: web.Request) -> web.StreamResponse:
    """For who posted the job, and for nobody else: not for moderators either."""
    found, site = await _own(request), site_of(request)
    async with site.db.reading() as tx:
        listed = await openings.answers_to(tx, found.id)
        people = await actors.by_ids(tx, {one.actor_id for one in listed})
        faces = await threads.faces_of(tx, people.values())
        jobs = await shown_openings(tx, request, [found])
    host = site.config.instance.host
    replies = [
        ShownAnswer(
            person(people[one.actor_id], faces.get(one.actor_id, ""), host=host), one.actor_id, one.words, one.link,
            one.created,
        )
        for one in listed
        if not people[one.actor_id].suspended
    ]  # fmt: skip
    return await pages.show(request, AnswersPage(title=_("Answers"), job=jobs[0], replies=replies))


async def speak(request: web.Request) -> web.StreamResponse:
    """Begins a conversation with an artist who has answered; it is kept as a commission."""
    artist_id = number_in(request, "artist")
    made = await commission_asking.ask_answerer(site_of(request), viewer(request).actor, number_in(request), artist_id)
    return pages.go(request, f"/commissions/{made}")


async def show_queue(request: web.Request) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        jobs = await shown_openings(tx, request, await openings.waiting(tx))
    return await pages.show(request, JobsQueuePage(title=_("Jobs that wait"), jobs=jobs))


async def decide(request: web.Request) -> web.StreamResponse:
    """`/admin/jobs/ID`: the pressed button names what becomes of it."""
    given, number = await answers(request), number_in(request)
    await deeds.decide(site_of(request), viewer(request).account, number, given.get("to", ""), given.get("why", ""))
    return pages.go(request, "/admin/jobs", notice=_("Decided. Who posted it is told."))


async def _own(request: web.Request) -> Opening:
    async with site_of(request).db.reading() as tx:
        found = await openings.by_id(tx, number_in(request))
    if found is None or found.actor_id != viewer(request).actor.id:
        raise NotFound(_("There is no such job here."))
    return found


def _given(given: Mapping[str, str], ends: int) -> OpeningForm:
    words = ("studio", "title", "body", "kind", "pay_from", "pay_to", "currency", "pay_per", "place", "ai", "ai_words")
    return OpeningForm(**{name: given.get(name, "") for name in words}, remote=given.get("remote") == "1", ends=ends)


async def _form(
    request: web.Request, given: OpeningForm, ends: str, errors: Mapping[str, str], job_id: int = 0
) -> web.StreamResponse:
    page = JobFormPage(
        title=_("Your job") if job_id else _("Post a job"),
        path=f"/jobs/{job_id}/edit" if job_id else "/jobs/new",
        job_id=job_id,
        given=given,
        ends=ends,
        kinds=tuple((word, _(words)) for word, words in KIND_WORDS.items()),
        pers=tuple((word, _(words)) for word, words in PER_WORDS.items()),
        ai=said(_AI),
        errors=errors,
    )
    return await pages.show(request, page, status=422 if errors else 200)
