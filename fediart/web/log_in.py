"""Logging in and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar

from aiohttp import web

from fediart.actions import logging_in
from fediart.actions.accounts import resend_confirmation
from fediart.actions.logging_in import HalfWay, Unconfirmed
from fediart.errors import Problem, TooOften
from fediart.language import _
from fediart.web import log_in_second, pages, passkey_asking
from fediart.web.render import Page
from fediart.web.request import answers, own_path, site_of, viewer, viewer_of
from fediart.web.sessions import browser_of, hand_out, take_away
from fediart.web.upload_form import by_field


@dataclass(frozen=True, slots=True)
class LogInPage(Page):
    """`next` is the path to go to afterwards, `passkeys` what the browser is asked (web/passkey_asking.py)."""

    template: ClassVar[str] = "account/log_in.html"
    next: str
    passkeys: str
    name: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    target = own_path(request.query.get("next", "/home"))
    if viewer_of(request) is not None and "again" not in request.query:  # with it, as somebody else perhaps
        return pages.go(request, target)
    return await pages.show(request, _page(request, target))


async def send(request: web.Request) -> web.StreamResponse:
    given = await answers(request)
    target = own_path(given.get("next") or "/home")
    typed = (await request.post()).get("password", "")
    try:
        token = await logging_in.log_in(
            site_of(request),
            given.get("name", "")[:254],
            typed if isinstance(typed, str) else "",
            browser_of(request),
        )
    except TooOften:
        raise
    except HalfWay as half:
        return log_in_second.go_on(request, half.token, target)
    except Unconfirmed as unconfirmed:
        await resend_confirmation(site_of(request), unconfirmed.account)
        words = _("%(message)s We have just sent another one.", message=unconfirmed.message)
        return await again(request, target, given, {"": words}, unconfirmed.status)
    except Problem as problem:
        return await again(request, target, given, by_field(problem), problem.status)
    response = pages.go(request, target)
    hand_out(request, response, token)
    return response


async def log_out(request: web.Request) -> web.StreamResponse:
    who = viewer(request)
    await logging_in.log_out(site_of(request), who.account.id, who.session)
    response = pages.go(request, "/", notice=_("You are logged out."))
    take_away(request, response)
    return response


async def again(
    request: web.Request, target: str, given: Mapping[str, str], errors: Mapping[str, str], status: int
) -> web.StreamResponse:
    """The page once more, with what was wrong."""
    return await pages.show(request, _page(request, target, given.get("name", ""), errors), status=status)


def _page(
    request: web.Request, target: str, name: str = "", errors: Mapping[str, str] = MappingProxyType({})
) -> LogInPage:
    asked = passkey_asking.ask(request, passkey_asking.LOG_IN, verified=True)
    return LogInPage(title=_("Log in"), next=target, passkeys=asked, name=name, errors=errors)
