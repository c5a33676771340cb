"""Where links in mails lead: confirming an address, choosing a new password; and asking for such a link.

A link alone changes nothing, since programs that check mail for viruses follow links: the page has a button.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import accounts, passwords
from fediart.actions.names import SHORTEST_PASSWORD
from fediart.actions.sign_up_queue import place_of, place_words
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.store.mail_links import CHANGE, CONFIRM, RESET
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import address_of, answers, site_of, viewer_of
from fediart.web.upload_form import by_field

_GONE = N_("This link is used up or too old. Ask for another one.")


@dataclass(frozen=True, slots=True)
class ConfirmPage(Page):
    template: ClassVar[str] = "account/confirm.html"
    path: str


@dataclass(frozen=True, slots=True)
class ForgotPage(Page):
    template: ClassVar[str] = "account/forgot.html"
    sent: bool = False


@dataclass(frozen=True, slots=True)
class ResetPage(Page):
    template: ClassVar[str] = "account/reset.html"
    path: str
    errors: Mapping[str, str] = field(default_factory=dict)
    shortest_password: int = SHORTEST_PASSWORD


async def show_confirm(request: web.Request) -> web.StreamResponse:
    await _demand_link(request, (CONFIRM, CHANGE))
    return await pages.show(request, ConfirmPage(title=_("Confirm your address"), path=request.path))


async def send_confirm(request: web.Request) -> web.StreamResponse:
    site = site_of(request)
    account = await accounts.confirm(site, request.match_info["token"], address=address_of(request))
    if viewer_of(request) is not None:
        return pages.go(request, "/settings/account", notice=_("Your address is confirmed."))
    if not account.approved:
        async with site.db.reading() as tx:
            place = await place_of(tx, account)
        if place is not None:
            return pages.go(request, "/", notice=_("Your address is confirmed.") + " " + place_words(place))
        words = _("Your address is confirmed. A moderator looks at your sign-up now, and you will get a mail.")
        return pages.go(request, "/", notice=words)
    return pages.go(request, "/log-in", notice=_("Your address is confirmed. You can log in now."))


async def show_forgot(request: web.Request) -> web.StreamResponse:
    return await pages.show(request, ForgotPage(title=_("A new password")))


async def send_forgot(request: web.Request) -> web.StreamResponse:
    """The answer is the same whether there is such an account or not."""
    email = (await answers(request)).get("email", "")[:254]
    await passwords.forgot(site_of(request), email, address=address_of(request))
    return await pages.show(request, ForgotPage(title=_("Look at your mail"), sent=True))


async def show_reset(request: web.Request) -> web.StreamResponse:
    await _demand_link(request, (RESET,))
    return await pages.show(request, ResetPage(title=_("Choose a new password"), path=request.path))


async def send_reset(request: web.Request) -> web.StreamResponse:
    typed = (await request.post()).get("password", "")
    new = typed if isinstance(typed, str) else ""
    try:
        await passwords.reset(site_of(request), request.match_info["token"], new, address=address_of(request))
    except Problem as problem:
        if problem.status != 422:
            raise
        page = ResetPage(title=_("Choose a new password"), path=request.path, errors=by_field(problem))
        return await pages.show(request, page, status=422)
    return pages.go(request, "/log-in", notice=_("Your password is changed. Log in with the new one."))


async def _demand_link(request: web.Request, purposes: tuple[str, ...]) -> None:
    if not await accounts.is_good_link(site_of(request), request.match_info["token"], purposes):
        raise NotFound(_(_GONE))
