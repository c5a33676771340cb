"""Requests for an artist's own domain: the portfolio and what belongs to it. Everything else is the instance's.

Nobody is logged in here, nothing is sent in and no cookie is read or set: a page of another host never speaks for us.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final

from aiohttp import web

from fediart.actions.own_domain_proofs import WELL_KNOWN, answer_of
from fediart.errors import NotFound, Problem, TooOften
from fediart.language import _, speaking, spoken
from fediart.rights.crawlers import permits
from fediart.rights.model import WORDS
from fediart.store import actors, own_sites, portfolio
from fediart.store.database import Reading
from fediart.store.own_domains import Standing
from fediart.store.own_sites import OwnWork
from fediart.web import avatars, media, static
from fediart.web.access import Handler
from fediart.web.artist_about import ONE_EACH, SHEET
from fediart.web.cache import CACHE
from fediart.web.crawlers import WATCH
from fediart.web.known import KNOWN
from fediart.web.languages import visitors_language
from fediart.web.negotiation import wants_activity
from fediart.web.own_site import feeds, making, terms, work
from fediart.web.own_site.ground import PRESETS, Ground
from fediart.web.own_site.making import Given, MadePage
from fediart.web.own_site.stock import public_file
from fediart.web.paging import cursor_of
from fediart.web.request import OWN_HOST, RENDERER, RIGHTS, SETTINGS, Said, site_of
from fediart.web.security import DRESSED, said_of
from fediart.web.static import ASSETS

log = logging.getLogger("fediart.web")

_DAY: Final = 86_400  # seconds: a domain that moves on to another host is soon free of what we said of it
_WORK: Final = re.compile(r"/works/(\d{1,19})")
_SERIES: Final = re.compile(r"/series/([^/]{1,200})")
_POLICY: Final = re.compile(r"/policies/([a-z-]{1,40})(\.jsonld)?")
_FEED: Final = re.compile(r"/feed\.(atom|rss|json)")
_KINDS: Final = {".xml": "application/xml", ".txt": "text/plain", ".json": "application/json"}
_OF_MACHINES: Final = frozenset(
    {
        "/robots.txt", "/ai.txt", "/trust.txt", "/license.xml", "/sitemap.xml", "/.well-known/tdmrep.json",
        "/.well-known/trust.txt", "/.well-known/gpc.json",
    }
)  # fmt: skip
Make = Callable[[Reading, Given], Awaitable[MadePage]]


async def answer(request: web.Request, standing: Standing) -> web.StreamResponse:
    request[OWN_HOST] = standing.domain
    request[SETTINGS] = settings = await request.app[KNOWN].read()
    if not standing.actor_id or not settings.own_domains or request.method not in ("GET", "HEAD"):
        return _misdirected()
    try:
        with speaking(visitors_language(request)):
            response = await _answer(request, standing)
    except web.HTTPException:
        raise
    except Exception:
        log.exception("%s at an own domain failed", request.path)
        response = web.Response(status=500, text="Something broke. It has been written down; please try again later.\n")
    if not site_of(request).config.instance.development:
        response.headers["Strict-Transport-Security"] = f"max-age={_DAY}"
    return response


def _misdirected() -> web.Response:
    """421 (RFC 9110, section 15.5.20): also for domains that were an artist's once, and must show nothing of ours."""
    headers = {"Cache-Control": "no-store"}
    return web.Response(status=421, text="There is no portfolio at this address.\n", headers=headers)


async def _answer(request: web.Request, standing: Standing) -> web.StreamResponse:
    path = request.path
    if path == WELL_KNOWN:
        return web.Response(body=answer_of(standing.secret), content_type="text/plain")
    if path.startswith("/static/"):
        return await static.show(request)
    make: Handler | None = None
    if path.startswith(("/media/", "/avatars/")):
        return _refused(request) or await _file(request, standing)
    if path in _OF_MACHINES or _FEED.fullmatch(path) or path.endswith(".jsonld"):
        make = partial(_document, standing)
    elif (page := _page_of(request)) is not None and not wants_activity(request):
        make = partial(_page, standing, page)
    if make is None:
        return _elsewhere(request)
    cache, queried = request.app[CACHE], path == "/"
    response = cache.find(request, queried=queried) or await cache.fill(request, make, queried=queried)
    return response if path in _OF_MACHINES else _refused(request) or response


def _elsewhere(request: web.Request) -> web.Response:
    """To the instance, and to no other place: whatever the path says comes after its name."""
    if request.path.startswith("/.well-known/acme-challenge/"):
        return web.Response(status=404, text="The proxy in front has no answer to this.\n")
    where = site_of(request).config.origin + request.path_qs
    return web.Response(status=302, headers={"Location": where, "Cache-Control": "no-store"})


