"""One case before the moderators: the picture first, what is known beside it, and the decision always within reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions import review_queue
from fediart.actions.admission_policy import current_policy
from fediart.actions.appeal import ask
from fediart.actions.attach import may_look
from fediart.actions.review import TAKEN_FOR, Choice, decide
from fediart.actions.review_people import another_needed, standing_votes, why_not
from fediart.actions.trust import artist_state
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.rights.process import TITLES, process_of
from fediart.store import accounts, actors, artworks, attachments, process, review_records, reviews, verdicts
from fediart.store.accounts import Account
from fediart.store.artworks import Artwork
from fediart.store.attachments import Attachment
from fediart.store.database import Reading
from fediart.store.review_records import PastCase, Record
from fediart.store.reviews import Review, Vote
from fediart.store.verdicts import VerdictRow, newest_by_picture
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.review_evidence import JudgedPicture, judged_pictures
from fediart.web.review_similar import Similar, similar_works
from fediart.web.review_words import CAUSES, OUTCOMES, STATES, Step, hidden_votes, is_said, since, step_for_moderators
from fediart.web.upload_form import by_field

ABSENT = N_("There is no such artwork to review.")
ASK = "ask"
DONE = N_("Decided, and the artist is told.")
HALF = N_("Your choice is kept. Another moderator chooses now, without seeing yours.")


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """How the case stands. `waiting` and `left` are words such as `3 days`; `overdue` is whether its limit is over."""

    open: bool
    state: str
    stands: str
    cause: str
    words: str
    appealed: str
    waiting: str
    left: str
    overdue: bool
    escalated: bool
    taken_by: str
    mine: bool
    outcome: str
    votes: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Maker:
    """The artist, and what has become of their works."""

    name: str
    shown_name: str
    trusted: bool
    record: Record
    past: tuple[tuple[PastCase, str], ...]


@dataclass(frozen=True, slots=True)
class CasePage(Page):
    template: ClassVar[str] = "review/case.html"
    id: int
    name: str
    work: Artwork
    source: str
    how: str
    case: CaseFacts
    maker: Maker
    pictures: tuple[JudgedPicture, ...]
    reasons: tuple[str, ...]
    attached: Sequence[Attachment]
    similar: tuple[Similar, ...]
    talk: tuple[Step, ...]
    history: tuple[Step, ...]
    blocked: str
    second_needed: bool
    previous: str
    following: str
    public: str
    errors: Mapping[str, str]
    note: str


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def save(request: web.Request) -> web.StreamResponse:
    """A choice, or a question to the artist."""
    said, work_id = await answers(request), work_number(request)
    site, by = site_of(request), viewer(request).account
    choice, note = said.get("choice", ""), said.get("note", "")
    try:
        if choice == ASK:
            await ask(site, by, work_id, note)
            notice = _("The artist is asked. The case comes back with the answer.")
        elif choice in set(Choice):
            notice = DONE if await decide(site, by, work_id, Choice(choice), note) else HALF
        else:
            raise Problem(_("Choose what to do with it."), field="choice")
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, errors=by_field(problem), note=note)
    async with site.db.reading() as tx:
        _rest, following = await _beside(tx, request, work_id)
    return pages.go(request, following or "/review", notice=notice)


async def act(request: web.Request) -> web.StreamResponse:
    """`/review/ID/take`, `leave` and `look-again`."""
    said, work_id = await answers(request), work_number(request)
    site, by = site_of(request), viewer(request).account
    match request.match_info["deed"]:
        case "take":
            await review_queue.take(site, by, work_id)
            notice = _("It is yours for an hour, as others can see.")
        case "leave":
            await review_queue.leave(site, by, work_id)
            notice = _("It is for anyone to take again.")
        case _:
            try:
                await review_queue.look_again(site, by, work_id, said.get("why", ""))
            except Problem as problem:
                if problem.status != 422:
                    raise
                return await _page(request, errors={"why": str(problem)})
            notice = _("It is before the moderators now.")
    return pages.go(request, f"/review/{work_id}", notice=notice)


async def take_next(request: web.Request) -> web.StreamResponse:
    """`/review/next`: takes what is due first."""
    said = await answers(request)
    text = said.get("after", "")
    after = int(text) if text.isdecimal() and len(text) < 19 else 0
    found = await review_queue.take_next(site_of(request), viewer(request).account, after=after)
    if not found:
        return pages.go(request, "/review", notice=_("Nothing waits that you can decide now."))
    return pages.go(request, f"/review/{found}")


def work_number(request: web.Request) -> int:
    """The work's number in the path."""
    number = int(request.match_info["id"])
    if number >= 2**63:
        raise NotFound(_(ABSENT))
    return number


