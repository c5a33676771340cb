"""Who decides what: nobody about their own work, an appeal by somebody else, a refusal by two where the policy says so.

None of these rules may lock an instance of few people: where nobody is left who may, the rule gives way, and the
row of the decision says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from fediart.actions.telling import reviewers
from fediart.admission.policy import Policy
from fediart.language import N_, _
from fediart.store import reviews, verdicts
from fediart.store.accounts import Account
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.reviews import Review, Vote
from fediart.store.verdicts import VerdictRow

DECISIONS = frozenset({"publish", "label", "refuse", "keep", "withdraw", "vote"})
"""The decision words with which a moderator has taken a side."""
OWN_WORK = N_("Somebody else has to decide about your own work.")
OWN_DECISION = N_("You have decided about this work before: an appeal goes to somebody else.")
VOTED = N_("You have chosen already: now it is for somebody else.")
STRICT = frozenset({"refuse", "label-generated"})
"""What needs two where the policy asks for two."""


async def who_may(tx: Reading, artwork: Artwork, review: Review, votes: Sequence[Vote]) -> set[int]:
    """The ids of the accounts that may decide in this case now."""
    everyone = {account.id: account.actor_id for account in await reviewers(tx)}
    others = {one for one, actor_id in everyone.items() if actor_id != artwork.actor_id}
    if not others:
        return set(everyone)
    allowed = others
    if review.cause == "appeal":
        allowed = others - await _decided_before(tx, artwork.id, review) or others
    return allowed - {vote.account_id for vote in votes}


async def why_not(tx: Reading, moderator: Account, artwork: Artwork, review: Review, votes: Sequence[Vote]) -> str:
    """Why this moderator may not decide in this case, or nothing."""
    if moderator.id in await who_may(tx, artwork, review, votes):
        return ""
    if artwork.actor_id == moderator.actor_id:
        return _(OWN_WORK)
    return _(VOTED) if any(vote.account_id == moderator.id for vote in votes) else _(OWN_DECISION)


async def is_same_person(tx: Reading, moderator: Account, artwork: Artwork, review: Review) -> bool:
    """Whether an appeal is decided by who decided before, because there is nobody else."""
    return review.cause == "appeal" and moderator.id in await _decided_before(tx, artwork.id, review)


async def _decided_before(tx: Reading, artwork_id: int, review: Review) -> set[int]:
    history = await verdicts.of_artwork(tx, artwork_id)
    return {row.account_id for row in _by_people(history) if row.account_id is not None and row.id < review.id}


def _by_people(history: Sequence[VerdictRow]) -> list[VerdictRow]:
    return [row for row in history if row.account_id is not None and row.decision in DECISIONS]


async def standing_votes(tx: Reading, review: Review) -> list[Vote]:
    """What was chosen by people who may still choose: the voice of one who was suspended or dismissed is void."""
    able = {account.id for account in await reviewers(tx)}
    return [one for one in await reviews.votes(tx, review.id) if one.account_id in able]


async def another_needed(
    tx: Reading, policy: Policy, artwork: Artwork, review: Review, votes: Sequence[Vote], choice: str, by: Account
) -> bool:
    """Whether this choice is a voice only, and somebody else has to choose too."""
    if len(votes) > 1 or not policy.two_persons or (not votes and choice not in STRICT):
        return False
    if any(vote.choice == choice for vote in votes):
        return False
    return bool(await who_may(tx, artwork, review, votes) - {by.id})


async def two_person_rule_rests(tx: Reading) -> bool:
    """True while there are too few people for it: a rule that nobody could meet would keep every work waiting."""
    return len(await reviewers(tx)) < 2
