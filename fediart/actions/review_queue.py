"""The order of work: what waits, who has taken what, and putting a decided work before the moderators once more."""

from __future__ import annotations

from dataclasses import replace

from fediart.actions.permissions import demand
from fediart.actions.review import TAKEN_FOR, open_review
from fediart.actions.review_people import OWN_WORK, who_may
from fediart.actions.review_steps import checked_note, log_step
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import artworks, reviews
from fediart.store.accounts import Account
from fediart.store.database import Reading, Writing
from fediart.store.reviews import ASKED, Review


async def take(site: Site, moderator: Account, artwork_id: int) -> None:
    """Others see that this moderator is at work on the case; nobody is kept from deciding. NotFound, NotAllowed."""
    demand(moderator, "review")
    async with site.db.writing() as tx:
        await _take(tx, site, moderator, artwork_id)


async def leave(site: Site, moderator: Account, artwork_id: int) -> None:
    """The case is for anyone to take again. What somebody else has taken stays theirs."""
    demand(moderator, "review")
    async with site.db.writing() as tx:
        review = await reviews.lock(tx, artwork_id)
        if review is not None and review.taken_by == moderator.id and review.state != ASKED:
            await reviews.save(tx, replace(review, taken_by=None, taken=0))


async def take_next(site: Site, moderator: Account, *, after: int = 0) -> int:
    """Takes what is due first of what this moderator may decide and nobody else has taken; 0 where nothing is.

    `after` is the id of a work to leave aside, the one just looked at.
    """
    demand(moderator, "review")
    async with site.db.writing() as tx:
        for review in await open_to(tx, moderator, now=site.clock.now()):
            if review.artwork_id != after:
                await _take(tx, site, moderator, review.artwork_id)
                return review.artwork_id
    return 0


async def open_to(tx: Reading, moderator: Account, *, now: int) -> list[Review]:
    """The cases this moderator can decide now, without those that others are at work on; what is due first, first."""
    found = []
    for review in await reviews.queue(tx):
        if review.state == ASKED or taken_by_other(review, moderator.id, now=now):
            continue
        artwork = await artworks.by_id(tx, review.artwork_id)
        votes = await reviews.votes(tx, review.id)
        if artwork is not None and moderator.id in await who_may(tx, artwork, review, votes):
            found.append(review)
    return found


def taken_by_other(review: Review, account_id: int, *, now: int) -> bool:
    """Whether somebody else has taken the case within the hour."""
    return review.taken_by not in (None, account_id) and review.taken > now - TAKEN_FOR


async def _take(tx: Writing, site: Site, moderator: Account, artwork_id: int) -> None:
    review = await reviews.lock(tx, artwork_id)
    artwork = await artworks.by_id(tx, artwork_id)
    if review is None or artwork is None:
        raise NotFound(_("Nothing waits here any more: it was decided, or its artist withdrew it."))
    if moderator.id not in await who_may(tx, artwork, review, await reviews.votes(tx, review.id)):
        raise NotAllowed(_("Somebody else has to decide this one."))
    await reviews.save(tx, replace(review, taken_by=moderator.id, taken=site.clock.now()))


async def look_again(site: Site, moderator: Account, artwork_id: int, why: str) -> None:
    """Puts a work before the moderators that is published, or decided. Raises NotFound, NotAllowed, Problem."""
    demand(moderator, "review")
    why = checked_note(why, needed="Say for the other moderators why it should be looked at.")
    async with site.db.writing() as tx:
        artwork = await artworks.by_id(tx, artwork_id)
        if artwork is None or artwork.state not in ("published", "refused", "withdrawn"):
            raise NotFound(_("There is no such artwork."))
        if artwork.actor_id == moderator.actor_id:
            raise NotAllowed(_(OWN_WORK))
        if await reviews.open_of(tx, artwork_id) is not None:
            raise Problem(_("It is before the moderators already."))
        await open_review(tx, site, artwork, "moderator", why)
        await log_step(tx, site, moderator, "look again", artwork_id, why)
