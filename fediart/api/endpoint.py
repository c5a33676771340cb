"""One line for each address of the client API: who may ask, with which scope, what is given and what comes back.

The same lines route, check scopes, read what is given (api/given.py) and write the OpenAPI document: a handler's own
signature says what it takes and returns. A handler is

    async def show(call: Call) -> entities.Status
    async def write(call: Call, given: NewStatus) -> entities.Status

where `NewStatus` is a frozen dataclass whose fields are made by `given.asked`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

Handler = Callable[..., Awaitable[Any]]

ANYBODY = "anybody"  # no token is needed; one that is sent must hold, and have the scope
APP = "app"  # an app's own token is enough
PERSON = "person"  # a token that somebody gave an app
CLIENT = "client"  # no token, but the app's own name and secret, which the handler checks (RFC 6749, section 2.3)

GENERAL = "general"
MEDIA = "media"
DELETIONS = "deletions"
SIGN_UPS = "sign-ups"
REGISTRATIONS = "registrations"  # of apps
SIGN_INS = "sign-ins"  # tokens asked for and given back


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`scopes`: one of them is enough, or a broader one (actions/scopes.py). `deed` is one of actions/permissions.py.

    `tally` names the allowance of api/allowance.py that it counts in. `idempotent`: an Idempotency-Key is heeded.
    `also` are statuses that it answers beside `status` and the errors every endpoint has. `secret`: not for CORS.
    `stream`: it stays open, and its token may come in the query or as a WebSocket's subprotocol, too.
    """

    method: str
    path: str
    handler: Handler
    need: str = PERSON
    scopes: tuple[str, ...] = ()
    deed: str = ""
    tally: str = GENERAL
    idempotent: bool = False
    status: int = 200
    also: tuple[int, ...] = ()
    secret: bool = False
    cached: bool = False
    stream: bool = False


def get(path: str, handler: Handler, *scopes: str, **more: Any) -> Endpoint:
    return Endpoint("GET", path, handler, scopes=scopes, **more)


def post(path: str, handler: Handler, *scopes: str, **more: Any) -> Endpoint:
    return Endpoint("POST", path, handler, scopes=scopes, **more)


def put(path: str, handler: Handler, *scopes: str, **more: Any) -> Endpoint:
    return Endpoint("PUT", path, handler, scopes=scopes, **more)


def patch(path: str, handler: Handler, *scopes: str, **more: Any) -> Endpoint:
    return Endpoint("PATCH", path, handler, scopes=scopes, **more)


def delete(path: str, handler: Handler, *scopes: str, **more: Any) -> Endpoint:
    return Endpoint("DELETE", path, handler, scopes=scopes, **more)
