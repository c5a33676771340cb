"""From asked to completed: which side may take which step, slots that are counted, and what the two agree on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fediart.actions import block as blocking
from fediart.actions.commission_sides import address_hash
from fediart.actions.commission_telling import MOVED, tell_other
from fediart.actions.money import checked_range
from fediart.actions.submission import paragraphs
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import commission_offers, commission_talk, commissions
from fediart.store.actors import Actor
from fediart.store.commission_talk import AGREED, Event
from fediart.store.commissions import (
    ACCEPTED,
    ARTIST,
    ASKED,
    CLIENT,
    COMPLETED,
    DECLINED,
    DELIVERED,
    IN_PROGRESS,
    UNCONFIRMED,
    WITHDRAWN,
    Commission,
)
from fediart.store.database import Writing

STEPS: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    (ARTIST, ASKED): (ACCEPTED, DECLINED),
    (ARTIST, ACCEPTED): (IN_PROGRESS, DECLINED),
    (ARTIST, IN_PROGRESS): (DELIVERED, DECLINED),
    (ARTIST, DELIVERED): (COMPLETED, IN_PROGRESS),
    (ARTIST, DECLINED): (ASKED,),
    (CLIENT, UNCONFIRMED): (WITHDRAWN,),
    (CLIENT, ASKED): (WITHDRAWN,),
    (CLIENT, ACCEPTED): (WITHDRAWN,),
    (CLIENT, IN_PROGRESS): (WITHDRAWN,),
    (CLIENT, DELIVERED): (COMPLETED,),
}
_WITH_A_SLOT: Final = (ACCEPTED, IN_PROGRESS)
LONGEST: Final = 2_000


async def step(site: Site, commission_id: int, side: str, to: str, *, was: str, words: str = "") -> None:
    """Takes it into the state `to`. `was` is the state that the page showed: who comes second is told so.

    Raises NotFound, Problem.
    """
    words = paragraphs(words)
    if len(words) > LONGEST:
        raise Problem(_("Shorten this to %(most)s characters.", most=LONGEST), field="why")
    async with site.db.writing() as tx:
        one = await _locked(tx, commission_id)
        if one.state != was:
            raise Problem(_("Something has changed meanwhile. Look at it again, then decide."))
        if to not in STEPS.get((side, one.state), ()):
            raise Problem(_("This cannot be done now."))
        if to in _WITH_A_SLOT and one.state not in _WITH_A_SLOT:
            await _demand_slot(tx, one)
        if one.state == UNCONFIRMED:
            await commissions.forget(tx, [one.id])  # nobody else has ever seen it
            return
        now = site.clock.now()
        await commissions.move(tx, one.id, to, now=now)
        await commission_talk.add(tx, Event(site.ids.new(), one.id, side, to, words, now))
        await commissions.saw(tx, one.id, side, now=now)
        await tell_other(tx, site, one, side, MOVED)
    site.bell.ring()
    site.pages.changed()  # how many slots are free is on the artist's page


async def _locked(tx: Writing, commission_id: int) -> Commission:
    one = await commissions.lock(tx, commission_id)
    if one is None:
        raise NotFound(_("There is no such commission here."))
    return one


async def _demand_slot(tx: Writing, one: Commission) -> None:
    """The offer stays locked until the transaction ends: of two who take the last slot at once, one gets it."""
    if one.offer_id is None:
        return
    offer = await commission_offers.lock(tx, one.offer_id, one.artist_id)
    if offer is not None and offer.slots and offer.taken >= offer.slots:
        raise Problem(_("All %(slots)s slots are taken. Finish one first, or offer more slots.", slots=offer.slots))


async def agree(site: Site, commission_id: int, *, amount: str, currency: str, due: int) -> None:
    """The artist notes what the two have agreed on; it stays in the history. Raises NotFound, Problem by field."""
    low, _high, unit = checked_range(amount, "", currency, fields=("price", "price", "currency"))
    async with site.db.writing() as tx:
        one = await _locked(tx, commission_id)
        if one.state not in (ASKED, ACCEPTED, IN_PROGRESS):
            raise Problem(_("This cannot be done now."))
        if (one.price, one.currency, one.due) == (low, unit, due):
            return
        now = site.clock.now()
        await commissions.agree(tx, one.id, price=low, currency=unit, due=due, now=now)
        await commission_talk.add(tx, Event(site.ids.new(), one.id, ARTIST, AGREED, f"{low} {unit or '-'} {due}", now))
        await commissions.saw(tx, one.id, ARTIST, now=now)
        await tell_other(tx, site, one, ARTIST, MOVED)
    site.bell.ring()


async def put_away(site: Site, commission_id: int, side: str) -> None:
    """Takes what has ended off this side's list. Gone for good once both have done so. Raises NotFound, Problem."""
    async with site.db.writing() as tx:
        one = await _locked(tx, commission_id)
        if not one.ended:
            raise Problem(_("It is still under way. Decline or withdraw it first."))
        await commissions.hide(tx, one.id, side, now=site.clock.now())
        if side == CLIENT and one.client_id is None:
            await commissions.forget_address(tx, one.id)
        other_hid = one.client_hid if side == ARTIST else one.artist_hid
        if other_hid or (side == ARTIST and one.client_id is None and not one.client_email):
            await commissions.forget(tx, [one.id])


async def show_moderators(site: Site, commission_id: int) -> None:
    """One of the two has reported the other, and lets moderators read this conversation."""
    async with site.db.writing() as tx:
        await commissions.show_moderators(tx, commission_id)


async def block_client(site: Site, artist: Actor, one: Commission) -> None:
    """The artist wants nothing more from who asked: what is open is declined, and new requests do not arrive."""
    if one.client_id is not None:
        await blocking.block(site, artist, one.client_id)
    elif one.client_email:
        async with site.db.writing() as tx:
            sealed = address_hash(site.config, artist.id, one.client_email)
            await commissions.block(tx, artist.id, sealed, now=site.clock.now())
    if DECLINED in STEPS.get((ARTIST, one.state), ()):
        await step(site, one.id, ARTIST, DECLINED, was=one.state)
