"""Signing up: the form as the instance's door has it, and what happens after it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import site_rules
from fediart.actions.accounts import SignUp, sign_up
from fediart.actions.logging_in import log_in
from fediart.actions.names import LONGEST_NAME, SHORTEST_PASSWORD
from fediart.actions.sign_up_queue import place_of, place_words
from fediart.errors import NotAllowed, Problem, TooOften
from fediart.language import _
from fediart.store import invitations, sign_ups
from fediart.store.gate_settings import GateSettings, read_gates
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import address_of, answers, settings_of, site_of, viewer_of
from fediart.web.sessions import browser_of, hand_out
from fediart.web.upload_form import by_field


@dataclass(frozen=True, slots=True)
class JoinPage(Page):
    """`door` is open, approval, invitation or closed; `question` what moderators want to know, empty for the usual.
    `queued` wait for their turn, of whom `each` are let in a day; 0 where nobody has to."""

    template: ClassVar[str] = "account/join.html"
    door: str
    rules: tuple[str, ...]
    host: str
    question: str = ""
    queued: int = 0
    each: int = 0
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    longest_name: int = LONGEST_NAME
    shortest_password: int = SHORTEST_PASSWORD


@dataclass(frozen=True, slots=True)
class JoinedPage(Page):
    """What to do next: look for a mail."""

    template: ClassVar[str] = "account/joined.html"
    email: str
    door: str
    queued: int = 0
    each: int = 0


async def show(request: web.Request) -> web.StreamResponse:
    if viewer_of(request) is not None:
        return pages.go(request, "/home")
    code = request.query.get("invitation", "")[:100]
    return await _form(request, await _door(request, code), {"invitation": code}, {})


async def send(request: web.Request) -> web.StreamResponse:
    given = await answers(request)
    site, address = site_of(request), address_of(request)
    wanted = SignUp(
        name=given.get("name", ""),
        email=given.get("email", ""),
        password=await _password(request),
        reason=given.get("reason", ""),
        invitation=given.get("invitation", "")[:100],
    )
    try:
        if given.get("agreed") != "1":
            raise Problem(_("Read the rules and tick the box if you agree with them."), field="agreed")
        made = await sign_up(site, wanted, address=address)
    except (NotAllowed, TooOften):
        raise
    except Problem as problem:
        return await _form(request, await _door(request, wanted.invitation), given, by_field(problem), status=422)
    if made.usable:
        token = await log_in(site, wanted.name, wanted.password, browser_of(request))
        response = pages.go(request, "/settings/profile", notice=_("Welcome! Say who you are, then show your work."))
        hand_out(request, response, token)
        return response
    if site.config.instance.development:
        async with site.db.reading() as tx:
            place = await place_of(tx, made.account) if made.account else None
        words = _("A moderator has to approve your account before you can log in.")
        return pages.go(request, "/log-in", notice=place_words(place) if place else words)
    gates, queued = await _queue(request, wanted.invitation)
    page = JoinedPage(
        title=_("Look at your mail"), email=wanted.email, door=settings_of(request).registrations, queued=queued,
        each=gates.per_day,
    )  # fmt: skip
    return await pages.show(request, page)


async def _queue(request: web.Request, invitation: str) -> tuple[GateSettings, int]:
    """How many wait for their turn, where one who signs up now would have to."""
    async with site_of(request).db.reading() as tx:
        gates = await read_gates(tx)
        waits = gates.per_day and settings_of(request).registrations == "open" and not invitation
        return gates, await sign_ups.in_queue(tx) if waits else 0


async def _password(request: web.Request) -> str:
    """As typed: spaces at its ends belong to a password."""
    value = (await request.post()).get("password", "")
    return value if isinstance(value, str) else ""


async def _door(request: web.Request, code: str) -> str:
    mode = settings_of(request).registrations
    if mode not in ("approval", "invitation") or not code:
        return mode
    site = site_of(request)
    async with site.db.reading() as tx:
        return "open" if await invitations.is_open(tx, code, now=site.clock.now()) else mode


async def _form(
    request: web.Request, door: str, given: Mapping[str, str], errors: Mapping[str, str], *, status: int = 200
) -> web.StreamResponse:
    settings = settings_of(request)
    gates, queued = await _queue(request, given.get("invitation", ""))
    async with site_of(request).db.reading() as tx:
        rules = await site_rules.in_words(tx, settings.rules)
    page = JoinPage(
        title=_("Join %(name)s", name=settings.name),
        door=door,
        rules=rules,
        host=site_of(request).config.instance.host,
        question=gates.question,
        queued=queued,
        each=gates.per_day,
        given={name: given.get(name, "") for name in ("name", "email", "reason", "invitation")},
        errors=errors,
    )
    return await pages.show(request, page, status=status)
