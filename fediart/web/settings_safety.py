"""Settings: a second step to log in, with an authenticator app and recovery codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final
from urllib.parse import quote

from aiohttp import web

from fediart.actions import second_factor
from fediart.actions.one_time_codes import address, spelled
from fediart.errors import Problem, TooOften
from fediart.language import _
from fediart.store import passkeys, second_factors
from fediart.store.passkeys import Passkey
from fediart.web import pages, passkey_asking
from fediart.web.qr_code import drawn
from fediart.web.render import Page
from fediart.web.request import address_of, answers, settings_of, site_of, viewer
from fediart.web.upload_form import by_field

PATH: Final = "/settings/safety"
FEW: Final = 3  # recovery codes left, at which somebody is told to make new ones


@dataclass(frozen=True, slots=True)
class SafetyPage(Page):
    """`since` is when (ms) the second step was turned on, 0 for not; `has_app` that it is an app's code. `new_passkey`
    is what the browser is asked for another one."""

    template: ClassVar[str] = "settings/safety.html"
    since: int
    codes_left: int
    passkeys: Sequence[Passkey]
    new_passkey: str
    has_app: bool
    few: int = FEW


@dataclass(frozen=True, slots=True)
class SetUpPage(Page):
    """`square` is a picture as a `data:` address, `link` opens an app on this device, `secret` is for typing."""

    template: ClassVar[str] = "settings/safety_app.html"
    square: str
    link: str
    secret: str
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CodesPage(Page):
    """Recovery codes, shown this once. `file` is what they say as a text file."""

    template: ClassVar[str] = "settings/safety_codes.html"
    codes: Sequence[str]
    file: str
    file_name: str


async def show(request: web.Request) -> web.StreamResponse:
    who = viewer(request)
    async with site_of(request).db.reading() as tx:
        left = await second_factors.recovery_left(tx, who.account.id)
        app = await second_factors.authenticator(tx, who.account.id)
        mine = await passkeys.of_account(tx, who.account.id)
    page = SafetyPage(
        title=_("Safety"),
        since=who.account.two_factors,
        codes_left=left,
        passkeys=mine,
        new_passkey=passkey_asking.ask_new(request, who, mine),
        has_app=app is not None and bool(app.confirmed),
    )
    return await pages.show(request, page)


async def start(request: web.Request) -> web.StreamResponse:
    """The secret, for the app to read; nothing changes until its first code comes back."""
    return await _set_up(request)


async def turn_on(request: web.Request) -> web.StreamResponse:
    site, who = site_of(request), viewer(request).account
    code = (await answers(request)).get("code", "")[:100]
    try:
        codes = await second_factor.turn_on(site, who, code, address=address_of(request))
    except TooOften:
        raise
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _set_up(request, problem)
    return await show_codes(request, _("The second step is on"), codes)


async def turn_off(request: web.Request) -> web.StreamResponse:
    await second_factor.turn_off(site_of(request), viewer(request).account)
    return pages.go(request, PATH, notice=_("The second step is off. Your password alone logs you in again."))


async def renew_codes(request: web.Request) -> web.StreamResponse:
    who = viewer(request).account
    if not who.two_factors:
        return pages.go(request, PATH)
    return await show_codes(request, _("New recovery codes"), await second_factor.renew_codes(site_of(request), who))


async def _set_up(request: web.Request, problem: Problem | None = None) -> web.StreamResponse:
    who = viewer(request)
    secret = await second_factor.start(site_of(request), who.account)
    link = address(secret, instance=settings_of(request).name, name=who.actor.handle)
    page = SetUpPage(
        title=_("Set up an authenticator app"),
        square=drawn(link),
        link=link,
        secret=spelled(secret),
        errors=by_field(problem) if problem else {},
    )
    return await pages.show(request, page, status=problem.status if problem else 200)


async def show_codes(request: web.Request, title: str, codes: Sequence[str]) -> web.StreamResponse:
    """Recovery codes, on the one page that ever has them."""
    host = site_of(request).config.instance.host
    told = _(
        "Recovery codes for @%(name)s at %(host)s. Each one works once, instead of a code of your app.",
        name=viewer(request).actor.name,
        host=host,
    )
    text = "\n".join((told, "", *codes, ""))
    page = CodesPage(
        title=title,
        codes=codes,
        file=f"data:text/plain;charset=utf-8,{quote(text)}",
        file_name=f"recovery-codes-{host.partition(':')[0]}.txt",
    )
    return await pages.show(request, page)
