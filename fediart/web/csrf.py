"""Whether a POST comes from a page of ours: by where the browser says it comes from, and by a token it had to read.

A token is written differently on every page, so that a page that is sent compressed tells nothing of it by its length
(BREACH, breachattack.com).
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from aiohttp import web

from fediart.errors import NotAllowed
from fediart.ids import secret_token
from fediart.language import N_, _
from fediart.web.cookies import read_cookie, set_cookie
from fediart.web.request import site_of, viewer_of
from fediart.web.signed import is_mark, mark

_FRESH: web.RequestKey[str] = web.RequestKey("fresh visitor", str)
_AGAIN = N_("This form is out of date: go back, load the page again, and send it once more.")
_ELSEWHERE = N_("This form was sent from another site. Open the page here and send it from there.")


def token(request: web.Request) -> str:
    """The token for forms on the page being made. A visitor who has none yet gets a cookie to bind it to."""
    return _masked(mark(site_of(request).config, "form", bound_to(request)))


def keep_visitor(request: web.Request, response: web.StreamResponse) -> None:
    """Sets the visitor cookie that `token` may have needed."""
    fresh = request.get(_FRESH)
    if fresh:
        set_cookie(request, response, "visitor", fresh, seconds=None)


async def demand(request: web.Request) -> None:
    """Refuses a POST without the right token, in the field `csrf` or the header `X-CSRF-Token`."""
    given = request.headers.get("X-CSRF-Token")
    if given is None:
        field = (await request.post()).get("csrf", "")
        given = field if isinstance(field, str) else ""
    demand_token(request, given)


def demand_token(request: web.Request, given: str) -> None:
    """For handlers that read a large form themselves: the token is the first field of the form."""
    whose = _whose(request)
    if not whose or not is_mark(site_of(request).config, "form", whose, _bare(given)):
        raise NotAllowed(_(_AGAIN))


def demand_origin(request: web.Request) -> None:
    """Refuses what a browser says was sent from elsewhere. Programs that say nothing still need the token."""
    fetched = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = site_of(request).config.origin
    if fetched not in ("same-origin", "none") or request.headers.get("Origin", origin) != origin:
        raise NotAllowed(_(_ELSEWHERE))


def bound_to(request: web.Request) -> str:
    """What tokens and challenges on the page being made are bound to: the session, or the visitor's cookie."""
    return _whose(request) or _new_visitor(request)


def _masked(word: str) -> str:
    plain = word.encode()
    mask = secrets.token_bytes(len(plain))
    return urlsafe_b64encode(mask + bytes(a ^ b for a, b in zip(plain, mask, strict=True))).decode()


def _bare(given: str) -> str:
    """What was masked; nothing for what never was."""
    try:
        read = urlsafe_b64decode(given.encode("ascii"))
        half = len(read) // 2
        return bytes(a ^ b for a, b in zip(read[:half], read[half:], strict=True)).decode("ascii")
    except ValueError:  # of another alphabet, cut off, or of uneven length
        return ""


def _whose(request: web.Request) -> str:
    """The token is bound to the session, and before there is one to the visitor's cookie."""
    viewer = viewer_of(request)
    if viewer is not None:
        return f"session {viewer.session}"
    visitor = read_cookie(request, "visitor")
    return f"visitor {visitor}" if visitor else ""


def _new_visitor(request: web.Request) -> str:
    if _FRESH not in request:
        request[_FRESH] = secret_token()
    return f"visitor {request[_FRESH]}"
