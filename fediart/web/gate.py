"""The one gate every request passes: who asks, may they, did the form come from here; and what an error looks like."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from urllib.parse import quote

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from fediart.actions.permissions import demand, waits_for_second
from fediart.errors import Held, NotAllowed, Problem
from fediart.language import ENGLISH, _, speak, speaking
from fediart.media.errors import StorageAway
from fediart.web import csrf, failures, own_domain, pages, sure
from fediart.web.access import ANYONE, APPS, DOCUMENTS, FILES, PEERS, VIEWERS, Handler, Route
from fediart.web.asking import demand_asker
from fediart.web.cache import CACHE
from fediart.web.crawlers import WATCH, watched
from fediart.web.form_pace import FORM_PACE
from fediart.web.known import KNOWN
from fediart.web.languages import language_of, visitors_language
from fediart.web.negotiation import wants_activity
from fediart.web.own_hosts import OWN_HOSTS
from fediart.web.request import FROZEN, ROUTE, SETTINGS, settings_of, viewer_of, wants_html
from fediart.web.sessions import find_viewer, keep_session
from fediart.web.shut_out import DOORS, refusal
from fediart.web.upload_door import UPLOADS

ROUTE_OF: web.AppKey[Mapping[web.AbstractRoute, Route]] = web.AppKey("routes", Mapping)
SET_UP_PATH = "/welcome"

log = logging.getLogger("fediart.web")


@web.middleware
async def gate(request: web.Request, handler: Handler) -> web.StreamResponse:
    if await request.app[DOORS].shut(request):
        return refusal()
    standing = await request.app[OWN_HOSTS].of(request)
    if standing is not None:
        return await own_domain.answer(request, standing)
    route = request.app[ROUTE_OF].get(request.match_info.route)
    robot = request.app[WATCH].agents.find(request.headers.get("User-Agent", ""))
    if robot is None:
        return await _answer(request, handler, route)
    return await watched(request, robot, route, _answer(request, handler, route))


async def _answer(request: web.Request, handler: Handler, route: Route | None) -> web.StreamResponse:
    if route is not None and route.access == APPS:
        return await _answer_app(request, handler, route)
    open_to_cache = route is not None and route.cached and request.app[CACHE].open_to(request)
    if open_to_cache and route is not None:
        kept = request.app[CACHE].find(request, queried=route.queried)
        if kept is not None:
            return kept
    html = wants_html(request) and (route is None or route.access != PEERS)
    to_people = (route is None or route.access not in (PEERS, FILES)) and not wants_activity(request)
    with speaking(visitors_language(request) if to_people else ENGLISH):
        return await _answer_in(request, handler, route, html=html, cache=open_to_cache)


async def _answer_app(request: web.Request, handler: Handler, route: Route) -> web.StreamResponse:
    """What the client API says to everybody alike is kept; it does not hang on a language."""
    cache = request.app[CACHE]
    if not route.cached or not cache.open_to(request):
        with speaking(visitors_language(request)):
            return await handler(request)
    kept = cache.find(request, queried=route.queried)
    if kept is not None:
        return kept
    with speaking(ENGLISH):
        return await cache.fill(request, handler, queried=route.queried)


async def _answer_in(
    request: web.Request, handler: Handler, route: Route | None, *, html: bool, cache: bool
) -> web.StreamResponse:
    """The answer, and whatever goes wrong with it, in the language spoken by now."""
    try:
        return await _admit(request, handler, route, html=html, cache=cache)
    except Held as held:
        return pages.go(request, "/settings/held", notice=held.message)
    except Problem as problem:
        return await failures.of_problem(request, problem, html=html)
    except web.HTTPException as answer:
        if answer.status < 400:
            raise
        return await failures.of_http(request, answer, html=html)
    except StorageAway as away:
        if _under_way(request):
            raise
        log.error("%s", away)
        return await failures.of_storage(request, html=html)
    except HttpProcessingError:  # a part of a form has headers that cannot be read
        return await failures.of_http(request, web.HTTPBadRequest(), html=html)
    except Exception:
        if _under_way(request):
            raise
        log.exception("%s %s failed", request.method, request.path)
        return await failures.of_defect(request, html=html)


async def _admit(
    request: web.Request, handler: Handler, route: Route | None, *, html: bool, cache: bool
) -> web.StreamResponse:
    request[SETTINGS] = await request.app[KNOWN].read()
    if route is None:
        await _look_who_asks(request)  # for the frame of the error page
        return await handler(request)
    request[ROUTE] = route
    if route.access == FILES:
        return await handler(request)
    if route.access == PEERS:
        return await handler(request)
    await _look_who_asks(request)
    if _must_be_set_up(request, html=html):
        return web.Response(status=303, headers={"Location": SET_UP_PATH, "Cache-Control": "no-store"})
    if (refused := await _refused(request, route, html=html)) is not None:
        return refused
    if request.method not in ("GET", "HEAD"):
        request.app[FORM_PACE].demand(request)
        csrf.demand_origin(request)
        if route.csrf:
            await csrf.demand(request)
    if route.sure and (asked := await sure.ask(request, route, html=html)) is not None:
        return asked
    if cache:
        response = await request.app[CACHE].fill(request, handler, queried=route.queried)
    elif route.csrf or request.method == "GET":
        response = await handler(request)
    else:  # it reads files
        async with request.app[UPLOADS].place():
            response = await handler(request)
    keep_session(request, response)
    return response


async def _look_who_asks(request: web.Request) -> None:
    await find_viewer(request)
    if viewer_of(request) is not None:
        speak(language_of(request))


async def _refused(request: web.Request, route: Route, *, html: bool) -> web.StreamResponse | None:
    """None where this person may pass (advisory 85: every route says who may)."""
    if route.access == DOCUMENTS and (not html or wants_activity(request)):
        await demand_asker(request)
    if route.access in (ANYONE, DOCUMENTS):
        return None
    viewer = viewer_of(request)
    if viewer is None and request.get(FROZEN):
        return await _lead_to_strikes(request, html=html)
    if viewer is None:
        if html and request.method in ("GET", "HEAD"):
            back = quote(request.path_qs, safe="/@")
            return web.Response(status=303, headers={"Location": f"/log-in?next={back}", "Cache-Control": "no-store"})
        return await failures.of_visitor(request, html=html)
    if route.access != VIEWERS:
        demand(viewer.account, route.access)
        if waits_for_second(viewer.account, route.access, demanded=settings_of(request).staff_two_factors):
            return await _lead_to_safety(request, html=html)
    return None


async def _lead_to_safety(request: web.Request, *, html: bool) -> web.StreamResponse:
    """Staff without the second step that this instance demands of them."""
    words = _("This instance wants its staff to log in with a second step. Set it up first, under Settings, Safety.")
    if html and request.method in ("GET", "HEAD"):
        return pages.go(request, "/settings/safety", notice=words)
    return await failures.of_problem(request, NotAllowed(words), html=html)


async def _lead_to_strikes(request: web.Request, *, html: bool) -> web.StreamResponse:
    """Whose account is frozen may read why, and appeal."""
    if html and request.method in ("GET", "HEAD"):
        return web.Response(status=303, headers={"Location": "/settings/strikes", "Cache-Control": "no-store"})
    words = _("Your account is frozen. You find out why, and can appeal, under Settings, Decisions.")
    return await failures.of_problem(request, NotAllowed(words), html=html)


def _must_be_set_up(request: web.Request, *, html: bool) -> bool:
    """Until a new instance has an owner, every page and every form leads to the one that makes it."""
    if settings_of(request).set_up or request.path == SET_UP_PATH:
        return False
    return html or request.method not in ("GET", "HEAD")


def _under_way(request: web.Request) -> bool:
    """Whether part of the answer has been sent already, or nobody is there to read one."""
    gone = request.transport is None or request.transport.is_closing()
    return gone or request.writer.output_size > 0
