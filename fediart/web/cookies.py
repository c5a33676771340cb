"""The cookies: who is logged in, which visitor fills a form, a notice to show once, and how a visitor likes the pages.

`__Host-` names can be set by this host over TLS alone, so no neighbouring subdomain can plant one. In development the
name has the host and port in it, because browsers give the cookies of one port of a machine to all its ports.
"""

from __future__ import annotations

from aiohttp import web

from fediart.config import Config
from fediart.web.request import OWN_HOST, site_of


def cookie_name(config: Config, word: str) -> str:
    """`word` is session, visitor, notice, language, device (to know a browser again) or half (a log-in half done)."""
    if config.instance.development:
        return f"{word}-{config.instance.host.replace(':', '-')}"
    return f"__Host-{word}"


def read_cookie(request: web.Request, word: str) -> str:
    if OWN_HOST in request:  # cookies are this host's alone
        return ""
    return request.cookies.get(cookie_name(site_of(request).config, word), "")


def set_cookie(
    request: web.Request, response: web.StreamResponse, word: str, value: str, *, seconds: int | None
) -> None:
    """`seconds` None: until the browser is closed."""
    config = site_of(request).config
    response.set_cookie(
        cookie_name(config, word),
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=not config.instance.development,
    )


def drop_cookie(request: web.Request, response: web.StreamResponse, word: str) -> None:
    config = site_of(request).config
    response.del_cookie(
        cookie_name(config, word), path="/", httponly=True, samesite="Lax", secure=not config.instance.development
    )
