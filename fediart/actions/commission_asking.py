"""Asking an artist for a commission: by a member, or by a visitor who confirms an e-mail address first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fediart.actions import brakes
from fediart.actions.brakes import Brake
from fediart.actions.commission_reports import is_kept_away
from fediart.actions.commission_sides import address_hash
from fediart.actions.commission_telling import ASKED as TOLD_ASKED
from fediart.actions.commission_telling import mail_confirmation, tell_other
from fediart.actions.names import checked_email
from fediart.actions.submission import one_line, paragraphs
from fediart.clock import DAY, HOUR, MINUTE
from fediart.errors import NotFound, Problem, Problems
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, blocks, commission_offers, commission_talk, commissions, openings, work_profiles
from fediart.store.actors import Actor
from fediart.store.commission_offers import WAITING, Offer
from fediart.store.commission_talk import MESSAGE, Event
from fediart.store.commissions import ASKED, CLIENT, UNCONFIRMED, Commission
from fediart.store.database import Reading, Writing
from fediart.store.openings import Opening
from fediart.store.work_profiles import CLOSED

LONGEST: Final = {"title": 150, "words": 5_000, "name": 80}
MOST_OPEN: Final = 3  # of one person to one artist
MOST_WAITING: Final = 100  # requests that wait for one artist
OF_MEMBER: Final = Brake("commissions", free=5, first=10 * MINUTE, longest=DAY)
OF_ADDRESS: Final = Brake("commission address", free=5, first=10 * MINUTE, longest=DAY)
OF_EMAIL: Final = Brake("commission mail", free=3, first=HOUR, longest=DAY)
CONFIRM_WITHIN: Final = 3 * DAY


@dataclass(frozen=True, slots=True)
class Request:
    """As typed. `name` and `email` are a visitor's."""

    title: str
    words: str
    name: str = ""
    email: str = ""


async def ask_as_member(site: Site, me: Actor, artist_id: int, offer_id: int, given: Request) -> int:
    """The new commission's id. Raises NotFound, Problems by field, TooOften."""
    tidy = _checked(given, visitor=False)
    async with site.db.writing() as tx:
        artist, offer = await _demand_offer(tx, artist_id, offer_id)
        await _demand_member(tx, artist, me)
        await brakes.count_try(tx, OF_MEMBER, str(me.id), now=site.clock.now())
        if await commissions.open_from(tx, artist_id, client_id=me.id, email="") >= MOST_OPEN:
            raise Problem(_("You have asked %(name)s already. Wait for an answer first.", name=artist.shown_name))
        await _demand_room(tx, artist)
        made = await _keep(tx, site, artist, tidy, ASKED, client_id=me.id, offer=offer, terms=await _terms(tx, artist))
        await tell_other(tx, site, made, CLIENT, TOLD_ASKED)
    site.bell.ring()
    return made.id


async def ask_as_visitor(site: Site, artist_id: int, offer_id: int, given: Request, *, address: str) -> None:
    """A mail with a link goes out; the artist hears of it once the link was followed.

    Where the artist wants nothing from this address, or it waits for answers already, nothing happens, and nobody can
    tell the difference: whoever types an address learns nothing about it.
    Raises NotFound, Problems by field, TooOften.
    """
    tidy = _checked(given, visitor=True)
    async with site.db.writing() as tx:
        artist, offer = await _demand_offer(tx, artist_id, offer_id)
        profile = await work_profiles.of_actor(tx, artist_id)
        if profile is not None and not profile.visitors:
            raise NotFound(_("There is no such commission here."))
        now = site.clock.now()
        await brakes.count_try(tx, OF_ADDRESS, address, now=now)
        await brakes.count_try(tx, OF_EMAIL, tidy.email, now=now)
        await _demand_room(tx, artist)
        if await _is_unwelcome(tx, site, artist_id, tidy.email):
            return
        made = await _keep(tx, site, artist, tidy, UNCONFIRMED, offer=offer, terms=profile.terms if profile else "")
        await mail_confirmation(tx, site, made)
    site.bell.ring()


async def confirm(site: Site, one: Commission) -> None:
    """The visitor has followed the link. Safe to repeat. Raises NotFound when it is too late."""
    now = site.clock.now()
    if one.state == UNCONFIRMED and now - one.created > CONFIRM_WITHIN:
        raise NotFound(_("This link was good for three days. Please ask once more."))
    async with site.db.writing() as tx:
        if await commissions.confirm(tx, one.id, now=now):
            await tell_other(tx, site, one, CLIENT, TOLD_ASKED)
    site.bell.ring()


