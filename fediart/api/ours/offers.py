"""What artists offer as commissions, for everybody to read; one's own to write, open, close and put in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from fediart.actions import commission_offers
from fediart.actions.commission_offers import OfferForm
from fediart.actions.money import typed
from fediart.api.call import Call
from fediart.api.entities.common import Empty
from fediart.api.entities.ours_commissions import OurOffer, OurOpenForWork
from fediart.api.given import Id, asked
from fediart.api.ours import whose
from fediart.api.shown.accounts import account
from fediart.api.shown.ours_commissions import offer
from fediart.errors import NotFound
from fediart.language import _
from fediart.store import commission_offers as rows
from fediart.store import eyes, work_profiles
from fediart.store.commission_offers import Offer
from fediart.store.database import Reading
from fediart.store.visibility import NOBODY
from fediart.store.work_profiles import CLOSED, OPEN, Words, WorkProfile
from fediart.translate.rights import artist_policy
from fediart.web.request import set_rights

State = Literal["open", "waiting", "closed"]


@dataclass(frozen=True, slots=True)
class SaidOfOffer:
    """What is said of an offer; what is left out stays, or is not said."""

    title: str | None = asked("What it is, in a few words.", most=1_000)
    included: str | None = asked("What one gets.", most=20_000)
    terms: str | None = asked("What holds for it.", most=50_000)
    price_from: str | None = asked("The price, or the lowest one, such as `120` or `120.50`.", most=40)
    price_to: str | None = asked("The highest price.", most=40)
    currency: str | None = asked("Such as `EUR`.", most=3)
    days: int | None = asked("How many days it usually takes; 0 for nothing said.", least=0, most=1_000)
    slots: int | None = asked("How many are taken on at a time; 0 for any number.", least=0, most=1_000)
    waiting_list: bool | None = asked("Whether people may ask while all slots are taken.")
    state: State | None = asked("Whether it can be asked for.")
    examples: tuple[Id, ...] | None = asked("One's own published artworks, at most six.", most=50)

    def form(self, before: OfferForm) -> OfferForm:
        """As typed, over what was there."""
        said: dict[str, Any] = {
            name: getattr(self, name) for name in ("title", "included", "terms", "price_from", "price_to", "currency")
        }
        said |= {"state": self.state, "waits": self.waiting_list}
        said["days"] = None if self.days is None else str(self.days or "")
        said["slots"] = None if self.slots is None else str(self.slots or "")
        said["examples"] = None if self.examples is None else tuple(self.examples)
        return replace(before, **{name: value for name, value in said.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Moved:
    """Where it goes."""

    by: int = asked("Places up (below 0) or down.", required=True, default=0, least=-50, most=50)


async def of_account(call: Call) -> OurOpenForWork:
    """Shows how an artist stands to work, and what they offer."""
    async with call.site.db.reading() as tx:
        artist = await whose.artist(tx, call)
        set_rights(call.request, artist_policy(artist, call.settings), page=artist.url)
        own = await work_profiles.of_actor(tx, artist.id)
        works_in = (await work_profiles.words_of(tx, [artist.id])).get(artist.id, Words())
        offers = await rows.of_artist(tx, artist.id)
        own = own or WorkProfile(artist.id, state=OPEN if offers else CLOSED)
        return {
            "account": await account(tx, call, artist),
            "url": f"{artist.url}/commissions",
            "state": own.state,  # type: ignore[typeddict-item]  # one of work_profiles.STATES
            "words": own.words,
            "terms": own.terms,
            "place": own.place,
            "remote": bool(own.remote),
            "visitors": bool(own.visitors),
            "mediums": list(works_in.mediums),
            "styles": list(works_in.styles),
            "languages": list(works_in.languages),
            "offers": await _shown(tx, call, offers),
        }


async def _shown(tx: Reading, call: Call, offers: list[Offer]) -> list[OurOffer]:
    """With those examples that the viewer may see."""
    examples = await rows.examples_of(tx, [one.id for one in offers])
    wanted = {work for listed in examples.values() for work in listed}
    seen = await eyes.seen(tx, wanted, call.viewer_id or NOBODY) if wanted else set()
    return [offer(one, [work for work in examples.get(one.id, ()) if work in seen]) for one in offers]


async def create(call: Call, given: SaidOfOffer) -> OurOffer:
    """Offers something new."""
    number = await commission_offers.save(call.site, call.actor, given.form(OfferForm()))
    return await _own(call, number)


async def change(call: Call, given: SaidOfOffer) -> OurOffer:
    """Changes one of one's own offers."""
    number, me = call.number(), call.actor
    async with call.site.db.reading() as tx:
        found = await rows.by_id(tx, number, me.id)
        examples = await rows.examples_of(tx, [number])
    if found is None:
        raise NotFound(_(whose.ABSENT))
    form = given.form(_as_typed(found, tuple(examples.get(number, ()))))
    await commission_offers.save(call.site, me, form, number)
    return await _own(call, number)


def _as_typed(one: Offer, examples: tuple[int, ...]) -> OfferForm:
    return OfferForm(
        title=one.title,
        included=one.included,
        terms=one.terms,
        price_from=typed(one.price_from),
        price_to=typed(one.price_to),
        currency=one.currency,
        days=str(one.days or ""),
        slots=str(one.slots or ""),
        waits=bool(one.waits),
        state=one.state,
        examples=examples,
    )


async def _own(call: Call, number: int) -> OurOffer:
    async with call.site.db.reading() as tx:
        found = await rows.by_id(tx, number, call.actor.id)
        if found is None:
            raise NotFound(_(whose.ABSENT))
        return (await _shown(tx, call, [found]))[0]


async def move(call: Call, given: Moved) -> list[OurOffer]:
    """Moves one of one's own offers up or down; shows all of them."""
    await commission_offers.shift(call.site, call.actor, call.number(), given.by)
    async with call.site.db.reading() as tx:
        return await _shown(tx, call, await rows.of_artist(tx, call.actor.id))


async def remove(call: Call) -> Empty:
    """Takes an offer away. What was asked before stays with what was said then."""
    await commission_offers.remove(call.site, call.actor, call.number())
    return {}
