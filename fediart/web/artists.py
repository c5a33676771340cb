"""The directory of artists who are open for work: by medium, style, language, price and place; nobody is ranked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlencode

from aiohttp import web

from fediart.actions.money import CURRENCIES, amount_from, price
from fediart.errors import Problem
from fediart.language import _
from fediart.store import actors, artists, commission_offers, gallery, threads, work_profiles
from fediart.store.artists import Wanted
from fediart.store.commission_offers import Offer
from fediart.store.database import Reading
from fediart.store.work_profiles import Words, WorkProfile
from fediart.web import pages, people
from fediart.web.commission_words import WORK_STATES
from fediart.web.paging import cursor_of, older
from fediart.web.render import Page
from fediart.web.request import site_of
from fediart.web.seeing import seeing
from fediart.web.showing import Card, Person, cards, person

ON_A_PAGE = 24
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Listing:
    """An artist in the directory. `price` is their lowest, in words, or empty; `state` is open or waiting."""

    person: Person
    state: str
    place: str
    remote: bool
    words: str
    works_in: Words
    price: str
    offers: bool
    works: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class ArtistsPage(Page):
    """`given` is what was asked for, as typed; `any` whether anything was."""

    template: ClassVar[str] = "artists.html"
    listings: tuple[Listing, ...]
    given: Mapping[str, str]
    any: bool
    first: bool
    older: str
    currencies: tuple[tuple[str, str], ...] = (("", "–"), *((one, one) for one in CURRENCIES))
    work_states: Mapping[str, str] = field(default_factory=lambda: WORK_STATES)


_ASKED = ("medium", "style", "language", "place", "most", "currency", "remote", "now")


async def show(request: web.Request) -> web.StreamResponse:
    given = {name: request.query.get(name, "").strip()[:LONGEST] for name in _ASKED}
    before = cursor_of(request)
    viewer = people.viewer_id(request)
    async with site_of(request).db.reading() as tx:
        found = await artists.open_for(tx, _wanted(given), viewer=viewer, before=before, limit=ON_A_PAGE)
        listings = await _listings(tx, request, [actor_id for _since, actor_id in found.artists])
    asked = {name: text for name, text in given.items() if text}
    path = f"/artists?{urlencode(asked)}" if asked else "/artists"
    page = ArtistsPage(
        title=_("Artists open for work"),
        listings=listings,
        given=given,
        any=bool(asked),
        first="before" not in request.query,
        older=older(path, *found.next) if found.next else "",
    )
    return await pages.show(request, page)


def _wanted(given: Mapping[str, str]) -> Wanted:
    """An amount that is none, or without its currency, asks for nothing: a link must not end in an error."""
    currency = given["currency"] if given["currency"] in CURRENCIES else ""
    try:
        most = amount_from(given["most"], field="most") if currency else 0
    except Problem:
        most = 0
    return Wanted(
        medium=given["medium"].lower(),
        style=given["style"].lower(),
        language=given["language"].lower(),
        currency=currency,
        most=most,
        place=given["place"],
        remote=given["remote"] == "1",
        now=given["now"] == "1",
    )


async def _listings(tx: Reading, request: web.Request, ids: list[int]) -> tuple[Listing, ...]:
    """A handful of questions for the whole page, however many artists are on it."""
    known = await actors.by_ids(tx, ids)
    faces = await threads.faces_of(tx, known.values())
    profiles = await work_profiles.of_actors(tx, ids)
    words = await work_profiles.words_of(tx, ids)
    states = await work_profiles.open_for_work(tx, ids)
    offers = await commission_offers.of_artists(tx, ids)
    newest = await artists.newest_works(tx, ids)
    eyes = await seeing(request, tx)
    wanted = [work for works in newest.values() for work in works]
    hung = {work.id: work for work in await gallery.by_ids(tx, wanted, viewer=people.viewer_id(request))}
    host = site_of(request).config.instance.host
    return tuple(
        Listing(
            person=person(known[one], faces.get(one, ""), host=host),
            state=states[one].state,
            place=states[one].place,
            remote=states[one].remote,
            words=_short(profiles[one]),
            works_in=words.get(one, Words()),
            price=_lowest(offers.get(one, [])),
            offers=states[one].offers,
            works=cards([hung[work] for work in newest.get(one, []) if work in hung], eyes=eyes),
        )
        for one in ids
        if one in known and one in states
    )


def _short(profile: WorkProfile) -> str:
    words = " ".join(profile.words.split())
    return words if len(words) <= 180 else words[:180].rstrip() + "…"


def _lowest(offers: list[Offer]) -> str:
    priced = [one for one in offers if one.price_from]
    if not priced:
        return ""
    alike = [one for one in priced if one.currency == priced[0].currency]  # currencies are not compared
    first = min(alike, key=lambda one: one.price_from)
    return _("from %(price)s", price=price(first.price_from, 0, first.currency))
