"""One open connection that is written to, and never read from here: what is sent to many is put into bytes once.

Nothing waits in the program for a slow reader: what the system does not take at once stays in the connection's own
buffer, and whoever lets that grow beyond a bound is cut off. So a listener is a few hundred bytes, and no task.
"""

from __future__ import annotations

import asyncio
import struct
from typing import Final

import orjson

from fediart.api.streaming.channels import Channel

MOST_WAITING: Final = 256 * 1024  # bytes that a reader may leave unread beside what the system holds for them
TEXT, CLOSE, PING = 0x81, 0x88, 0x89  # first bytes of whole frames (RFC 6455, section 5.2)
POLICY, GOING_AWAY = 1008, 1001  # why a WebSocket is closed (RFC 6455, section 7.4.1)


class Listener:
    """`person` is the actor's id, 0 for a visitor, and `token` the id of the token by which they listen.

    `news`: whether the token lets their notifications come, too. `chunked`: the answer is in HTTP's chunks.
    """

    __slots__ = ("address", "alive", "asked", "channels", "chunked", "ended", "news", "person", "socket", "token",
                 "transport")  # fmt: skip

    def __init__(self, *, person: int, token: int, news: bool, address: str, socket: bool, chunked: bool) -> None:
        self.person = person
        self.token = token
        self.news = news
        self.address = address
        self.socket = socket
        self.chunked = chunked
        self.channels: tuple[Channel, ...] = ()
        self.transport: asyncio.Transport | None = None
        self.ended: asyncio.Future[None] | None = None
        self.alive = True  # of a WebSocket: something came from it since it was last asked
        self.asked = 0  # messages of a WebSocket since the last beat

    def send(self, frame: bytes) -> bool:
        """False where it is gone, or was cut off for reading too slowly."""
        transport = self.transport
        if transport is None or transport.is_closing():
            return False
        if transport.get_write_buffer_size() > MOST_WAITING:
            transport.abort()
            return False
        transport.write(frame)
        return True

    def end(self, code: int) -> None:
        """Says goodbye and closes; `code` is for WebSockets."""
        if self.socket and self.transport is not None and not self.transport.is_closing():
            self.transport.write(socket_frame(struct.pack("!H", code), CLOSE))
            self.transport.close()
        if self.ended is not None and not self.ended.done():
            self.ended.set_result(None)


def chunk(data: bytes) -> bytes:
    """A chunk of HTTP/1.1 (RFC 9112, section 7.1)."""
    return b"%x\r\n%s\r\n" % (len(data), data)


def socket_frame(data: bytes, kind: int = TEXT) -> bytes:
    """A whole frame as servers send it (RFC 6455, section 5.2)."""
    length = len(data)
    if length < 126:
        return struct.pack("!BB", kind, length) + data
    if length < 65_536:
        return struct.pack("!BBH", kind, 126, length) + data
    return struct.pack("!BBQ", kind, 127, length) + data


class Message:
    """One event for any number of listeners, put into bytes once for each way in which it is sent.

    `payload` is JSON, or an id, or nothing (docs.joinmastodon.org/methods/streaming/#events).
    """

    __slots__ = ("_chunked", "_framed", "_plain", "event", "payload")

    def __init__(self, event: str, payload: str = "") -> None:
        self.event = event
        self.payload = payload
        # Browsers pass over an event that has no data at all.
        self._plain = f"event: {event}\ndata: {payload or '{}'}\n\n".encode()
        self._chunked = chunk(self._plain)
        self._framed: dict[tuple[str, str], bytes] = {}

    def bytes_for(self, listener: Listener, channel: Channel) -> bytes:
        """As this listener is sent it."""
        if not listener.socket:
            return self._chunked if listener.chunked else self._plain
        name = channel.name, channel.about
        if name not in self._framed:
            said = {"stream": channel.stream, "event": self.event}
            whole = said | {"payload": self.payload} if self.payload else said
            self._framed[name] = socket_frame(orjson.dumps(whole))
        return self._framed[name]


THUMP: Final = b":thump\n\n"  # a comment: keeps proxies from thinking that nobody is there
ARE_YOU_THERE: Final = socket_frame(b"", PING)
