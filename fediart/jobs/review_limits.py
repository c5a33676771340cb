"""Time limits of cases: moderators and artists are reminded, and what happens when a limit ends is done.

Nothing is refused by silence: an unanswered question goes back to the moderators, an undecided appeal to the admins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from fediart.actions import strike_limits
from fediart.actions.admission_policy import current_policy
from fediart.actions.appeal import back_to_moderators
from fediart.actions.review_people import who_may
from fediart.actions.review_steps import ESCALATE, FINAL, LAPSE, REMIND, add_step
from fediart.actions.telling import reviewers, tell_artist, tell_moderators
from fediart.actions.withdrawal import let_go
from fediart.clock import DAY, HOUR
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import artworks, jobs, reviews, withdrawals
from fediart.store.artworks import Artwork
from fediart.store.database import Writing
from fediart.store.reviews import ASKED, Review

KIND: Final = "review-limits"
_ADMINS: Final = ("admin", "owner")


async def schedule(tx: Writing, site: Site) -> None:
    """Queues one look at all limits; called once an hour."""
    hour = site.clock.now() // HOUR
    await jobs.enqueue(tx, site.ids.new(), KIND, {}, now=site.clock.now(), once_key=f"{KIND}:{hour}", order_key=KIND)


async def look(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `review-limits` jobs. A case that was looked at is not looked at again before its next date."""
    now = site.clock.now()
    async with site.db.reading() as tx:
        due = await reviews.alarmed(tx, now=now)
        ending = await withdrawals.to_end(tx, now=now)
    for artwork_id in due:
        async with site.db.writing() as tx:
            await _look_at(tx, site, artwork_id, now)
    for artwork_id in ending:
        async with site.db.writing() as tx:
            await _end(tx, site, artwork_id)
    if ending:
        site.delivery_bell.ring()
        site.pages.changed()
    struck = await strike_limits.look(site)
    return Done(f"{len(due)} cases, {len(ending)} withdrawn works and {struck} decisions about members looked at")


async def _look_at(tx: Writing, site: Site, artwork_id: int, now: int) -> None:
    review = await reviews.lock(tx, artwork_id)
    artwork = await artworks.by_id(tx, artwork_id)
    if review is None or artwork is None or review.alarm > now:
        return  # somebody was faster
    if review.state == ASKED:
        await (_lapse if now >= review.due else _remind_artist)(tx, site, artwork, review)
    elif now >= review.due and review.cause == "appeal" and not review.escalated:
        await _escalate(tx, site, artwork, review)
    else:
        await _remind_moderators(tx, site, artwork, review)


async def _lapse(tx: Writing, site: Site, artwork: Artwork, review: Review) -> None:
    await add_step(tx, site, artwork.id, LAPSE)
    await back_to_moderators(tx, site, replace(review, taken_by=None, taken=0))
    await tell_moderators(tx, site, artwork)


async def _remind_artist(tx: Writing, site: Site, artwork: Artwork, review: Review) -> None:
    await reviews.save(tx, replace(review, alarm=review.due, reminded=review.reminded + 1))
    await add_step(tx, site, artwork.id, REMIND, note="the artist")
    await tell_artist(tx, site, artwork, "artwork-asked", words="A moderator’s question is still open.")


async def _remind_moderators(tx: Writing, site: Site, artwork: Artwork, review: Review) -> None:
    """Before the limit once, and after it again and again."""
    now, policy = site.clock.now(), await current_policy(tx)
    alarm = review.due if now < review.due else now + policy.decide_days * DAY
    await reviews.save(tx, replace(review, alarm=alarm, reminded=review.reminded + 1))
    await add_step(tx, site, artwork.id, REMIND, note="the moderators")
    able = await who_may(tx, artwork, review, await reviews.votes(tx, review.id))
    await tell_moderators(tx, site, artwork, "review-reminder", only=able)


async def _escalate(tx: Writing, site: Site, artwork: Artwork, review: Review) -> None:
    now, policy = site.clock.now(), await current_policy(tx)
    alarm = now + policy.decide_days * DAY
    await reviews.save(tx, replace(review, escalated=now, alarm=alarm, reminded=review.reminded + 1))
    await add_step(tx, site, artwork.id, ESCALATE)
    admins = {account.id for account in await reviewers(tx) if account.role in _ADMINS}
    await tell_moderators(tx, site, artwork, "review-reminder", only=admins)


async def _end(tx: Writing, site: Site, artwork_id: int) -> None:
    found = await artworks.by_id(tx, artwork_id)
    artwork = await artworks.lock(tx, artwork_id, found.actor_id, now=site.clock.now()) if found else None
    if artwork is None or await reviews.lock(tx, artwork_id) is not None:
        return  # an appeal came in at the last moment
    if await let_go(tx, site, artwork):
        await add_step(tx, site, artwork_id, FINAL)
