"""The second step of logging in: a code of one's app, a recovery code, or a passkey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final
from urllib.parse import urlencode

from aiohttp import web

from fediart.actions import passkeys, second_factor
from fediart.actions.logging_in import HALF_LASTS
from fediart.errors import NotFound, Problem, TooOften
from fediart.language import _
from fediart.store import passkeys as stored
from fediart.store.accounts import Account
from fediart.web import pages, passkey_asking
from fediart.web.cookies import drop_cookie, read_cookie, set_cookie
from fediart.web.render import Page
from fediart.web.request import answers, own_path, site_of
from fediart.web.sessions import browser_of, hand_out
from fediart.web.upload_form import by_field

PATH: Final = "/log-in/second"
_COOKIE: Final = "half"


@dataclass(frozen=True, slots=True)
class SecondStepPage(Page):
    """`next` is the path to go to afterwards; `passkeys` what the browser is asked, nothing for who has none."""

    template: ClassVar[str] = "account/second_step.html"
    next: str
    passkeys: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


def go_on(request: web.Request, half: str, target: str) -> web.Response:
    """To the second step, which this browser alone can take."""
    response = pages.go(request, f"{PATH}?{_query(target)}")
    set_cookie(request, response, _COOKIE, half, seconds=HALF_LASTS // 1000)
    return response


async def show(request: web.Request) -> web.StreamResponse:
    target = own_path(request.query.get("next", "/home"))
    try:
        account = await second_factor.waiting(site_of(request), read_cookie(request, _COOKIE))
    except NotFound as gone:
        return pages.go(request, f"/log-in?{_query(target)}", notice=gone.message)
    return await _page(request, account, target)


async def send(request: web.Request) -> web.StreamResponse:
    given = await answers(request)
    target = own_path(given.get("next") or "/home")
    try:
        account = await second_factor.waiting(site_of(request), read_cookie(request, _COOKIE))
        token = await _finished(request, given)
    except TooOften:
        raise
    except NotFound as gone:
        return pages.go(request, f"/log-in?{_query(target)}", notice=gone.message)
    except Problem as problem:
        return await _page(request, account, target, problem)
    return enter(request, token, target)


def enter(request: web.Request, token: str, target: str) -> web.Response:
    """Logged in: to where they wanted to go."""
    response = pages.go(request, target)
    drop_cookie(request, response, _COOKIE)
    hand_out(request, response, token)
    return response


async def _finished(request: web.Request, given: Mapping[str, str]) -> str:
    site, half = site_of(request), read_cookie(request, _COOKIE)
    if given.get("passkey"):
        answer = passkey_asking.answer(request, passkey_asking.SECOND, given["passkey"])
        return await passkeys.finish(site, half, answer, browser_of(request))
    return await second_factor.finish(site, half, given.get("code", "")[:100], browser_of(request))


async def _page(
    request: web.Request, account: Account, target: str, problem: Problem | None = None
) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        known = await stored.of_account(tx, account.id)
    page = SecondStepPage(
        title=_("One more step"),
        next=target,
        passkeys=passkey_asking.ask(request, passkey_asking.SECOND, known) if known else "",
        errors=by_field(problem) if problem else {},
    )
    return await pages.show(request, page, status=problem.status if problem else 200)


def _query(target: str) -> str:
    return urlencode({"next": target})
