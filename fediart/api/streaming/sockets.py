"""One WebSocket for any number of streams: apps subscribe to them and leave them by messages (RFC 6455).

Tokens come in a header, in the query or as the subprotocol, never as a cookie: so it is of no interest which page
opens the socket, and its Origin is not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from aiohttp import WSMsgType, web

from fediart.api.call import Call
from fediart.api.refusals import Refused
from fediart.api.streaming.channels import channel_from
from fediart.api.streaming.hub import HUB, MOST_ASKED
from fediart.api.streaming.listener import POLICY, Listener, socket_frame
from fediart.api.streaming.reach import demand_reach
from fediart.api.streaming.sse import listener_of

_LONGEST: Final = 4096  # bytes of a message to us
_NO_SOCKET: Final = "This address is for WebSockets. Server-sent events are at /api/v1/streaming/user and beside it."


async def socket(call: Call) -> Any:
    """Opens a WebSocket for any number of streams."""
    request, hub = call.request, call.request.app[HUB]
    protocol = request.headers.get("Sec-WebSocket-Protocol", "").partition(",")[0].strip()
    answer = web.WebSocketResponse(
        protocols=(protocol,) if protocol else (), compress=False, autoping=False, max_msg_size=_LONGEST, timeout=1.0
    )
    if not answer.can_prepare(request).ok:
        raise Refused(426, _NO_SOCKET)
    first = channel_from(request.query, call.bearer) if request.query.get("stream") else None
    if first is not None:
        await demand_reach(call, first)
    elif call.bearer is None:
        raise Refused(401, "Missing access token")
    listener = listener_of(call, socket=True)
    hub.enter(listener, call)
    try:
        await hub.ready()
        await answer.prepare(request)
        listener.transport = request.transport
        if first is not None:
            hub.listen(listener, first)
        await _answer_messages(call, answer, listener)
    except ConnectionError:
        pass  # whoever asked is gone
    finally:
        hub.leave(listener)
    return answer


async def _answer_messages(call: Call, answer: web.WebSocketResponse, listener: Listener) -> None:
    async for message in answer:
        listener.alive = True
        listener.asked += 1
        if listener.asked > MOST_ASKED:
            listener.end(POLICY)
            return
        if message.type == WSMsgType.PING:
            await answer.pong(message.data)
        elif message.type == WSMsgType.TEXT:
            await _heed(call, message.data, listener)


async def _heed(call: Call, text: str, listener: Listener) -> None:
    """What cannot be understood is passed over; what may not be is answered with an error, and the socket stays."""
    said = _read(text)
    kind = said.get("type")
    if kind not in ("subscribe", "unsubscribe"):
        return
    hub = call.request.app[HUB]
    try:
        channel = channel_from(said, call.bearer)
        if kind == "unsubscribe":
            hub.unlisten(listener, channel)
            return
        await demand_reach(call, channel)
        hub.listen(listener, channel)
    except Refused as refused:
        listener.send(socket_frame(orjson.dumps({**refused.body, "status": refused.status})))


def _read(text: str) -> Mapping[str, object]:
    try:
        said = orjson.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
