"""`/@NAME/commissions`: what an artist offers, for everybody to read; and the form by which one asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from aiohttp import web

from fediart.actions import commission_asking
from fediart.actions.commission_asking import LONGEST, Request
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store import commission_offers, work_profiles
from fediart.store.actors import Actor
from fediart.store.work_profiles import CLOSED, OPEN, Words, WorkProfile
from fediart.translate.rights import artist_policy
from fediart.web import pages, people
from fediart.web.artist_face import Face, face_of
from fediart.web.commission_words import OFFER_STATES, WORK_STATES, ShownOffer, shown_offers
from fediart.web.people import Profile
from fediart.web.render import Page
from fediart.web.request import (
    address_of,
    answers,
    number_in,
    set_rights,
    settings_of,
    site_of,
    viewer_of,
)
from fediart.web.seeing import seeing
from fediart.web.upload_form import by_field


@dataclass(frozen=True, slots=True)
class CommissionsPage(Page):
    """`state` is the artist's own word: open, waiting, closed. `visitors`: one needs no account to ask."""

    template: ClassVar[str] = "commissions/offers.html"
    profile: Profile
    face: Face
    offers: tuple[ShownOffer, ...]
    state: str
    words: str
    terms: str
    where: str
    remote: bool
    works_in: Words
    visitors: bool
    offer_states: Mapping[str, str] = field(default_factory=lambda: OFFER_STATES)
    work_states: Mapping[str, str] = field(default_factory=lambda: WORK_STATES)


@dataclass(frozen=True, slots=True)
class AskPage(Page):
    """`sent` is the address a mail went to, once the form was sent by a visitor."""

    template: ClassVar[str] = "commissions/ask.html"
    artist: str
    artist_path: str
    offer: ShownOffer
    terms: str
    given: Request
    visitor: bool
    sent: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    longest: Mapping[str, int] = field(default_factory=lambda: LONGEST)


async def show(request: web.Request) -> web.StreamResponse:
    viewer = people.viewer_id(request)
    async with site_of(request).db.reading() as tx:
        artist = await people.local_artist(tx, request.match_info["handle"])
        profile, face = await people.profile(tx, request, artist), await face_of(tx, request, artist)
        own = await work_profiles.of_actor(tx, artist.id)
        works_in = (await work_profiles.words_of(tx, [artist.id])).get(artist.id, Words())
        offers = await commission_offers.of_artist(tx, artist.id)
        examples = await commission_offers.examples_of(tx, [one.id for one in offers])
        eyes = await seeing(request, tx)
        listed = await shown_offers(tx, offers, examples, viewer=viewer, eyes=eyes)
    set_rights(request, artist_policy(artist, settings_of(request)), page=artist.url)
    own = own or WorkProfile(artist.id, state=OPEN if offers else CLOSED)
    page = CommissionsPage(
        title=_("Commissions by %(name)s", name=artist.shown_name),
        profile=profile,
        face=face,
        offers=listed,
        state=own.state,
        words=own.words,
        terms=own.terms,
        where=own.place,
        remote=bool(own.remote),
        works_in=works_in,
        visitors=bool(own.visitors),
    )
    return await pages.show(request, page)


async def show_form(request: web.Request) -> web.StreamResponse:
    return await _form(request, Request("", ""), {})


async def send(request: web.Request) -> web.StreamResponse:
    site, viewer, given = site_of(request), viewer_of(request), await answers(request)
    wanted = Request(*(given.get(name, "") for name in ("title", "words", "name", "email")))
    async with site.db.reading() as tx:
        artist = await people.local_artist(tx, request.match_info["handle"])
    try:
        if viewer is not None:
            made = await commission_asking.ask_as_member(site, viewer.actor, artist.id, number_in(request), wanted)
            notice = _("%(name)s has your request. You are told when there is an answer.", name=artist.shown_name)
            return pages.go(request, f"/commissions/{made}", notice=notice)
        await commission_asking.ask_as_visitor(site, artist.id, number_in(request), wanted, address=address_of(request))
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _form(request, wanted, by_field(problem))
    return await _form(request, wanted, {}, sent=wanted.email)


async def _form(
    request: web.Request, given: Request, errors: Mapping[str, str], *, sent: str = ""
) -> web.StreamResponse:
    viewer = viewer_of(request)
    artist, own, shown = await _offer(request)
    if viewer is None and not own.visitors:
        return web.Response(status=303, headers={"Location": f"/log-in?next={request.rel_url.raw_path}"})
    page = AskPage(
        title=_("Ask %(name)s for a commission", name=artist.shown_name),
        artist=artist.shown_name,
        artist_path=f"/@{artist.name}",
        offer=shown,
        terms=own.terms,
        given=given,
        visitor=viewer is None,
        sent=sent,
        errors=errors,
    )
    set_rights(request, artist_policy(artist, settings_of(request)), page=artist.url)
    return await pages.show(request, page, status=422 if errors else 200)


async def _offer(request: web.Request) -> tuple[Actor, WorkProfile, ShownOffer]:
    """Whose it is, what they say of their work, and the offer itself. Raises NotFound."""
    async with site_of(request).db.reading() as tx:
        artist = await people.local_artist(tx, request.match_info["handle"])
        found = await commission_offers.by_id(tx, number_in(request), artist.id)
        if found is None:
            raise NotFound(_("There is no such commission here."))
        own = await work_profiles.of_actor(tx, artist.id) or WorkProfile(artist.id, state=OPEN)
        examples = await commission_offers.examples_of(tx, [found.id])
        viewer, eyes = people.viewer_id(request), await seeing(request, tx)
        shown = await shown_offers(tx, [found], examples, viewer=viewer, eyes=eyes)
    return artist, own, shown[0] if own.state != CLOSED else replace(shown[0], takes=False)