async def _page(request: web.Request, *, errors: Mapping[str, str] | None = None, note: str = "") -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        page = await _read(tx, request, errors or {}, note)
    return await pages.show(request, page, status=422 if errors else 200)


async def _read(tx: Reading, request: web.Request, errors: Mapping[str, str], note: str) -> CasePage:
    who = viewer(request).account
    work, history, case = await _demand_case(tx, request)
    votes: Sequence[Vote] = []
    if case is not None:
        votes = await reviews.votes(tx, case.id) if case.closed else await standing_votes(tx, case)
    names = await names_of(tx, _people(history, case, votes))
    previous, following = await _beside(tx, request, work.id)
    blocked, second_needed = await _rules(tx, who, work, case, votes)
    maker, steps = await _maker(tx, work), _steps(history, names, case)
    looks = await may_look(tx, who, work)  # the private originals, and what was attached to them
    return CasePage(
        title=_("Review %(title)s", title=work.title),
        id=work.id,
        name=work.title or _("Untitled"),
        work=work,
        source=_source(work),
        how=(await process.of_artwork(tx, work.id)).words,
        case=_facts(case, votes, names, who.id, site_of(request).clock.now()),
        maker=maker,
        pictures=await judged_pictures(tx, work.id, newest_by_picture(history)) if looks else (),
        reasons=_reasons(history),
        attached=await attachments.of_artwork(tx, work.id) if looks else (),
        similar=await similar_works(tx, work.id),
        talk=tuple(step for step in steps if is_said(step, above=case.words if case else "")),
        history=steps,
        blocked=blocked,
        second_needed=second_needed,
        previous=previous,
        following=following,
        public=f"/@{maker.name}/{work.id}" if work.state == "published" else "",
        errors=errors,
        note=note,
    )


async def _demand_case(tx: Reading, request: web.Request) -> tuple[Artwork, list[VerdictRow], Review | None]:
    """The work with its history and its last case. NotFound where it is none of the moderators' business."""
    work = await artworks.by_id(tx, work_number(request))
    if work is None or work.state == "deleted":
        raise NotFound(_(ABSENT))
    history, cases = await verdicts.of_artwork(tx, work.id), await reviews.of_artwork(tx, work.id)
    if not _for_moderators(work, history, cases):
        raise NotFound(_(ABSENT))
    return work, history, cases[-1] if cases else None


async def _rules(
    tx: Reading, who: Account, work: Artwork, case: Review | None, votes: Sequence[Vote]
) -> tuple[str, bool]:
    """Why this moderator may not decide, if so; and whether a refusal of theirs would need a second voice."""
    if case is None or case.closed:
        return "", False
    policy = await current_policy(tx)
    return (
        await why_not(tx, who, work, case, votes),
        await another_needed(tx, policy, work, case, votes, Choice.REFUSE.value, who),
    )


def _for_moderators(work: Artwork, history: Sequence[VerdictRow], cases: Sequence[Review]) -> bool:
    """Moderators see what came before them, what is up for everyone, and not what artists have in preparation."""
    by_people = any(row.account_id is not None for row in history)
    return bool(cases) or work.is_public or by_people or work.state in ("held", "refused", "withdrawn")


