"""Routes that say who may use them. Nothing is reachable by default: every URL names its access (advisory 85)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ANYONE = "anyone"  # visitors, too
DOCUMENTS = "documents"  # ActivityPub documents, judged by web/asking.py: in secure mode for signed requests only
PEERS = "peers"  # other servers: they prove who they are by signature; no session, no form token
FILES = "files"  # public bytes at addresses nobody can guess, or that everybody may know; no session is looked up
APPS = "apps"  # the client API: api/door.py asks for tokens and scopes; no session, no form token
VIEWERS = "viewers"  # whoever is logged in; any other word is a deed of actions.permissions


@dataclass(frozen=True, slots=True)
class Route:
    """`cached`: anonymous visitors get it from memory, so the handler must treat all of them alike.

    `queried` false: the handler reads nothing of the query, so all addresses with this path share one kept answer.

    `csrf` false: the gate checks where the POST comes from, and the handler checks the token itself with
    `csrf.demand_token`, because it reads a form too large for memory.

    `sure`: dangerous. Whoever did not give their password or second factor lately is asked for it first.

    `when_frozen`: also for members whose account is frozen, who are visitors at every other address.
    """

    method: str
    path: str
    handler: Handler
    access: str
    cached: bool = False
    csrf: bool = True
    queried: bool = True
    sure: bool = False
    when_frozen: bool = False


def get(
    path: str, handler: Handler, access: str, *, cached: bool = False, queried: bool = True, sure: bool = False
) -> Route:
    return Route("GET", path, handler, access, cached=cached, queried=queried, sure=sure)


def post(path: str, handler: Handler, access: str, *, csrf: bool = True, sure: bool = False) -> Route:
    return Route("POST", path, handler, access, csrf=csrf, sure=sure)


def frozen_too(route: Route) -> Route:
    """The same route, open to members whose account is frozen as well."""
    return replace(route, when_frozen=True)
