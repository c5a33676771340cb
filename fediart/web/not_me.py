"""`/not-me/TOKEN`, from the mail about a log-in: a button ends it all, for mail programs follow links unasked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.accounts import is_good_link
from fediart.actions.not_me import deny
from fediart.errors import NotFound
from fediart.language import _
from fediart.store.mail_links import LOG_IN
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import address_of, site_of
from fediart.web.sessions import take_away


@dataclass(frozen=True, slots=True)
class NotMePage(Page):
    template: ClassVar[str] = "account/not_me.html"
    path: str


async def show(request: web.Request) -> web.StreamResponse:
    if not await is_good_link(site_of(request), request.match_info["token"], (LOG_IN,)):
        raise NotFound(_("This link is used up or too old. Ask for a new password instead."))
    return await pages.show(request, NotMePage(title=_("It was not me"), path=request.path))


async def send(request: web.Request) -> web.StreamResponse:
    fresh = await deny(site_of(request), request.match_info["token"], address=address_of(request))
    response = pages.go(request, f"/reset/{fresh}", notice=_("Everybody is logged out. Choose a new password now."))
    take_away(request, response)
    return response
