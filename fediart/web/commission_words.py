"""What pages say of commissions and jobs in words: states, prices, times; translated where they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from fediart.actions.money import price
from fediart.errors import Problem
from fediart.language import N_, _, ngettext
from fediart.store.commission_offers import CLOSED, FULL, OPEN, WAITING, Offer
from fediart.store.commissions import Commission
from fediart.store.database import Reading
from fediart.store.gallery import by_ids
from fediart.web.seeing import Seeing
from fediart.web.showing import Card, cards

STATES: Final[Mapping[str, str]] = {
    "unconfirmed": N_("Not sent yet"),
    "asked": N_("Asked"),
    "accepted": N_("Accepted"),
    "in-progress": N_("In progress"),
    "delivered": N_("Delivered"),
    "completed": N_("Completed"),
    "declined": N_("Declined"),
    "withdrawn": N_("Withdrawn"),
}
OFFER_STATES: Final[Mapping[str, str]] = {
    OPEN: N_("Open"), WAITING: N_("Waiting list"), FULL: N_("All slots taken"), CLOSED: N_("Closed"),
}  # fmt: skip
WORK_STATES: Final[Mapping[str, str]] = {
    OPEN: N_("Open for work"), WAITING: N_("Waiting list"), CLOSED: N_("Not open for work now"),
}  # fmt: skip
OFFER_CHOICES: Final = (
    (OPEN, N_("Open"), N_("People can ask for it.")),
    (WAITING, N_("Waiting list only"), N_("People can ask, and know that it takes a while.")),
    (CLOSED, N_("Closed"), N_("It is shown, and nobody can ask.")),
)
WORK_CHOICES: Final = (
    (OPEN, N_("Open for work"), N_("Your page says so, and the directory lists you.")),
    (WAITING, N_("Waiting list"), N_("You are busy: people can ask, and wait.")),
    (CLOSED, N_("Not open now"), N_("Your offers stay on your page; nobody can ask. You are not in the directory.")),
)


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """`now` is open, waiting, full or closed; `free` how many slots are left, or -1 where they are not counted."""

    id: int
    title: str
    included: str
    terms: str
    price: str
    duration: str
    now: str
    state: str
    slots: int
    free: int
    takes: bool
    examples: tuple[Card, ...]


def said(choices: Sequence[tuple[str, str, str]]) -> tuple[tuple[str, str, str], ...]:
    """Choices of a form in the language of whoever reads."""
    return tuple((word, _(title), _(text) if text else "") for word, title, text in choices)


def duration(days: int) -> str:
    """How long it usually takes; empty where that is not said."""
    if not days:
        return ""
    if days >= 14 and days % 7 == 0:
        return ngettext("about %(count)s week", "about %(count)s weeks", days // 7)
    return ngettext("about %(count)s day", "about %(count)s days", days)


async def shown_offers(
    tx: Reading, offers: list[Offer], examples: Mapping[int, list[int]], *, viewer: int, eyes: Seeing
) -> tuple[ShownOffer, ...]:
    """With those examples that this viewer may, and wants to, see."""
    wanted = {one for listed in examples.values() for one in listed}
    found = await by_ids(tx, sorted(wanted), viewer=viewer)
    works = {work.id: work for work in found if not eyes.hides_work(work)}
    return tuple(
        ShownOffer(
            id=one.id,
            title=one.title,
            included=one.included,
            terms=one.terms,
            price=price(one.price_from, one.price_to, one.currency),
            duration=duration(one.days),
            now=one.now,
            state=one.state,
            slots=one.slots,
            free=max(one.slots - one.taken, 0) if one.slots else -1,
            takes=one.takes,
            examples=cards([works[work] for work in examples.get(one.id, ()) if work in works], eyes=eyes),
        )
        for one in offers
    )


def agreed_words(one: Commission) -> str:
    """The agreed price; empty where none was noted."""
    return price(one.price, 0, one.currency) if one.price else ""


def date_from(text: str, *, field: str) -> int:
    """What a date field holds as the last moment of that day, UTC, in milliseconds; 0 for nothing. Raises Problem."""
    if not text:
        return 0
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise Problem(_("Give the day as 2027-03-31."), field=field) from None
    return int(day.timestamp() * 1000) + 24 * 3_600_000 - 1


def date_typed(moment: int) -> str:
    """As a date field holds it; empty for 0."""
    return datetime.fromtimestamp(moment / 1000, UTC).strftime("%Y-%m-%d") if moment else ""
