"""The one door of the client API: whose token, which scope, what is given, how often; and errors as apps know them.

Every endpoint passes here, so none can forget to ask (advisory 85). Pages' cookies count for nothing here, and tokens
for nothing at pages: a form on another site can use neither.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, get_type_hints
from urllib.parse import urlencode

from aiohttp import web

from fediart.actions.permissions import may, waits_for_second
from fediart.actions.scopes import holds
from fediart.api import given as reading
from fediart.api.allowance import ALLOWANCES, Standing
from fediart.api.bearers import BEARERS, token_of
from fediart.api.bodies import read_body, read_query
from fediart.api.call import Answered, Call, Paged, Written
from fediart.api.endpoint import ANYBODY, CLIENT, PERSON, Endpoint
from fediart.api.idempotency import once
from fediart.api.refusals import (
    NEEDS_SECOND,
    NOBODY,
    NOT_ALLOWED,
    OUT_OF_SCOPE,
    TOO_MANY,
    Refused,
    no_token,
    of_problem,
)
from fediart.api.written import json_bytes
from fediart.errors import Problem, TooOften
from fediart.media.errors import StorageAway
from fediart.store.access_tokens import Bearer
from fediart.store.settings import InstanceSettings
from fediart.web.cache import CACHE
from fediart.web.known import KNOWN
from fediart.web.request import SETTINGS, address_of, site_of
from fediart.web.upload_door import UPLOADS

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]

EXPOSED: Final = "Link, X-RateLimit-Reset, X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id, Retry-After"
_JSON: Final = "application/json; charset=utf-8"
_STANDING: web.RequestKey[Standing] = web.RequestKey("api standing", Standing)

log = logging.getLogger("fediart.api")


def answering(endpoint: Endpoint) -> Answering:
    """The handler that the router gets."""

    async def answered(request: web.Request) -> web.StreamResponse:
        try:
            return await _answer(request, endpoint)
        except Refused as refused:
            response = _json(refused.body, refused.status)
        except Problem as problem:
            answer = of_problem(problem)
            response = _json(answer.body, answer.status)
            if isinstance(problem, TooOften):
                response.headers["Retry-After"] = str(problem.retry_after)
        except web.HTTPException as error:
            if error.status < 400:
                raise
            response = _json({"error": error.reason}, error.status)
        except StorageAway as away:
            log.error("%s", away)
            response = _json({"error": "Files cannot be reached at the moment. Try again in a minute."}, 503)
            response.headers["Retry-After"] = "60"
        except Exception:
            if request.transport is None or request.writer.output_size > 0:
                raise
            log.exception("%s %s failed", request.method, request.path)
            response = _json({"error": "The server could not answer. It has been written down."}, 500)
        return _dressed(request, endpoint, response)

    return answered


async def _answer(request: web.Request, endpoint: Endpoint) -> web.StreamResponse:
    site = site_of(request)
    request[SETTINGS] = settings = await request.app[KNOWN].read()
    bearer = None if endpoint.need == CLIENT else await _bearer(request, endpoint)
    _count(request, endpoint, bearer)
    _admit(endpoint, bearer)
    _demand_second(endpoint, bearer, settings)
    call = Call(request, site, settings, bearer)
    if endpoint.method in ("GET", "DELETE") and not request.body_exists:
        return await _finished(call, endpoint, await read_query(request))
    async with _folder(request) as folder:
        tree = await read_body(request, folder, most_file_bytes=site.config.media.max_file_mb * 1_000_000)
        if endpoint.idempotent and bearer is not None and (key := request.headers.get("Idempotency-Key", "")):
            made = await once(call, key, tree, lambda: _finished(call, endpoint, tree))
            return _dressed(request, endpoint, made)
        return await _finished(call, endpoint, tree)


@asynccontextmanager
async def _folder(request: web.Request) -> AsyncIterator[Path]:
    """Where files of a multipart body wait until the answer is made; other bodies get none."""
    if request.content_type != "multipart/form-data":
        yield Path("none")
        return
    storage = site_of(request).storage
    async with request.app[UPLOADS].place():
        folder = await asyncio.to_thread(storage.incoming)
        try:
            yield folder
        finally:
            await asyncio.to_thread(storage.discard, folder)


async def _finished(call: Call, endpoint: Endpoint, tree: Mapping[str, Any]) -> web.StreamResponse:
    kind = given_kind(endpoint)
    if kind is None:
        made = await endpoint.handler(call)
    else:
        made = await endpoint.handler(call, reading.read(kind, tree))
    return _dressed(call.request, endpoint, _response(call.request, endpoint, made))


async def _bearer(request: web.Request, endpoint: Endpoint) -> Bearer | None:
    token = token_of(request, in_query=endpoint.stream)
    if token is None:
        return None
    bearer = await request.app[BEARERS].find(token) if token else None
    if bearer is None:
        _count(request, endpoint, None)  # who guesses is counted, too
        raise no_token()
    return bearer


def _admit(endpoint: Endpoint, bearer: Bearer | None) -> None:
    if bearer is None:
        if endpoint.need not in (ANYBODY, CLIENT):
            raise no_token()
        return
    if endpoint.need == PERSON and bearer.actor is None:
        raise Refused(403, bearer.waiting) if bearer.waiting else Refused(422, NOBODY)
    if endpoint.scopes and not any(holds(bearer.scopes, scope) for scope in endpoint.scopes):
        raise Refused(403, OUT_OF_SCOPE)
    if endpoint.deed and not may(bearer.account, endpoint.deed):
        raise Refused(403, NOT_ALLOWED)


def _demand_second(endpoint: Endpoint, bearer: Bearer | None, settings: InstanceSettings) -> None:
    """What this instance demands of its staff at pages holds for their apps, too."""
    account = bearer.account if bearer else None
    demanded = settings.staff_two_factors
    if account and endpoint.deed and waits_for_second(account, endpoint.deed, demanded=demanded):
        raise Refused(403, NEEDS_SECOND)


def _count(request: web.Request, endpoint: Endpoint, bearer: Bearer | None) -> None:
    account = bearer.account if bearer else None
    who = f"person {account.id}" if account else address_of(request)
    now = site_of(request).clock.now()
    standing = request.app[ALLOWANCES].take(endpoint, who, person=account is not None, now=now)
    request[_STANDING] = standing
    if standing.left < 0:
        raise TooOften(TOO_MANY, retry_after=max(1, (standing.ends - now) // 1000))


def _response(request: web.Request, endpoint: Endpoint, made: Any) -> web.StreamResponse:
    if isinstance(made, web.StreamResponse):
        return made
    if isinstance(made, Written):
        return web.Response(body=made.body, status=endpoint.status, headers={"Content-Type": _JSON, **made.headers})
    if isinstance(made, Paged):
        response = _json(made.items, endpoint.status)
        if link := link_header(request, made):
            response.headers["Link"] = link
        return response
    if isinstance(made, Answered):
        response = _json(made.body, made.status)
        response.headers.update(made.headers)
        return response
    return _json({} if made is None else made, endpoint.status)


def _json(body: Any, status: int) -> web.Response:
    return web.Response(body=json_bytes(body), status=status, headers={"Content-Type": _JSON})


def link_header(request: web.Request, page: Paged[Any]) -> str:
    """RFC 8288: `next` is further back and `prev` what is newer, with all else that was asked."""
    origin = site_of(request).config.origin
    kept = [(name, value) for name, value in request.query.items() if name not in _CURSORS]
    links = []
    for relation, query in (("next", page.next), ("prev", page.prev)):
        if query is not None:
            whole = urlencode([*kept, *query.items()])
            links.append(f'<{origin}{request.path}?{whole}>; rel="{relation}"')
    return ", ".join(links)


_CURSORS: Final = frozenset({"max_id", "min_id", "since_id", "offset", "access_token"})


def _dressed(request: web.Request, endpoint: Endpoint, response: web.StreamResponse) -> web.StreamResponse:
    if response.prepared:
        return response
    headers = response.headers
    if not endpoint.secret:
        headers.setdefault("Access-Control-Allow-Origin", "*")
        headers.setdefault("Access-Control-Expose-Headers", EXPOSED)
    if endpoint.cached and request.app[CACHE].open_to(request):
        return response  # kept for everybody (web/cache.py)
    headers.setdefault("Cache-Control", "private, no-store")
    headers.setdefault("Vary", "Authorization, Origin, Accept-Language")
    standing: Standing | None = request.get(_STANDING)
    if standing is not None:
        headers.update(standing.headers())
    return response


@lru_cache(maxsize=2048)
def hints_of(endpoint: Endpoint) -> dict[str, Any]:
    """What the handler's signature says it takes and returns."""
    return get_type_hints(endpoint.handler)


@lru_cache(maxsize=2048)
def given_kind(endpoint: Endpoint) -> type[Any] | None:
    """The dataclass that the handler takes beside the call, if it takes one."""
    names = list(inspect.signature(endpoint.handler).parameters)
    if len(names) < 2:
        return None
    kind: type[Any] = hints_of(endpoint)[names[1]]
    return kind


async def preflight(request: web.Request) -> web.Response:
    """What browsers ask before apps on other sites may talk to us (fetch.spec.whatwg.org, CORS preflight)."""
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
        "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, Accept, Accept-Language",
        "Access-Control-Expose-Headers": EXPOSED,
        "Access-Control-Max-Age": "86400",
    }
    return web.Response(status=204, headers=headers)