def _people(history: Iterable[VerdictRow], case: Review | None, votes: Sequence[Vote]) -> set[int | None]:
    found = {row.account_id for row in history} | {one.account_id for one in votes}
    return found | {case.taken_by, case.closed_by} if case else found


async def names_of(tx: Reading, account_ids: Iterable[int | None]) -> dict[int, str]:
    """What people are called, by account id."""
    found: dict[int, str] = {}
    for account_id in {one for one in account_ids if one is not None}:
        account = await accounts.by_id(tx, account_id)
        actor = await actors.by_id(tx, account.actor_id) if account else None
        found[account_id] = actor.shown_name if actor else "a former moderator"
    return found


async def _beside(tx: Reading, request: web.Request, work_id: int) -> tuple[str, str]:
    """The cases before and after this one in the queue of this moderator; empty where there are none."""
    now = site_of(request).clock.now()
    found = [one.artwork_id for one in await review_queue.open_to(tx, viewer(request).account, now=now)]
    if work_id not in found:
        return "", f"/review/{found[0]}" if found else ""
    here = found.index(work_id)
    before = f"/review/{found[here - 1]}" if here else ""
    return before, f"/review/{found[here + 1]}" if here + 1 < len(found) else ""


async def _maker(tx: Reading, work: Artwork) -> Maker:
    actor = await actors.by_id(tx, work.actor_id)
    state = await artist_state(tx, work.actor_id, await current_policy(tx))
    past = await review_records.past_cases(tx, work.actor_id, but=work.id)
    return Maker(
        name=actor.name if actor else "",
        shown_name=actor.shown_name if actor else _("somebody who is gone"),
        trusted=state.value == "trusted",
        record=await review_records.record_of(tx, work.actor_id),
        past=tuple((one, OUTCOMES.get(one.outcome, one.outcome)) for one in past),
    )


def _steps(history: Sequence[VerdictRow], names: Mapping[int, str], case: Review | None) -> tuple[Step, ...]:
    """How the first of two has chosen is not told before the second one has."""
    hidden = case.id if case is not None and hidden_votes(case) else 2**63
    return tuple(
        step_for_moderators(row, names)
        for row in history
        if row.picture_id is None and not (row.decision == "vote" and row.id > hidden)
    )


def _facts(case: Review | None, votes: Sequence[Vote], names: Mapping[int, str], me: int, now: int) -> CaseFacts:
    if case is None:
        return CaseFacts(False, "", "", "", "", "", "", "", False, False, "", False, "", ())
    taken = case.taken_by is not None and case.taken > now - TAKEN_FOR and not case.closed
    shown = () if hidden_votes(case) else votes
    return CaseFacts(
        open=not case.closed,
        state=case.state,
        stands=STATES[case.state],
        cause=CAUSES[case.cause],
        words="" if case.cause == "appeal" else case.words,  # an appeal's words are in the talk
        appealed=case.appealed,
        waiting=since(case.opened, now),
        left=since(now, case.due),
        overdue=case.due < now,
        escalated=bool(case.escalated),
        taken_by=names.get(case.taken_by or 0, "") if taken else "",
        mine=taken and case.taken_by == me,
        outcome=OUTCOMES.get(case.outcome, case.outcome),
        votes=tuple(Step(names[one.account_id], OUTCOMES[one.choice], one.note, one.created, "vote") for one in shown),
    )


def _reasons(history: Sequence[VerdictRow]) -> tuple[str, ...]:
    whole = [row for row in history if row.picture_id is None and row.account_id is None and row.reasons]
    judged = [row for row in whole if row.decision != "open"]
    return tuple(one["text"] for one in judged[-1].reasons if one["code"] != "what-to-do") if judged else ()


def _source(work: Artwork) -> str:
    known = process_of("", work.digital_source_type)
    return TITLES[known] if known else work.digital_source_type
