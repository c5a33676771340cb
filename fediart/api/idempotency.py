"""`Idempotency-Key`: a request that is sent again because its answer was lost is done once, and answered the same.

The first request writes a row before it begins, with the id that its work will get; one that comes while it is under
way waits for it. What is kept is the answer, for an hour (docs.joinmastodon.org/methods/statuses/#headers). A server
that dies in between leaves its row held for half a minute: who asks again then goes on under the same id, and finds
what was made under it already. A key that comes with another body is refused.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from typing import Any, Final

import orjson
from aiohttp import web

from federation.media_types import ACTIVITY_JSON
from fediart.api.call import Call
from fediart.api.given import File
from fediart.api.refusals import Refused
from fediart.clock import HOUR, SECOND
from fediart.errors import Problem
from fediart.store import app_answers
from fediart.store.app_answers import AppAnswer

Making = Callable[[], Awaitable[web.StreamResponse]]

OTHER_BODY: Final = "Idempotency-Key was used before with another request. Send a new key with it."
UNDER_WAY: Final = "The same request is still being worked on. Ask again in a moment."
HELD: Final = 40 * SECOND
"""Longer than any request takes; so long nobody takes over what another is at work on."""
_PATIENCE: Final = 25.0  # seconds that a twin waits
_LOOK: Final = 0.1
_NUMBER: web.RequestKey[int] = web.RequestKey("number of what is made", int)


def number_of(call: Call) -> int:
    """The id that what is made by this request gets. With an Idempotency-Key it may be taken already, by an earlier
    try of the same request: then what it names is the answer."""
    return call.request.get(_NUMBER) or call.site.ids.new()


async def once(call: Call, key: str, tree: Mapping[str, Any], make: Making) -> web.StreamResponse:
    """Makes the answer, or gives the one that was made before. Refused with 422 for another body, with 503 where a
    twin takes too long."""
    if call.bearer is None or call.bearer.account is None:
        return await make()
    asked = await asyncio.to_thread(_digest, call, tree)
    mine = AppAnswer(
        call.bearer.account.id, sha256(key.encode()).hexdigest(), asked, call.site.ids.new(), call.now + HELD, 0, "",
        call.now, call.site.company.seat,
    )  # fmt: skip
    while True:
        async with call.site.db.writing() as tx:
            begun = await app_answers.begin(tx, mine)
        if begun:
            return await _made(call, mine, make)
        known = await _settled(call, mine)
        if known is not None:
            return known if isinstance(known, web.Response) else await _made(call, known, make)


async def _settled(call: Call, mine: AppAnswer) -> web.Response | AppAnswer | None:
    """The answer that was given; or the row, where this request is to go on with it; None where it is free again."""
    for _ in range(int(_PATIENCE / _LOOK)):
        async with call.site.db.reading() as tx:
            known = await app_answers.find(tx, mine.account_id, mine.name)
        if known is None:
            return None
        if known.created <= call.now - HOUR:
            async with call.site.db.writing() as tx:
                await app_answers.forget(tx, known)
            return None
        if known.asked != mine.asked:
            raise Refused(422, OTHER_BODY)
        if known.status:
            return _again(known)
        if known.held_until <= call.now:
            until, seat = call.now + HELD, call.site.company.seat
            async with call.site.db.writing() as tx:
                if await app_answers.take_over(tx, known, until=until, now=call.now, seat=seat):
                    return known
        await asyncio.sleep(_LOOK)
    raise Refused(503, UNDER_WAY)


def _again(known: AppAnswer) -> web.Response:
    """The answer that was given. What was made at an address (201, 202) is named by its id."""
    headers = {"Content-Type": "application/json; charset=utf-8"}
    body = orjson.loads(known.answer) if known.status in (201, 202) else {}
    if isinstance(body, dict) and str(body.get("id", "")).startswith("http"):
        headers |= {"Content-Type": ACTIVITY_JSON, "Location": body["id"]}
    return web.Response(body=known.answer.encode(), status=known.status, headers=headers)


async def _made(call: Call, row: AppAnswer, make: Making) -> web.StreamResponse:
    """A refusal is not kept: the same key may try again. After an error of ours something may have been made."""
    call.request[_NUMBER] = row.number
    try:
        response = await make()
    except (Problem, Refused):
        async with call.site.db.writing() as tx:
            await app_answers.forget(tx, row)
        raise
    except Exception:
        async with call.site.db.writing() as tx:
            await app_answers.let_go(tx, row)
        raise
    if isinstance(response, web.Response) and isinstance(response.body, bytes):
        async with call.site.db.writing() as tx:
            await app_answers.finish(tx, row, status=response.status, answer=response.body.decode())
    return response


def _digest(call: Call, tree: Mapping[str, Any]) -> str:
    """Of what was asked, wherever it was asked and by whatever app."""
    body = json.dumps(tree, default=_told, sort_keys=True)  # orjson refuses large numbers and halves of pairs
    return sha256(f"{call.request.method} {call.request.path} {body}".encode()).hexdigest()


def _told(value: Any) -> Any:
    if isinstance(value, File):
        return [value.name, sha256(value.path.read_bytes()).hexdigest()]
    raise TypeError(type(value).__name__)
