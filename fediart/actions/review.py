"""Where moderators decide about works: held ones, published ones put before them, and appeals. Every step is a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from fediart.actions import withdrawal
from fediart.actions.admission_policy import current_policy
from fediart.actions.case_mails import mail_appeal
from fediart.actions.permissions import demand
from fediart.actions.publish import queue
from fediart.actions.review_people import another_needed, is_same_person, standing_votes, who_may, why_not
from fediart.actions.review_steps import OPEN, VOTE, add_step, checked_note, log_step
from fediart.actions.telling import tell_artist, tell_moderators, tell_who_reported
from fediart.actions.trust import after_review
from fediart.admission.policy import Policy
from fediart.admission.verdict import ADVICE
from fediart.clock import DAY, HOUR
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.language import N_, _
from fediart.site import Site
from fediart.store import accounts, actors, artworks, reviews
from fediart.store.accounts import Account
from fediart.store.artworks import UNDER_WAY, Artwork
from fediart.store.database import Reading, Writing
from fediart.store.reviews import Review, Vote

TAKEN_FOR = HOUR
"""Milliseconds for which others see that a moderator is at work on a case. Nobody is kept from deciding."""
TOO_LATE = N_("Somebody else decided about this work already, or its artist withdrew it.")


class Choice(StrEnum):
    """What a moderator can do with a work. `PUBLISH` is without a label; `REFUSE` withdraws what is up already."""

    PUBLISH = "publish"
    LABEL_ASSISTED = "label-assisted"
    LABEL_GENERATED = "label-generated"
    KEEP = "keep"
    REFUSE = "refuse"


LABELS = {Choice.LABEL_ASSISTED: "assisted", Choice.LABEL_GENERATED: "generated"}
MILDNESS = (Choice.KEEP, Choice.PUBLISH, Choice.LABEL_ASSISTED, Choice.LABEL_GENERATED, Choice.REFUSE)
_APPEALED = {"label": 2, "refuse": 4, "withdraw": 4}
_SAME_PERSON = {
    "code": "same-person",
    "text": "The one who decided before has decided the appeal too: nobody else here could.",
}


@dataclass(frozen=True, slots=True)
class Case:
    """What a decision is about, locked in the transaction that decides."""

    artwork: Artwork
    review: Review
    votes: Sequence[Vote]
    policy: Policy


async def open_review(tx: Writing, site: Site, artwork: Artwork, cause: str, words: str = "") -> None:
    """Puts a work before the moderators, whatever its state; what is published stays up until a person decides.

    `cause` is one of fediart.store.reviews.CAUSES; `words` say why, for moderators. A case that is open already gets
    the words as one more step. Ring no bell: nothing is to be done by the machine.
    """
    await add_step(tx, site, artwork.id, OPEN, note=words, reasons=({"code": cause, "text": words},))
    if artwork.state in ("refused", "previewed", "scheduled"):
        among = ["refused", "previewed", "scheduled"]
        await artworks.move(tx, artwork.id, to="held", among=among, now=site.clock.now())
    if await begin_case(tx, site, artwork, cause, words):
        await tell_moderators(tx, site, artwork)
    elif words:
        await _add_words(tx, site, artwork, words)


async def _add_words(tx: Writing, site: Site, artwork: Artwork, words: str) -> None:
    """A case that nobody has said anything about shows them on top; who has taken it hears that there is news."""
    review = await reviews.lock(tx, artwork.id)
    if review is None:
        return
    if not review.words:
        await reviews.save(tx, replace(review, words=words))
    if review.taken_by is not None and review.taken > site.clock.now() - TAKEN_FOR:
        await tell_moderators(tx, site, artwork, only={review.taken_by})


async def begin_case(
    tx: Writing, site: Site, artwork: Artwork, cause: str, words: str = "", *, appealed: str = ""
) -> bool:
    """The row of a new case, with its time limit; nobody is told yet. False where one is open already."""
    now, policy = site.clock.now(), await current_policy(tx)
    due = now + policy.decide_days * DAY
    begun = Review(
        id=site.ids.new(),
        artwork_id=artwork.id,
        cause=cause if cause in reviews.CAUSES else "moderator",
        words=words,
        state=reviews.WAITING,
        opened=now,
        due=due,
        alarm=reminder_before(now, due),
        appealed=appealed,
    )
    return await reviews.insert(tx, begun)


async def hold(tx: Writing, site: Site, artwork: Artwork, reasons: Iterable[Mapping[str, str]]) -> None:
    """Opens the case of a work that the filter holds, and tells the moderators. Its own row says why."""
    if await begin_case(tx, site, artwork, cause_of(reasons)):
        await tell_moderators(tx, site, artwork)


def cause_of(reasons: Iterable[Mapping[str, str]]) -> str:
    """What moderators should look at first: a copy before what the file says, that before the detector's word."""
    codes = {reason["code"] for reason in reasons} - {ADVICE}
    if "copy-of-another" in codes:
        return "copy"
    if codes - {"detector-score", "detector-abstained", "words"}:
        return "evidence"
    if "words" in codes:
        return "words"
    return "score" if "detector-score" in codes else "cannot-tell"