async def ask_answerer(site: Site, me: Actor, opening_id: int, artist_id: int) -> int:
    """Who posted a job speaks with an artist who has answered it: a commission begins, whatever the artist offers.

    The id of it; of the one that is there already, where they have begun before. Raises NotFound, TooOften.
    """
    async with site.db.writing() as tx:
        job = await openings.lock(tx, opening_id)
        answer = await openings.answer_of(tx, opening_id, artist_id)
        artist = await actors.by_id(tx, artist_id)
        if job is None or job.actor_id != me.id or answer is None or artist is None:
            raise NotFound(_("There is no such answer."))
        await _demand_member(tx, artist, me)
        before = await commissions.about_opening(tx, me.id, artist_id, opening_id)
        if before is not None:
            return before
        await brakes.count_try(tx, OF_MEMBER, str(me.id), now=site.clock.now())
        words = _("You have answered the job “%(title)s”.", title=job.title)
        made = await _keep(tx, site, artist, Request(job.title, words), ASKED, client_id=me.id, opening=job)
        await tell_other(tx, site, made, CLIENT, TOLD_ASKED)
    site.bell.ring()
    return made.id


async def _demand_offer(tx: Reading, artist_id: int, offer_id: int) -> tuple[Actor, Offer]:
    artist = await actors.by_id(tx, artist_id)
    offer = await commission_offers.by_id(tx, offer_id, artist_id)
    if artist is None or artist.suspended or artist.deleted or artist.host or offer is None:
        raise NotFound(_("There is no such commission here."))
    own = await work_profiles.of_actor(tx, artist_id)
    if not offer.takes or (own is not None and own.state == CLOSED):
        raise Problem(_("%(name)s takes no more requests for this now.", name=artist.shown_name))
    return artist, offer


async def _demand_member(tx: Reading, artist: Actor, me: Actor) -> None:
    if artist.id == me.id:
        raise Problem(_("This is your own: you cannot ask yourself."))
    if artist.suspended or artist.deleted or await blocks.between(tx, artist.id, me.id):
        raise NotFound(_("There is no such commission here."))


async def _is_unwelcome(tx: Reading, site: Site, artist_id: int, email: str) -> bool:
    if await commissions.is_blocked(tx, artist_id, address_hash(site.config, artist_id, email)):
        return True
    if await is_kept_away(tx, site, email):
        return True
    return await commissions.open_from(tx, artist_id, client_id=None, email=email) >= MOST_OPEN


async def _demand_room(tx: Reading, artist: Actor) -> None:
    if await commissions.waiting_for(tx, artist.id, most=MOST_WAITING) >= MOST_WAITING:
        raise Problem(_("%(name)s has many requests to answer. Please come back later.", name=artist.shown_name))


async def _terms(tx: Reading, artist: Actor) -> str:
    profile = await work_profiles.of_actor(tx, artist.id)
    return profile.terms if profile else ""


async def _keep(
    tx: Writing, site: Site, artist: Actor, given: Request, state: str, *, client_id: int | None = None,
    offer: Offer | None = None, terms: str = "", opening: Opening | None = None,
) -> Commission:  # fmt: skip
    now = site.clock.now()
    made = Commission(
        id=site.ids.new(),
        artist_id=artist.id,
        client_id=client_id,
        offer_id=offer.id if offer else None,
        offer=_as_offered(offer, terms) if offer else {"opening": opening.id if opening else 0},
        client_name=given.name,
        client_email=given.email,
        title=given.title,
        state=state,
        waiting=int(offer is not None and offer.now == WAITING),
        client_seen=now,
        created=now,
        changed=now,
    )
    await commissions.insert(tx, made)
    await commission_talk.add(tx, Event(site.ids.new(), made.id, CLIENT, MESSAGE, given.words, now))
    return made


def _as_offered(offer: Offer, terms: str) -> Mapping[str, Any]:
    """What holds between the two, as it was written when it was asked for."""
    return {
        "title": offer.title,
        "included": offer.included,
        "terms": "\n\n".join(part for part in (offer.terms, terms) if part),
        "price_from": offer.price_from,
        "price_to": offer.price_to,
        "currency": offer.currency,
        "days": offer.days,
    }


def _checked(given: Request, *, visitor: bool) -> Request:
    tidy = Request(one_line(given.title), paragraphs(given.words), one_line(given.name), given.email.strip().lower())
    found: list[Problem] = []
    for name in LONGEST:
        if len(getattr(tidy, name)) > LONGEST[name]:
            found.append(Problem(_("Shorten this to %(most)s characters.", most=LONGEST[name]), field=name))
    if not tidy.title:
        found.append(Problem(_("Say in a few words what you would like."), field="title"))
    if not tidy.words:
        found.append(Problem(_("Describe what you have in mind."), field="words"))
    if visitor and not tidy.name:
        found.append(Problem(_("Say what the artist may call you."), field="name"))
    if visitor:
        try:
            checked_email(tidy.email)
        except Problem as problem:
            found.append(problem)
    if found:
        raise Problems(found)
    return tidy if visitor else Request(tidy.title, tidy.words)
