"""When a program asks for a page's address as ActivityPub, it gets the document instead of the page."""

from __future__ import annotations

from aiohttp import web

_KINDS = ("application/activity+json", "application/ld+json")


def wants_activity(request: web.Request) -> bool:
    """Whether an ActivityPub type is asked for before any page: the order of `Accept` is taken as the preference."""
    accept = request.headers.get("Accept", "").lower()
    places = [accept.find(kind) for kind in _KINDS if kind in accept]
    page = accept.find("text/html")
    return bool(places) and (page < 0 or min(places) < page)


async def as_activity(request: web.Request, name: str) -> web.StreamResponse:
    return _moved(request, f"/users/{name}")


async def post_as_activity(request: web.Request, name: str, post_id: int) -> web.StreamResponse:
    return _moved(request, f"/users/{name}/posts/{post_id}")


def _moved(request: web.Request, path: str) -> web.StreamResponse:
    return web.Response(status=302, headers={"Location": path, "Vary": "Accept"})
