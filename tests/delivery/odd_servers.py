"""Servers that misbehave, real ones on loopback: they can be stopped and started again at the same port.

    async with Odd(resets) as odd: odd.inbox; odd.received; odd.begins(takes)

A behaviour gets the server, the request's activity and the two ends of the connection.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

Behaviour = Callable[["Odd", dict[str, Any], asyncio.StreamWriter], Awaitable[None]]


class Odd:
    """One server; `received` are the ids of activities it took, `asked` counts all that came."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.received: list[str] = []
        self.asked = 0
        self.port = 0
        self.late = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def origin(self) -> str:
        return f"http://{self.host}"

    async def __aenter__(self) -> Odd:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.late.set()
        await self.stop()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """From now on its port refuses connections, and what was open is cut."""
        if self._server is None:
            return
        self._server.close()
        for writer in list(self._open):
            writer.transport.abort()
        await self._server.wait_closed()
        self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while head := await _head(reader):
                method, _, rest = head.partition(" ")
                length = int(rest.lower().partition("content-length: ")[2].split("\r\n")[0] or 0)
                body = await reader.readexactly(length)
                if method == "POST":
                    self.asked += 1
                    await self.behaviour(self, json.loads(body), writer)
                elif self.behaviour in (resets, is_silent):
                    writer.transport.abort()
                else:
                    await answer(writer, 410 if self.behaviour is gone else 404)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(writer)
            with suppress(ConnectionError):
                writer.close()


async def _head(reader: asyncio.StreamReader) -> str:
    try:
        return (await reader.readuntil(b"\r\n\r\n")).decode()
    except asyncio.IncompleteReadError:
        return ""


async def answer(writer: asyncio.StreamWriter, status: int, *headers: str) -> None:
    lines = [f"HTTP/1.1 {status} Status", *headers, "Content-Length: 0", "", ""]
    writer.write("\r\n".join(lines).encode())
    await writer.drain()


async def takes(odd: Odd, activity: dict[str, Any], writer: asyncio.StreamWriter) -> None:
    odd.received.append(activity["id"])
    await answer(writer, 202)


async def is_late(odd: Odd, activity: dict[str, Any], writer: asyncio.StreamWriter) -> None:
    """Answers when the test lets it: that stands for 25 seconds."""
    await odd.late.wait()
    await takes(odd, activity, writer)


async def resets(odd: Odd, activity: dict[str, Any], writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def asks_to_wait(odd: Odd, activity: dict[str, Any], writer: asyncio.StreamWriter) -> None:
    await answer(writer, 429, "Retry-After: 3600")


async def gone(odd: Odd, activity: dict[str, Any], writer: asyncio.StreamWriter) -> None:
    await answer(writer, 410)


async def is_silent(odd: Odd, activity: dict[str, Any], writer: asyncio.StreamWriter) -> None:
    """Takes everything and never answers."""
    await odd.late.wait()


async def never_ends(odd: Odd, activity: dict[str, Any], writer: asyncio.StreamWriter) -> None:
    """Says 202, and then streams a body without end."""
    odd.received.append(activity["id"])
    writer.write(b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not odd.late.is_set():
        writer.write(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")
        await writer.drain()
        await asyncio.sleep(0)
