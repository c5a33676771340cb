"""The talk between moderators and artists: a question, the answer, and one appeal against each decision.

Nothing is decided by silence: an unanswered question brings the work back to the moderators, who decide with what
they have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fediart.actions import attach
from fediart.actions.admission_policy import current_policy, policy_of
from fediart.actions.permissions import demand
from fediart.actions.review import begin_case, locked_case, reminder_before
from fediart.actions.review_people import who_may
from fediart.actions.review_steps import ANSWER, APPEAL, ASK, add_step, checked_note, log_step
from fediart.actions.submission import Upload
from fediart.actions.telling import tell_artist, tell_moderators
from fediart.admission.policy import Policy
from fediart.admission.review import UNREADABLE
from fediart.clock import DAY
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.site import Site
from fediart.store import artworks, attachments, reviews, verdicts
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Reading, Writing
from fediart.store.reviews import Review
from fediart.store.verdicts import VerdictRow

MOST_ANSWERS = 10
DECIDED = frozenset({"publish", "label", "refuse", "withdraw"})
NOTHING = N_("There is nothing to look at again here. Publish it anew, or write to the moderators.")
SAY_HOW = "Say how you made it: sketches, layers, time, tools."


@dataclass(frozen=True, slots=True)
class Standing:
    """What an artist can do about a work now. `until` is when the time for an appeal ends, 0 where there is none.

    `used`: an appeal was decided. `by_person`: what could be appealed was a person's decision, and not the filter's.
    `may_add`: a person is going to decide, and can be told more. `asked`: a moderator waits for an answer.
    """

    may_add: bool = False
    asked: bool = False
    may_appeal: bool = False
    until: int = 0
    used: bool = False
    by_person: bool = False


async def standing(tx: Reading, artwork: Artwork, policy: Policy, *, now: int) -> Standing:
    """What the artist of this work can do now."""
    cases = await reviews.of_artwork(tx, artwork.id)
    history = await verdicts.of_artwork(tx, artwork.id)
    last = cases[-1] if cases else None
    if last is not None and not last.closed:
        said = sum(row.decision == ANSWER and row.id > last.id for row in history)
        return Standing(may_add=said < MOST_ANSWERS, asked=last.state == reviews.ASKED)
    if artwork.state == "held":  # put there before there were cases
        return Standing(may_add=True)
    decision = _to_appeal(artwork, history)
    if decision is None:
        return Standing()
    told = await policy_of(tx, decision.policy_version) or policy  # the time that they were told stays theirs
    until = decision.created + told.appeal_days * DAY
    used = last is not None and last.cause == "appeal"
    by_person = decision.account_id is not None
    return Standing(may_appeal=not used and now <= until, until=until, used=used, by_person=by_person)


def _to_appeal(artwork: Artwork, history: Sequence[VerdictRow]) -> VerdictRow | None:
    """The decision that stands, if it is one against the artist and about more than a file that cannot be read."""
    against = artwork.state in ("refused", "withdrawn") or (artwork.state == "published" and bool(artwork.ai_label))
    decided = [row for row in history if row.picture_id is None and row.decision in DECIDED]
    if not against or not decided:
        return None
    broken = any(reason["code"] == UNREADABLE for reason in decided[-1].reasons)
    return None if broken else decided[-1]


async def ask(site: Site, moderator: Account, artwork_id: int, question: str) -> None:
    """The case waits for the artist's answer. Raises NotFound, NotAllowed, Problem."""
    demand(moderator, "review")
    question = checked_note(question, needed="Write what you would like to know.")
    now = site.clock.now()
    async with site.db.writing() as tx:
        case = await locked_case(tx, site, moderator, artwork_id)
        if case.review.state == reviews.ASKED:
            raise Problem(_("The artist has been asked already, and has not answered yet."))
        due = now + case.policy.answer_days * DAY
        waits = replace(case.review, state=reviews.ASKED, due=due, alarm=reminder_before(now, due), reminded=0)
        await reviews.save(tx, replace(waits, taken_by=moderator.id, taken=now))
        await add_step(tx, site, artwork_id, ASK, by=moderator, note=question)
        await log_step(tx, site, moderator, "ask", artwork_id, question)
        await tell_artist(tx, site, case.artwork, "artwork-asked", words=question)
    site.bell.ring()


