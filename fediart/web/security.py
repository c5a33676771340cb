"""The headers every answer carries: what browsers may do with it, who may keep it, and the no-AI-training policy."""

from __future__ import annotations

from functools import lru_cache

from aiohttp import web
from multidict import CIMultiDict

from fediart.rights.headers import Header, headers
from fediart.store.settings import InstanceSettings
from fediart.translate.rights import instance_policy
from fediart.web.known import KNOWN
from fediart.web.request import OWN_HOST, REFERENCE, REQUEST_ID, RIGHTS, SETTINGS, SITE, VIEWER, Said, site_of

DRESSED: web.RequestKey[bool] = web.RequestKey("dressed", bool)

_PAGE_CSP = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# For everything that is not a page: opened by itself, it may show itself and do nothing.
_FILE_CSP = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
_YEAR = 365 * 24 * 3600


async def on_prepare(request: web.Request, response: web.StreamResponse) -> None:
    """The application's `on_response_prepare` signal: errors, redirects, 304, HEAD and files all pass here."""
    if DRESSED not in request:
        dress(request, response.headers)
    response.headers[REQUEST_ID] = request[REFERENCE]


def dress(request: web.Request, given: CIMultiDict[str]) -> None:
    """Adds the headers; what the handler has set itself stays."""
    is_page = given.get("Content-Type", "").startswith("text/html")
    for name, value in _fixed(site_of(request).config.instance.development, is_page):
        given.setdefault(name, value)
    given["Server"] = "fediart"  # instead of every library with its version
    if VIEWER in request:
        given["Cache-Control"] = "no-store"  # advisory 110
    elif is_page:
        given.setdefault("Cache-Control", "private, no-cache")
    if is_page:
        given.setdefault("Vary", "Accept, Accept-Language, Cookie")
    for name, value in rights_headers(request):
        given.add(name, value)


def headers_of_all(app: web.Application) -> tuple[Header, ...]:
    """What an answer to nobody in particular carries: the instance's policy, and what browsers may do with it."""
    settings, config = app[KNOWN].last, app[SITE].config
    said = _instance(settings.ai_policy, settings.ai_policy_floor)
    return (*_fixed(config.instance.development, False), *_rights(said, config.origin))


def rights_headers(request: web.Request) -> tuple[Header, ...]:
    said, config = said_of(request), site_of(request).config
    own = request.get(OWN_HOST, "")
    scheme = "http" if config.instance.development else "https"
    return _rights(said, config.origin, f"{scheme}://{own}" if own else "")


def said_of(request: web.Request) -> Said:
    """What the handler said with `set_rights`, else the instance's policy."""
    said: Said | None = request.get(RIGHTS)
    if said is not None:
        return said
    settings = request.get(SETTINGS) or request.app[KNOWN].last
    return _instance(settings.ai_policy, settings.ai_policy_floor)


@lru_cache(maxsize=64)
def _instance(chosen: str, floor: str) -> Said:
    return Said(instance_policy(InstanceSettings(ai_policy=chosen, ai_policy_floor=floor)))


@lru_cache(maxsize=1024)
def _rights(said: Said, origin: str, own: str = "") -> tuple[Header, ...]:
    """`own` is the origin of an artist's own domain, which has terms of its own."""
    return headers(said.policy, origin, licence_uri=said.licence_uri, page=said.page, rsl_at=own or None)


@lru_cache(maxsize=8)
def _fixed(development: bool, is_page: bool) -> tuple[Header, ...]:
    lines = [
        ("Content-Security-Policy", _PAGE_CSP if is_page else _FILE_CSP),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
    if not development:
        lines.append(("Strict-Transport-Security", f"max-age={_YEAR}"))
    return tuple(lines)
