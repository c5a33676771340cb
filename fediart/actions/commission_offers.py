"""An artist's offers: written, put in order, opened and closed, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from fediart.actions.money import checked_range
from fediart.actions.submission import one_line, paragraphs
from fediart.errors import NotFound, Problem, Problems
from fediart.language import _
from fediart.site import Site
from fediart.store import artworks, commission_offers
from fediart.store.actors import Actor
from fediart.store.commission_offers import MOST_LISTED, STATES, Offer
from fediart.store.database import Reading

LONGEST: Final = {"title": 100, "included": 4_000, "terms": 10_000}
MOST_EXAMPLES: Final = 6
MOST_SLOTS: Final = 1_000
MOST_DAYS: Final = 1_000


@dataclass(frozen=True, slots=True)
class OfferForm:
    """As typed. `examples` are ids of the artist's own works."""

    title: str = ""
    included: str = ""
    terms: str = ""
    price_from: str = ""
    price_to: str = ""
    currency: str = ""
    days: str = ""
    slots: str = ""
    waits: bool = True
    state: str = "open"
    examples: tuple[int, ...] = ()


async def save(site: Site, artist: Actor, form: OfferForm, offer_id: int = 0) -> int:
    """A new offer, or with `offer_id` another wording of one; its id. Raises NotFound, Problems by field."""
    now = site.clock.now()
    draft = _checked(form, Offer(0, artist.id, 0, "", "", "", 0, 0, "", 0, 0, 1, "open", now, now))
    async with site.db.writing() as tx:
        await commission_offers.queue_up(tx, artist.id)
        listed = await commission_offers.of_artist(tx, artist.id)
        examples = await _own(tx, artist.id, form.examples)
        if offer_id:
            before = await commission_offers.by_id(tx, offer_id, artist.id)
            if before is None:
                raise NotFound(_("There is no such commission here."))
            made = replace(draft, id=offer_id, position=before.position, created=before.created)
            await commission_offers.save(tx, made)
        elif len(listed) >= MOST_LISTED:
            raise Problem(_("You can offer %(most)s commissions. Take one away first.", most=MOST_LISTED))
        else:
            place = max((one.position for one in listed), default=0) + 1
            made = replace(draft, id=site.ids.new(), position=place)
            await commission_offers.insert(tx, made)
        await commission_offers.set_examples(tx, made.id, examples)
    site.pages.changed()
    return made.id


async def set_state(site: Site, artist: Actor, offer_id: int, state: str) -> None:
    """Opens or closes an offer with one press. Raises NotFound, Problem."""
    if state not in STATES:
        raise Problem(_("Choose whether it can be asked for."), field="state")
    await _change(site, artist, offer_id, state=state, removed=0)


async def remove(site: Site, artist: Actor, offer_id: int) -> None:
    """Nobody can ask for it any more; what was asked before stays with what was said then. Raises NotFound."""
    await _change(site, artist, offer_id, state="closed", removed=site.clock.now())


async def _change(site: Site, artist: Actor, offer_id: int, *, state: str, removed: int) -> None:
    async with site.db.writing() as tx:
        found = await commission_offers.lock(tx, offer_id, artist.id)
        if found is None:
            raise NotFound(_("There is no such commission here."))
        now = site.clock.now()
        await commission_offers.save(tx, replace(found, state=state, removed=removed, changed=now))
    site.pages.changed()


async def shift(site: Site, artist: Actor, offer_id: int, by: int) -> None:
    """Moves an offer up (-1) or down (1) among the artist's own. Raises NotFound."""
    async with site.db.writing() as tx:
        await commission_offers.queue_up(tx, artist.id)
        ids = [one.id for one in await commission_offers.of_artist(tx, artist.id)]
        if offer_id not in ids:
            raise NotFound(_("There is no such commission here."))
        place = ids.index(offer_id)
        ids.remove(offer_id)
        ids.insert(min(max(place + by, 0), len(ids)), offer_id)
        for position, one in enumerate(ids, 1):
            await commission_offers.place(tx, artist.id, one, position)
    site.pages.changed()


async def _own(tx: Reading, actor_id: int, chosen: Sequence[int]) -> tuple[int, ...]:
    """Works of this artist that are published: others cannot be somebody's examples (advisory 89)."""
    wanted = tuple(dict.fromkeys(chosen))
    if len(wanted) > MOST_EXAMPLES:
        raise Problem(_("Choose at most %(most)s examples.", most=MOST_EXAMPLES), field="examples")
    works = await artworks.by_ids(tx, wanted)
    kept = tuple(one for one in wanted if one in works and works[one].actor_id == actor_id)
    if len(kept) != len(wanted) or any(works[one].state != "published" for one in kept):
        raise Problem(_("Choose examples among your published works."), field="examples")
    return kept


def _checked(form: OfferForm, draft: Offer) -> Offer:
    found: list[Problem] = []
    tidy = replace(
        draft,
        title=one_line(form.title),
        included=paragraphs(form.included),
        terms=paragraphs(form.terms),
        waits=int(form.waits),
        state=form.state,
    )
    if not tidy.title:
        found.append(Problem(_("Say in a few words what you offer."), field="title"))
    for name, most in LONGEST.items():
        if len(getattr(tidy, name)) > most:
            found.append(Problem(_("Shorten this to %(most)s characters.", most=most), field=name))
    if form.state not in STATES:
        found.append(Problem(_("Choose whether it can be asked for."), field="state"))
    try:
        days = _whole(form.days, MOST_DAYS, "days")
        slots = _whole(form.slots, MOST_SLOTS, "slots")
        names = ("price_from", "price_to", "currency")
        low, high, currency = checked_range(form.price_from, form.price_to, form.currency, fields=names)
    except Problem as problem:
        raise Problems([*found, problem]) from None
    if found:
        raise Problems(found)
    return replace(tidy, days=days, slots=slots, price_from=low, price_to=high, currency=currency)


def _whole(text: str, most: int, field: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or len(text) > 6 or int(text) > most:
        raise Problem(_("Give a whole number up to %(most)s, or nothing.", most=most), field=field)
    return int(text)
