"""The forms by which artists write their offers, put them in order, open and close them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import commission_offers
from fediart.actions.commission_offers import LONGEST, MOST_EXAMPLES, OfferForm
from fediart.actions.money import CURRENCIES, typed
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store import commission_offers as rows
from fediart.store import gallery, portfolio
from fediart.store.commission_offers import Offer
from fediart.web import pages
from fediart.web.commission_words import OFFER_CHOICES, OFFER_STATES, ShownOffer, said, shown_offers
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, ticked, viewer
from fediart.web.seeing import ALL
from fediart.web.showing import Card, cards
from fediart.web.upload_form import by_field

PATH = "/commissions/offers"


@dataclass(frozen=True, slots=True)
class OffersPage(Page):
    template: ClassVar[str] = "commissions/own_offers.html"
    offers: tuple[ShownOffer, ...]
    offer_states: Mapping[str, str] = field(default_factory=lambda: OFFER_STATES)


@dataclass(frozen=True, slots=True)
class OfferPage(Page):
    """`offer_id` is 0 for a new one; `works` are those one may choose as examples."""

    template: ClassVar[str] = "commissions/edit_offer.html"
    path: str
    offer_id: int
    given: OfferForm
    works: tuple[Card, ...]
    errors: Mapping[str, str] = field(default_factory=dict)
    longest: Mapping[str, int] = field(default_factory=lambda: LONGEST)
    choices: tuple[tuple[str, str, str], ...] = field(default_factory=lambda: said(OFFER_CHOICES))
    currencies: tuple[tuple[str, str], ...] = (("", "–"), *((one, one) for one in CURRENCIES))
    most_examples: int = MOST_EXAMPLES


async def show_all(request: web.Request) -> web.StreamResponse:
    me = viewer(request).actor
    async with site_of(request).db.reading() as tx:
        offers = await rows.of_artist(tx, me.id)
        examples = await rows.examples_of(tx, [one.id for one in offers])
        listed = await shown_offers(tx, offers, examples, viewer=me.id, eyes=ALL)
    return await pages.show(request, OffersPage(title=_("Your offers"), offers=listed))


async def show_new(request: web.Request) -> web.StreamResponse:
    return await _form(request, OfferForm(), {})


async def show(request: web.Request) -> web.StreamResponse:
    me, number = viewer(request).actor, number_in(request)
    async with site_of(request).db.reading() as tx:
        found = await rows.by_id(tx, number, me.id)
        examples = await rows.examples_of(tx, [number])
    if found is None:
        raise NotFound(_("There is no such commission here."))
    return await _form(request, _as_typed(found, tuple(examples.get(number, ()))), {}, offer_id=number)


async def save(request: web.Request) -> web.StreamResponse:
    """A new offer, or another wording of one."""
    site, me = site_of(request), viewer(request).actor
    number = number_in(request) if "id" in request.match_info else 0
    given = await _given(request)
    try:
        await commission_offers.save(site, me, given, number)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _form(request, given, by_field(problem), offer_id=number)
    return pages.go(request, PATH, notice=_("Your offer is saved."))


async def act(request: web.Request) -> web.StreamResponse:
    """`/commissions/offers/ID/DEED`: up, down, open, waiting, close, remove."""
    site, me, number = site_of(request), viewer(request).actor, number_in(request)
    match request.match_info["deed"]:
        case "up":
            await commission_offers.shift(site, me, number, -1)
            notice = _("The new order is saved.")
        case "down":
            await commission_offers.shift(site, me, number, 1)
            notice = _("The new order is saved.")
        case "remove":
            await commission_offers.remove(site, me, number)
            notice = _("The offer is gone. What was asked before stays with you.")
        case deed:
            await commission_offers.set_state(site, me, number, {"close": "closed"}.get(deed, deed))
            notice = _("Saved.")
    return pages.go(request, PATH, notice=notice)


async def _given(request: web.Request) -> OfferForm:
    given = await answers(request)
    words = ("title", "included", "terms", "price_from", "price_to", "currency", "days", "slots", "state")
    chosen = [one for one in await ticked(request, "examples") if one.isascii() and one.isdigit() and len(one) < 19]
    return OfferForm(
        **{name: given.get(name, "") for name in words},
        waits=given.get("waits") == "1",
        examples=tuple(int(one) for one in chosen),
    )


def _as_typed(offer: Offer, examples: tuple[int, ...]) -> OfferForm:
    return OfferForm(
        title=offer.title,
        included=offer.included,
        terms=offer.terms,
        price_from=typed(offer.price_from),
        price_to=typed(offer.price_to),
        currency=offer.currency,
        days=str(offer.days or ""),
        slots=str(offer.slots or ""),
        waits=bool(offer.waits),
        state=offer.state,
        examples=examples,
    )


async def _form(
    request: web.Request, given: OfferForm, errors: Mapping[str, str], *, offer_id: int = 0
) -> web.StreamResponse:
    me = viewer(request).actor
    async with site_of(request).db.reading() as tx:
        newest = await portfolio.works(tx, me.id, viewer=me.id, limit=60)
        listed = {work.id for work in newest}
        kept = await gallery.by_ids(tx, [one for one in given.examples if one not in listed], viewer=me.id)
    page = OfferPage(
        title=_("Your offer") if offer_id else _("A new offer"),
        path=f"{PATH}/{offer_id}" if offer_id else f"{PATH}/new",
        offer_id=offer_id,
        given=given,
        works=cards([*kept, *newest]),
        errors=errors,
    )
    return await pages.show(request, page, status=422 if errors else 200)
