"""The site-wide files that tell crawlers what they may do: robots.txt, tdmrep.json, license.xml and the small ones."""

from __future__ import annotations

from datetime import date

from aiohttp import web

from fediart.rights import rsl, smallfiles, tdmrep
from fediart.rights.exceptions import SiteTerms
from fediart.rights.model import Holder
from fediart.rights.robots import RobotsFile, robots_txt
from fediart.translate.rights import instance_policy
from fediart.web.crawlers import WATCH
from fediart.web.known_terms import TERMS
from fediart.web.request import settings_of, site_of

GPC_SINCE = date(2026, 11, 22)
PRIVATE = (
    "/admin", "/home", "/log-in", "/log-out", "/new", "/notifications", "/reset/", "/confirm/", "/review", "/search",
    "/settings", "/sign-up", "/works",
)  # fmt: skip


async def robots(request: web.Request) -> web.StreamResponse:
    config = site_of(request).config
    file = RobotsFile(
        terms=await _terms(request),
        origin=config.origin,
        crawlers=request.app[WATCH].crawlers,
        tokens=config.rights.policy_tokens,
        private=PRIVATE,
        sitemap=f"{config.origin}/sitemap.xml",
    )
    body = await request.app[TERMS].file("robots.txt", file, lambda: robots_txt(file).encode())
    return web.Response(body=body, content_type="text/plain", charset="utf-8")


async def tdm(request: web.Request) -> web.StreamResponse:
    terms, origin = await _terms(request), site_of(request).config.origin
    body = await request.app[TERMS].file("tdmrep.json", terms, lambda: tdmrep.document(terms, origin))
    return web.Response(body=body, content_type="application/json")


async def license_xml(request: web.Request) -> web.StreamResponse:
    terms, origin = await _terms(request), site_of(request).config.origin
    holder = Holder(settings_of(request).name, f"{origin}/about")
    body = await request.app[TERMS].file("license.xml", (terms, holder), lambda: rsl.license_xml(terms, origin, holder))
    return web.Response(body=body, content_type=rsl.MEDIA_TYPE)


async def ai_txt(request: web.Request) -> web.StreamResponse:
    terms = await _terms(request)
    body = await request.app[TERMS].file("ai.txt", terms, lambda: smallfiles.ai_txt(terms).encode())
    return web.Response(body=body, content_type="text/plain", charset="utf-8")


async def trust_txt(request: web.Request) -> web.StreamResponse:
    words = smallfiles.trust_txt(instance_policy(settings_of(request)))
    return web.Response(text=words, content_type="text/plain", charset="utf-8")


async def gpc(request: web.Request) -> web.StreamResponse:
    return web.Response(body=smallfiles.gpc_json(GPC_SINCE), content_type="application/json")


async def _terms(request: web.Request) -> SiteTerms:
    return await request.app[TERMS].read(settings_of(request))