def reminder_before(now: int, due: int) -> int:
    """When to remind of a time limit: after two thirds of it."""
    return now + (due - now) * 2 // 3


async def decide(site: Site, moderator: Account, artwork_id: int, choice: Choice, note: str = "") -> bool:
    """Decides an open case. `note` is for the artist; a refusal, and a label as generated, need one.

    Returns False where the choice is a voice only, and another moderator has to choose too. Raises NotAllowed for
    who may not decide here, Problem where somebody was faster.
    """
    demand(moderator, "review")
    strict = choice in (Choice.REFUSE, Choice.LABEL_GENERATED)
    note = checked_note(note, needed="Tell the artist why, and what would help." if strict else "")
    async with site.db.writing() as tx:
        case = await locked_case(tx, site, moderator, artwork_id)
        if await another_needed(tx, case.policy, case.artwork, case.review, case.votes, choice.value, moderator):
            await _vote(tx, site, moderator, case, choice, note)
            return False
        milder = _agreed(case, choice)
        await _carry_out(tx, site, moderator, case, milder, note)
    site.bell.ring()
    site.delivery_bell.ring()
    site.pages.changed()
    return True


def _agreed(case: Case, choice: Choice) -> Choice:
    """Where two disagree and there is no third, the milder choice stands. A third one's own choice does."""
    if len(case.votes) != 1:
        return choice
    return min((choice, *(Choice(vote.choice) for vote in case.votes)), key=MILDNESS.index)


async def locked_case(tx: Writing, site: Site, moderator: Account, artwork_id: int) -> Case:
    """The open case of a work, for somebody who may decide in it; nobody else changes it until the transaction ends.

    Raises NotFound, NotAllowed, Problem.
    """
    found = await artworks.by_id(tx, artwork_id)
    if found is None or found.state == "deleted":
        raise NotFound(_("There is no such artwork."))
    artwork = await artworks.lock(tx, artwork_id, found.actor_id, now=site.clock.now())
    review = await reviews.lock(tx, artwork_id)
    if artwork is None or review is None:
        raise Problem(_(TOO_LATE))
    votes = await standing_votes(tx, review)
    problem = await why_not(tx, moderator, artwork, review, votes)
    if problem:
        raise NotAllowed(problem)
    return Case(artwork, review, votes, await current_policy(tx))


async def _vote(tx: Writing, site: Site, moderator: Account, case: Case, choice: Choice, note: str) -> None:
    now = site.clock.now()
    await reviews.vote(tx, case.review.id, Vote(moderator.id, choice.value, note, now))
    await add_step(tx, site, case.artwork.id, VOTE, by=moderator, label=choice.value, note=note)
    await log_step(tx, site, moderator, "one of two", case.artwork.id)
    due = now + case.policy.decide_days * DAY
    state = reviews.SPLIT if case.votes else reviews.SECOND
    after = replace(
        case.review, state=state, due=due, alarm=reminder_before(now, due), reminded=0, taken_by=None, taken=0
    )
    await reviews.save(tx, after)
    others = await who_may(tx, case.artwork, after, await reviews.votes(tx, case.review.id))
    await tell_moderators(tx, site, case.artwork, only=others)


