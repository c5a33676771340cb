"""Server-sent events: one address for each stream, which stays open (html.spec.whatwg.org, server-sent events)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from fediart.actions.scopes import holds
from fediart.api.call import Call
from fediart.api.given import Id, asked
from fediart.api.streaming.channels import READ_NEWS, channel_from
from fediart.api.streaming.hub import HUB
from fediart.api.streaming.listener import Listener
from fediart.api.streaming.reach import demand_reach
from fediart.web.request import address_of

_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "private, no-store",
    "X-Accel-Buffering": "no",  # nginx would else keep events until it has a page of them
    "Access-Control-Allow-Origin": "*",
}


@dataclass(frozen=True, slots=True)
class OfMedia:
    only_media: bool = asked("Only posts with attachments.", default=False)


@dataclass(frozen=True, slots=True)
class OfTag:
    tag: str = asked("The hashtag, without #.", default="", most=500)


@dataclass(frozen=True, slots=True)
class OfList:
    list: Id | None = asked("Which list.")


async def health(call: Call) -> Any:
    """Says whether streams are served: OK."""
    return web.Response(text="OK")


async def user(call: Call) -> Any:
    """Streams what comes into the home timeline, and notifications where the token may read them."""
    return await _streamed(call, {"stream": "user"})


async def user_notification(call: Call) -> Any:
    """Streams notifications."""
    return await _streamed(call, {"stream": "user:notification"})


async def public(call: Call, given: OfMedia) -> Any:
    """Streams all public posts."""
    return await _streamed(call, {"stream": _public("public", given)})


async def public_local(call: Call, given: OfMedia) -> Any:
    """Streams public posts of this server."""
    return await _streamed(call, {"stream": _public("public:local", given)})


async def public_remote(call: Call, given: OfMedia) -> Any:
    """Streams public posts of other servers."""
    return await _streamed(call, {"stream": _public("public:remote", given)})


async def hashtag(call: Call, given: OfTag) -> Any:
    """Streams public posts with a hashtag."""
    return await _streamed(call, {"stream": "hashtag", "tag": given.tag})


async def hashtag_local(call: Call, given: OfTag) -> Any:
    """Streams public posts of this server with a hashtag."""
    return await _streamed(call, {"stream": "hashtag:local", "tag": given.tag})


async def people_list(call: Call, given: OfList) -> Any:
    """Streams the timeline of a list."""
    return await _streamed(call, {"stream": "list", "list": given.list or ""})


async def direct(call: Call) -> Any:
    """Streams conversations: direct messages as they come."""
    return await _streamed(call, {"stream": "direct"})


def _public(name: str, given: OfMedia) -> str:
    return f"{name}:media" if given.only_media else name


async def _streamed(call: Call, said: dict[str, object]) -> web.StreamResponse:
    channel = channel_from(said, call.bearer)
    await demand_reach(call, channel)
    request, hub = call.request, call.request.app[HUB]
    response = web.StreamResponse(headers=_HEADERS)
    response.force_close()
    if request.method == "HEAD":
        await response.prepare(request)
        return response
    listener = listener_of(call, socket=False)
    if listener.chunked:
        response.enable_chunked_encoding()
    hub.enter(listener, call)
    try:
        await hub.ready()
        await response.prepare(request)
        listener.transport = request.transport
        listener.ended = asyncio.get_running_loop().create_future()
        hub.listen(listener, channel)
        await response.write(b":)\n")
        await listener.ended
    except ConnectionError:
        pass  # whoever asked is gone
    finally:
        hub.leave(listener)
    return response


def listener_of(call: Call, *, socket: bool) -> Listener:
    """Who asks, as the hub knows them."""
    bearer, request = call.bearer, call.request
    return Listener(
        person=call.viewer_id or 0,
        token=bearer.token_id if bearer else 0,
        news=bearer is not None and holds(bearer.scopes, READ_NEWS),
        address=address_of(request),
        socket=socket,
        chunked=not socket and request.version >= (1, 1),
    )
