"""What waits for a moderator because of its words: the moderators' list, and each member's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions import held_deeds, newcomers
from fediart.actions.newcomers import why_words
from fediart.actions.sign_up_settings import save_newcomers
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.store import actors, held_words
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.gate_settings import read_gates
from fediart.store.held_words import (
    FIRST,
    LET,
    LIMITED,
    LINKS,
    REFUSED,
    RULE,
    STRANGERS,
    TAKEN_BACK,
    WAITING,
    HeldWords,
)
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, viewer
from fediart.web.upload_form import by_field
from fediart.web.word_rules import PLACE_WORDS

PATH: Final = "/admin/words"
OWN: Final = "/settings/held"
NEWCOMERS: Final = "/admin/words/newcomers"
ON_A_PAGE: Final = 50
_FIELDS: Final = ("new_days", "new_held", "new_links", "new_strangers", "new_follows")
WHY: Final[Mapping[str, str]] = {
    RULE: N_("A rule fits"),
    LINKS: N_("Many links, new account"),
    STRANGERS: N_("Names many strangers, new account"),
    FIRST: N_("First posts"),
    LIMITED: N_("A rule limited this person"),
}
STATES: Final[Mapping[str, str]] = {
    WAITING: N_("waits for a moderator"),
    LET: N_("let through"),
    REFUSED: N_("not let through"),
    TAKEN_BACK: N_("taken back"),
}


@dataclass(frozen=True, slots=True)
class HeldPage(Page):
    """`people` are who wrote it, by their numbers; `refused` what was not let through lately."""

    template: ClassVar[str] = "gates/held.html"
    waiting: Sequence[HeldWords]
    refused: Sequence[HeldWords]
    people: Mapping[int, Actor]
    older: str
    is_first: bool
    why: Mapping[str, str] = field(default_factory=lambda: WHY)
    places: Mapping[str, str] = field(default_factory=lambda: PLACE_WORDS)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwnPage(Page):
    """`mine` are pairs of what waits or waited and why; `until` is when a newcomer is none any more (ms), 0 for others;
    `brakes` what holds until then."""

    template: ClassVar[str] = "gates/own.html"
    mine: Sequence[tuple[HeldWords, str]]
    until: int
    brakes: Sequence[str]
    places: Mapping[str, str] = field(default_factory=lambda: PLACE_WORDS)
    states: Mapping[str, str] = field(default_factory=lambda: STATES)


@dataclass(frozen=True, slots=True)
class NewcomersPage(Page):
    """`told` is what newcomers read."""

    template: ClassVar[str] = "gates/newcomers.html"
    given: Mapping[str, str]
    told: Sequence[str]
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, {})


async def act(request: web.Request) -> web.StreamResponse:
    """`/admin/words/ID/let` and `/keep`."""
    site, by, number = site_of(request), viewer(request).account, number_in(request)
    try:
        if request.match_info["deed"] == "let":
            await held_deeds.let_through(site, by, number)
            return pages.go(request, PATH, notice=_("It is let through."))
        await held_deeds.keep_back(site, by, number, (await answers(request)).get("note", ""))
    except NotFound as gone:
        return pages.go(request, PATH, notice=gone.message)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, by_field(problem))
    return pages.go(request, PATH, notice=_("It stays back."))


async def show_own(request: web.Request) -> web.StreamResponse:
    """What of one's own waits, and what holds while one is new."""
    site, actor = site_of(request), viewer(request).actor
    async with site.db.reading() as tx:
        mine = await held_words.of_actor(tx, actor.id)
        new = await newcomers.newcomer(tx, site, actor)
    page = OwnPage(
        title=_("What waits"),
        mine=[(one, why_words(one.why)) for one in mine],
        until=new.until if new else 0,
        brakes=newcomers.told(new.gates) if new else (),
    )
    return await pages.show(request, page)


async def take_back(request: web.Request) -> web.StreamResponse:
    await held_deeds.take_back(site_of(request), viewer(request).actor, number_in(request))
    return pages.go(request, OWN, notice=_("It is taken back and goes out to nobody."))


async def show_newcomers(request: web.Request) -> web.StreamResponse:
    return await _newcomers(request, None, {})


async def save(request: web.Request) -> web.StreamResponse:
    given = await answers(request)
    wanted = {name: _number(given.get(name, "")) for name in _FIELDS}
    try:
        await save_newcomers(site_of(request), viewer(request).account, wanted)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _newcomers(request, given, by_field(problem))
    return pages.go(request, NEWCOMERS, notice=_("Saved. It holds from now on."))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else -1


async def _newcomers(
    request: web.Request, given: Mapping[str, str] | None, errors: Mapping[str, str]
) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        gates = await read_gates(tx)
    kept = {name: str(getattr(gates, name)) for name in _FIELDS}
    page = NewcomersPage(
        title=_("Newcomers"), given={**kept, **(given or {})}, told=newcomers.told(gates), errors=errors
    )
    return await pages.show(request, page, status=422 if errors else 200)


async def _page(request: web.Request, errors: Mapping[str, str]) -> web.StreamResponse:
    word = request.query.get("before", "")
    before = int(word) if word.isdecimal() and len(word) < 19 else 2**62
    async with site_of(request).db.reading() as tx:
        found = await held_words.waiting(tx, before=before, limit=ON_A_PAGE + 1)
        refused = await held_words.refused(tx)
        people = await _people(tx, (*found, *refused))
    page = HeldPage(
        title=_("Held words"),
        waiting=found[:ON_A_PAGE],
        refused=refused,
        people=people,
        older=f"{PATH}?before={found[ON_A_PAGE - 1].id}" if len(found) > ON_A_PAGE else "",
        is_first=not word,
        errors=errors,
    )
    return await pages.show(request, page, status=422 if errors else 200)


async def _people(tx: Reading, found: Sequence[HeldWords]) -> Mapping[int, Actor]:
    return await actors.by_ids(tx, {one.actor_id for one in found})