async def answer(
    site: Site, artist: Actor, artwork_id: int, words: str, uploads: Sequence[Upload] = (), about: str = ""
) -> None:
    """The artist's words to the moderators while a case is open, with files and a word `about` them.

    NotFound if it is not theirs; Problem; Problems with everything that is wrong with the files.
    """
    words, about = checked_note(words, needed=SAY_HOW), attach.checked_note(about)
    taken = await _taken(site, artist, artwork_id, uploads)
    async with site.db.writing() as tx:
        artwork = await _own(tx, site, artist, artwork_id)
        review = await reviews.lock(tx, artwork_id)
        may = await standing(tx, artwork, await current_policy(tx), now=site.clock.now())
        if not may.may_add:
            raise Problem(_(NOTHING))
        await attach.write(tx, site, artwork_id, artist, taken, step="answer", note=about)
        await add_step(tx, site, artwork_id, ANSWER, note=words)
        if review is not None and review.state == reviews.ASKED:
            await back_to_moderators(tx, site, review)
            await tell_moderators(tx, site, artwork, "review-answered", only=await _who_asked(tx, review))


async def back_to_moderators(tx: Writing, site: Site, review: Review) -> None:
    """A case that waited for its artist waits for a decision again."""
    now, policy = site.clock.now(), await current_policy(tx)
    states = (reviews.WAITING, reviews.SECOND, reviews.SPLIT)
    state = states[min(len(await reviews.votes(tx, review.id)), 2)]
    due = now + policy.decide_days * DAY
    await reviews.save(tx, replace(review, state=state, due=due, alarm=reminder_before(now, due), reminded=0))


async def _who_asked(tx: Reading, review: Review) -> set[int] | None:
    """Whoever asked has the case in hand; None, for everyone, where that is not known."""
    return {review.taken_by} if review.taken_by is not None else None


async def _taken(site: Site, artist: Actor, artwork_id: int, uploads: Sequence[Upload]) -> list[attach.Taken]:
    """The files in their place, before a row names them; none is read where nobody would look at it."""
    if not uploads:
        return []
    async with site.db.reading() as tx:
        artwork = await artworks.owned(tx, artwork_id, artist.id)
        if artwork is None:
            raise NotFound(_("There is no such artwork."))
        may = await standing(tx, artwork, await current_policy(tx), now=site.clock.now())
        if not (may.may_add or may.may_appeal):
            raise Problem(_(NOTHING))
        before = len(await attachments.of_artwork(tx, artwork_id))
    return await attach.take_over(site, artist, uploads, before=before)


async def appeal(
    site: Site, artist: Actor, artwork_id: int, words: str, uploads: Sequence[Upload] = (), about: str = ""
) -> None:
    """Puts a decision before another moderator, once, with files. What was refused is held, what is up stays.

    NotFound if it is not theirs; Problem where there is nothing to appeal, or the time for it is over; Problems with
    everything that is wrong with the files.
    """
    words, about = checked_note(words, needed=SAY_HOW), attach.checked_note(about)
    taken = await _taken(site, artist, artwork_id, uploads)
    async with site.db.writing() as tx:
        artwork = await _own(tx, site, artist, artwork_id)
        may = await standing(tx, artwork, await current_policy(tx), now=site.clock.now())
        if not may.may_appeal:
            raise Problem(_("The time for an appeal is over.") if may.until and not may.used else _(NOTHING))
        decision = _to_appeal(artwork, await verdicts.of_artwork(tx, artwork_id))
        assert decision is not None  # or there would be nothing to appeal
        by = "person" if decision.account_id is not None else "filter"
        if not await begin_case(tx, site, artwork, "appeal", words, appealed=f"{decision.decision}:{by}"):
            raise Problem(_(NOTHING))
        await attach.write(tx, site, artwork_id, artist, taken, step="appeal", note=about)
        await add_step(tx, site, artwork_id, APPEAL, note=words)
        await artworks.move(tx, artwork_id, to="held", among=["refused"], now=site.clock.now())
        review = await reviews.open_of(tx, artwork_id)
        judges = await who_may(tx, artwork, review, ()) if review else None
        await tell_moderators(tx, site, artwork, only=judges)


async def _own(tx: Writing, site: Site, artist: Actor, artwork_id: int) -> Artwork:
    found = await artworks.lock(tx, artwork_id, artist.id, now=site.clock.now())
    if found is None:
        raise NotFound(_("There is no such artwork."))
    return found
