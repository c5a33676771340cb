"""The form by which a visitor reports the artist of their commission, or the artist a visitor; what moderators do."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from fediart.actions import commission_reports
from fediart.actions.commission_sides import MODERATOR
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.language import _
from fediart.store import actors
from fediart.store.commissions import CLIENT, UNCONFIRMED, Commission
from fediart.web import pages
from fediart.web.commission import base_of, located
from fediart.web.report import ReportPage
from fediart.web.request import answers, site_of, viewer
from fediart.web.upload_form import by_field


async def show(request: web.Request) -> web.StreamResponse:
    one, side = await _of_visitor(request)
    return await _page(request, one, side, {}, {})


async def send(request: web.Request) -> web.StreamResponse:
    given, (one, side) = await answers(request), await _of_visitor(request)
    reason, text = given.get("reason", ""), given.get("text", "")
    try:
        await commission_reports.report_commission(site_of(request), one, side, reason, text)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, one, side, given, by_field(problem))
    return pages.go(request, base_of(request), notice=_("Thank you. The moderators can read this commission now."))


async def keep_away(request: web.Request) -> web.StreamResponse:
    """`/commissions/ID/keep-away` and `/let-in`, for moderators to whom it was shown."""
    one, side = await located(request)
    if side != MODERATOR:
        raise NotFound(_("There is no such commission here."))
    away = request.match_info["deed"] == "keep-away"
    await commission_reports.keep_away(site_of(request), viewer(request).account, one, away)
    notice = _("No artist here gets requests from this address any more.") if away else _("They can ask again.")
    return pages.go(request, base_of(request), notice=notice)


async def _of_visitor(request: web.Request) -> tuple[Commission, str]:
    """Members report each other on their pages."""
    one, side = await located(request)
    if one.client_id is not None or one.state == UNCONFIRMED:
        raise NotFound(_("There is no such commission here."))
    if side == MODERATOR:
        raise NotAllowed(_("Only the two whose commission it is can do this."))
    return one, side


async def _page(
    request: web.Request, one: Commission, side: str, given: Mapping[str, str], errors: Mapping[str, str]
) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        artist = await actors.by_id(tx, one.artist_id)
    name = one.client_name or _("A visitor")
    page = ReportPage(
        title=_("Report"),
        path=request.path,
        back=base_of(request),
        who=artist.shown_name if side == CLIENT and artist else name,
        handle=artist.handle if side == CLIENT and artist else "",
        host="",
        words="",
        reason=given.get("reason", ""),
        text=given.get("text", ""),
        forward=False,
        errors=errors,
    )
    response = await pages.show(request, page, status=422 if errors else 200)
    response.headers["Cache-Control"] = "no-store"
    return response