async def _carry_out(tx: Writing, site: Site, moderator: Account, case: Case, choice: Choice, note: str) -> None:
    artwork, label = case.artwork, LABELS.get(choice, "")
    word = await _change(tx, site, moderator, case, choice)
    if not word:
        raise Problem(_(TOO_LATE))
    same = await is_same_person(tx, moderator, artwork, case.review)
    await artworks.set_note(tx, artwork.id, note)
    await add_step(
        tx, site, artwork.id, word, by=moderator, label=label, note=note, reasons=[_SAME_PERSON] if same else []
    )
    await log_step(tx, site, moderator, choice.value, artwork.id, note)
    after = artwork.ai_label if choice is Choice.KEEP else label
    await after_review(tx, site, artwork, refused=word in ("refuse", "withdraw"), label=after)
    against = _APPEALED.get(case.review.appealed.partition(":")[0], 0)
    overturned = case.review.cause == "appeal" and MILDNESS.index(choice) < against
    now = site.clock.now()
    await reviews.close(tx, case.review, outcome=choice.value, by=moderator.id, overturned=overturned, now=now)
    await _tell(tx, site, case, word, choice, note)
    await tell_who_reported(tx, site, artwork, refused=word in ("refuse", "withdraw"))


async def _change(tx: Writing, site: Site, moderator: Account, case: Case, choice: Choice) -> str:
    """Does it, and returns the decision's word; nothing where the work is in no state for it any more."""
    artwork, label, now = case.artwork, LABELS.get(choice, ""), site.clock.now()
    kept = artwork.ai_label if choice is Choice.KEEP else label
    word = "label" if label else "keep" if choice is Choice.KEEP else "publish"
    if artwork.state in UNDER_WAY:
        raise Problem(_("This work is being prepared at this moment. Try again when it is done."))
    if choice is Choice.REFUSE:
        return await _take_away(tx, site, moderator, case)
    if artwork.state != "published" and await is_away(tx, artwork):
        raise Problem(_("Its artist is suspended. Lift that first, or refuse the work."))
    if artwork.state == "published":
        await withdrawal.relabel(tx, site, artwork, kept)
        return word
    if artwork.state == "withdrawn":
        return word if await withdrawal.bring_back(tx, site, artwork, kept) else ""
    if not await artworks.admit(tx, artwork.id, label=kept, among=["held", "failed"], now=now):
        return ""
    await queue(tx, site, artwork.id, again=True)
    return "publish" if choice is Choice.KEEP else word


async def is_away(tx: Reading, artwork: Artwork) -> bool:
    """Whether its artist is suspended, frozen or gone: then nothing of theirs becomes public."""
    artist, account = await actors.by_id(tx, artwork.actor_id), await accounts.by_actor(tx, artwork.actor_id)
    frozen = account is not None and bool(account.frozen)
    return artist is None or frozen or bool(artist.suspended or artist.deleted)


async def _take_away(tx: Writing, site: Site, moderator: Account, case: Case) -> str:
    artwork, now = case.artwork, site.clock.now()
    if artwork.state == "published":
        gone = await withdrawal.withdraw(tx, site, artwork, moderator, appeal_days=case.policy.appeal_days)
        return "withdraw" if gone else ""
    if artwork.state == "withdrawn":
        return "withdraw" if await withdrawal.let_go(tx, site, artwork) else ""
    moved = await artworks.move(tx, artwork.id, to="refused", among=["held", "failed"], now=now)
    return "refuse" if moved else ""


async def _tell(tx: Writing, site: Site, case: Case, word: str, choice: Choice, note: str) -> None:
    """The artist is told of everything that changes, and of what stays where they knew that it was looked at."""
    state, artwork = case.artwork.state, case.artwork
    appealed = case.review.cause == "appeal"
    if appealed:
        await mail_appeal(tx, site, artwork, choice.value, note)
    if word in ("refuse", "withdraw"):
        hidden = word == "withdraw" and state == "published"
        await tell_artist(
            tx, site, artwork, "artwork-withdrawn" if hidden else "artwork-refused", words=note, mail=not appealed
        )
    elif state == "withdrawn":
        await tell_artist(tx, site, artwork, "artwork-restored", words=note)
    elif state == "published" and choice is not Choice.KEEP and LABELS.get(choice, "") != artwork.ai_label:
        await tell_artist(tx, site, artwork, "artwork-labelled", words=note)
    elif state == "published" and appealed:
        await tell_artist(tx, site, artwork, "artwork-kept", words=note)
