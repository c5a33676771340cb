"""An artist's own standing, and the page on which members vouch for each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.admission_policy import current_policy
from fediart.actions.trust import Standing, may_vouch, standing, vouch, withdraw_vouch
from fediart.admission.policy import Trust
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store import actors, trust
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.trust import Vouch
from fediart.web import pages, people
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.upload_form import by_field


@dataclass(frozen=True, slots=True)
class Word:
    """A vouch as pages show it: `name` and `shown_name` are of the member it names. `ended` is 0 while it holds."""

    name: str
    shown_name: str
    words: str
    given: int
    ended: int
    why: str


@dataclass(frozen=True, slots=True)
class StandingPage(Page):
    """`ways` are the policy's, `paused_until` is 0 for a member who may vouch as far as that goes."""

    template: ClassVar[str] = "settings/trust.html"
    standing: Standing
    ways: Trust
    vouches: tuple[Word, ...]
    given: tuple[Word, ...]
    why_not: str
    paused_until: int


@dataclass(frozen=True, slots=True)
class VouchPage(Page):
    """`why_not` says why this member may not vouch, or is empty; `given` that they do already."""

    template: ClassVar[str] = "vouch.html"
    name: str
    shown_name: str
    why_not: str
    given: bool
    words: str
    errors: Mapping[str, str]


async def show(request: web.Request) -> web.StreamResponse:
    who, now = viewer(request), site_of(request).clock.now()
    async with site_of(request).db.reading() as tx:
        policy = await current_policy(tx)
        own = await standing(tx, who.actor.id, policy)
        given = await trust.given_by(tx, who.actor.id)
        page = StandingPage(
            title=_("Your standing"),
            standing=own,
            ways=policy.trust,
            vouches=await in_words(tx, own.vouches, by="voucher"),
            given=await in_words(tx, given, by="artist"),
            why_not=await may_vouch(tx, who.account, policy, now=now),
            paused_until=await trust.paused_until(tx, who.actor.id, now=now),
        )
    return await pages.show(request, page)


async def in_words(tx: Reading, found: Sequence[Vouch], *, by: str) -> tuple[Word, ...]:
    """Vouches with the names of those who gave them (`by` voucher), or of those they are for (`by` artist)."""
    wanted = {one.voucher_id if by == "voucher" else one.artist_id for one in found}
    known = await actors.by_ids(tx, wanted)
    return tuple(_word(one, known.get(one.voucher_id if by == "voucher" else one.artist_id)) for one in found)


def _word(one: Vouch, person: Actor | None) -> Word:
    name, shown_name = (person.name, person.shown_name) if person else ("", "a former member")
    return Word(name, shown_name, one.words, one.created, one.withdrawn, one.why)


async def show_vouch(request: web.Request) -> web.StreamResponse:
    """`/@NAME/vouch`."""
    return await _vouch_page(request)


async def send_vouch(request: web.Request) -> web.StreamResponse:
    """Gives one's word, or takes it back where the form says so."""
    site, who, said = site_of(request), viewer(request).account, await answers(request)
    name = request.match_info["handle"]
    if said.get("take_back") == "1":
        await withdraw_vouch(site, who, name)
        return pages.go(request, f"/@{name}", notice=_("You no longer vouch for them."))
    async with site.db.reading() as tx:
        policy = await current_policy(tx)
    try:
        await vouch(site, who, name, said.get("words", ""), policy)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _vouch_page(request, words=said.get("words", ""), errors=by_field(problem))
    return pages.go(request, f"/@{name}", notice=_("You vouch for them. You can take it back at any time."))


async def _vouch_page(
    request: web.Request, *, words: str = "", errors: Mapping[str, str] | None = None
) -> web.StreamResponse:
    site, who = site_of(request), viewer(request)
    async with site.db.reading() as tx:
        artist = await people.local_artist(tx, request.match_info["handle"])
        if artist.id == who.actor.id:
            raise NotFound(_("Nobody can vouch for themselves."))
        given = [one for one in await trust.given_by(tx, who.actor.id) if one.artist_id == artist.id]
        why_not = await may_vouch(tx, who.account, await current_policy(tx), now=site.clock.now())
    page = VouchPage(
        title=_("Vouch for %(name)s", name=artist.shown_name),
        name=artist.name,
        shown_name=artist.shown_name,
        why_not=why_not,
        given=bool(given),
        words=words or (given[0].words if given else ""),
        errors=errors or {},
    )
    return await pages.show(request, page, status=422 if errors else 200)
