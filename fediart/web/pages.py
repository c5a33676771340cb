"""Two ways to end a page action: show a page, or go to another with a notice that is shown there once."""

from __future__ import annotations

import asyncio
import gzip

from aiohttp import web
from markupsafe import Markup

from fediart.actions import announcing
from fediart.actions.permissions import MAY, may
from fediart.language import spoken
from fediart.rights import html as rights_html
from fediart.store import announcements, notifications, reports, reviews, strikes, talks
from fediart.store.announcements import Announcement
from fediart.web import csrf
from fediart.web.cookies import drop_cookie, read_cookie, set_cookie
from fediart.web.languages import tongues
from fediart.web.render import Frame, Page
from fediart.web.request import RENDERER, ROUTE, Viewer, own_path, settings_of, site_of, viewer_of
from fediart.web.security import said_of
from fediart.web.signed import seal, unseal
from fediart.web.static import ASSETS
from fediart.web.walls import wall_of

_NOTICE_SECONDS = 120
_WORTH_ZIPPING = 2_000  # bytes


async def show(request: web.Request, page: Page, *, status: int = 200) -> web.Response:
    """The page in the instance's frame. On cached routes a visitor's page has no form token: everybody gets it."""
    for_all = viewer_of(request) is None and _is_cached(request)
    notice = read_cookie(request, "notice")
    frame = await _frame(request, notice="" if for_all and not notice else notice, with_token=not for_all)
    response = await _written(request, request.app[RENDERER].html(page, frame), status)
    response.headers["Content-Language"] = spoken().code
    csrf.keep_visitor(request, response)
    if notice:
        drop_cookie(request, response, "notice")
    return response


async def _written(request: web.Request, markup: str, status: int) -> web.Response:
    """A member's page is compressed here (a visitor's in the cache): a home of 150 KB comes in 20.

    Not where something of the request may stand in the page: its length would then tell what stands beside it.
    """
    body = markup.encode()
    response = web.Response(body=body, content_type="text/html", charset="utf-8", status=status)
    asked = "gzip" in request.headers.get("Accept-Encoding", "") and request.method == "GET"
    if asked and not request.query_string and viewer_of(request) is not None and len(body) > _WORTH_ZIPPING:
        response.body = await asyncio.to_thread(gzip.compress, body, 5, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept, Accept-Encoding, Accept-Language, Cookie"
    return response


def go(request: web.Request, path: str, *, notice: str = "") -> web.Response:
    """303 See Other to a path of this site; `notice` is one sentence of plain text."""
    response = web.Response(status=303, headers={"Location": own_path(path)})
    if notice:
        sealed = seal(site_of(request).config, "notice", notice)
        set_cookie(request, response, "notice", sealed, seconds=_NOTICE_SECONDS)
    return response


async def _frame(request: web.Request, *, notice: str, with_token: bool) -> Frame:
    site, viewer, settings = site_of(request), viewer_of(request), settings_of(request)
    said = said_of(request)
    unseen, messages, to_review, open_reports = await _counts(request, viewer) if viewer else (0, 0, 0, 0)
    told = await _announced(request, viewer) if viewer else None
    tags = rights_html.head(said.policy, site.config.origin, licence_uri=said.licence_uri, page=said.page)
    return Frame(
        instance_name=settings.name,
        origin=site.config.origin,
        path=request.path,
        csrf=csrf.token(request) if with_token else "",
        account=viewer.account if viewer else None,
        actor=viewer.actor if viewer else None,
        unseen=unseen,
        to_review=to_review,
        open_reports=open_reports,
        messages=messages,
        notice=unseal(site.config, "notice", notice) if notice else "",
        rights_head=Markup(rights_html.render(tags)),  # noqa: S704 - every value in it is escaped there
        version=request.app[ASSETS].version,
        may_join=settings.registrations in ("open", "approval"),
        deeds=MAY.get(viewer.account.role, frozenset()) if viewer else frozenset(),
        now=site.clock.now(),
        language=spoken().code,
        wall=wall_of(request),
        direction=spoken().direction,
        tongues=tongues(development=site.config.instance.development),
        announcement=Markup(announcing.as_html(told.text)) if told else Markup(),  # noqa: S704 - cleaned there
        announcement_id=told.id if told else 0,
    )


async def _announced(request: web.Request, viewer: Viewer) -> Announcement | None:
    """What this member is still to read, above every page but the one that shows it anyway."""
    if request.path == "/announcements":
        return None
    async with site_of(request).db.reading() as tx:
        return await announcements.unread(tx, viewer.actor.id, now=site_of(request).clock.now())


async def _counts(request: web.Request, viewer: Viewer) -> tuple[int, int, int, int]:
    """What is new for this person, in how many talks, and how many works, reports and appeals wait for a moderator."""
    async with site_of(request).db.reading() as tx:
        unseen = await notifications.unseen(tx, viewer.actor.id)
        messages, _requests = await talks.unread(tx, viewer.actor.id)
        to_review, open_reports = 0, 0
        if may(viewer.account, "review"):
            to_review = await reviews.count_open(tx)
        if may(viewer.account, "handle reports"):
            open_reports = await reports.count_open(tx, viewer.actor.id)
        if may(viewer.account, "moderate members"):
            open_reports += await strikes.count_waiting(tx)
    return unseen, messages, to_review, open_reports


def _is_cached(request: web.Request) -> bool:
    route = request.get(ROUTE)
    return route is not None and route.cached