def _refused(request: web.Request) -> web.Response | None:
    """403 for robots that the admin keeps from works, where the policy of what is asked for does not permit them."""
    robot = request.app[WATCH].agents.find(request.headers.get("User-Agent", ""))
    if robot is None or not robot.listed or robot.category not in request[SETTINGS].refused_crawlers:
        return None
    policy = said_of(request).policy
    if permits(policy, robot.category):
        return None
    request.pop(DRESSED, None)
    said = f"{robot.name}: {WORDS[policy.preset].sentence}\n"
    return web.Response(status=403, text=said, headers={"Cache-Control": "no-store"})


def _page_of(request: web.Request) -> Make | None:
    """What makes the page at this path; None where there is none here."""
    path = request.path
    if path == "/":
        return lambda tx, given: making.front(tx, given, before=cursor_of(request))
    if path == "/about":
        return making.about
    if path in ("/print", "/print-pages"):
        return lambda tx, given: making.printed(tx, given, SHEET if path == "/print" else ONE_EACH)
    if found := _WORK.fullmatch(path):
        number = int(found[1])
        return lambda tx, given: work.work(tx, given, number)
    if found := _SERIES.fullmatch(path):
        slug = found[1]
        return lambda tx, given: making.series_page(tx, given, slug)
    if found := _POLICY.fullmatch(path):
        word = found[1]
        return lambda tx, given: making.policy_words(tx, given, word)
    return None


async def _given(tx: Reading, request: web.Request, standing: Standing) -> Given:
    """Raises NotFound for an artist who has gone in the meantime."""
    config = site_of(request).config
    artist = await actors.by_id(tx, standing.actor_id)
    if artist is None or artist.suspended or artist.deleted:
        raise NotFound(_("There is no such artist."))
    scheme = "http" if config.instance.development else "https"
    ground = Ground(artist.name, config.origin, f"{scheme}://{standing.domain}")
    return await making.begin(tx, config, request[SETTINGS], artist, ground, site_of(request).clock.now())


async def _page(standing: Standing, make: Make, request: web.Request) -> web.Response:
    status = 200
    async with site_of(request).db.reading() as tx:
        given = await _given(tx, request, standing)
        try:
            made = await make(tx, given)
        except NotFound:
            made, status = making.absent(given), 404
    request[RIGHTS] = made.said
    text = making.html(request.app[RENDERER], given, made, request.path, version=request.app[ASSETS].version)
    response = web.Response(text=text, content_type="text/html", charset="utf-8", status=status)
    response.headers["Content-Language"] = spoken().code
    return response


async def _document(standing: Standing, request: web.Request) -> web.Response:
    """robots.txt and its kin, feeds, policies for machines: of this artist alone."""
    path = request.path
    async with site_of(request).db.reading() as tx:
        given = await _given(tx, request, standing)
        if found := _FEED.fullmatch(path):
            feed = await feeds.feed_of(tx, given)
            request[RIGHTS] = Said(feed.rights.policy)
            kind = f"{feeds.KINDS[found[1]]}; charset=utf-8"
            return web.Response(body=feeds.document(feed, found[1]), headers={"Content-Type": kind})
        works = await own_sites.works(tx, standing.actor_id)
        slugs = [one.series.slug for one in await portfolio.series_of(tx, standing.actor_id)]
    request[RIGHTS] = making.absent(given).said
    if (found := _POLICY.fullmatch(path)) and found[1] in PRESETS:
        return web.Response(body=terms.policy_document(given, found[1]), content_type="application/ld+json")
    body = _file_of(request, given, works, slugs).get(path[1:])
    if body is None:
        return web.Response(status=404, text="There is no such file here.\n")
    kind = "application/rsl+xml" if path == "/license.xml" else _KINDS[path[path.rindex(".") :]]
    return web.Response(body=body, content_type=kind, charset=None if kind.endswith(("json", "xml")) else "utf-8")


def _file_of(
    request: web.Request, given: Given, works: Sequence[OwnWork], slugs: Sequence[str]
) -> dict[str, bytes | None]:
    said = terms.terms_of(given, works)
    mapped = terms.sitemap(given, works, said, slugs)
    crawlers = request.app[WATCH].crawlers
    return {**dict(terms.site_files(given, said, crawlers, mapped=mapped is not None)), "sitemap.xml": mapped}


async def _file(request: web.Request, standing: Standing) -> web.StreamResponse:
    """Pictures of this artist that everybody may see, as the instance gives them to visitors."""
    async with site_of(request).db.reading() as tx:
        artist = await actors.by_id(tx, standing.actor_id)
        key = await public_file(tx, artist, request.path[1:]) if artist else ""
    if not key:
        return web.Response(status=404, text="There is no such picture here.\n")
    try:
        return await (avatars.show if request.path.startswith("/avatars/") else media.show)(request)
    except Problem as problem:
        headers = {"Retry-After": str(problem.retry_after)} if isinstance(problem, TooOften) else {}
        return web.Response(status=problem.status, text=f"{problem.message}\n", headers=headers)
