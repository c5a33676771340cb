"""What a page action asks of its request: the site, who is looking, the form's answers."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from fediart.errors import NotAllowed
from fediart.site import Site
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.web.render import Renderer

SITE: web.AppKey[Site] = web.AppKey("site", Site)
RENDERER: web.AppKey[Renderer] = web.AppKey("renderer", Renderer)
VIEWER: web.RequestKey[Viewer] = web.RequestKey("viewer", object)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is logged in. `session` is the hash under which the session is kept."""

    account: Account
    actor: Actor
    session: str


def site_of(request: web.Request) -> Site:
    return request.app[SITE]


def viewer_of(request: web.Request) -> Viewer | None:
    """None for visitors."""
    return request.get(VIEWER)


def viewer(request: web.Request) -> Viewer:
    """For actions whose route already demands a viewer."""
    found = request.get(VIEWER)
    if found is None:
        raise NotAllowed("Log in first.")
    return found


async def answers(request: web.Request) -> dict[str, str]:
    """The text fields of a form; of a repeated one, the last. Files are never read here."""
    form = await request.post()
    return {key: value.strip() for key, value in form.items() if isinstance(value, str)}
