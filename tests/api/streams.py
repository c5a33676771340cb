"""Apps that listen, for tests: what they hear, one event after the other."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientWebSocketResponse, WSMsgType

from fediart.site import Site
from fediart.store.actors import Actor
from tests.site import Client

PATIENCE = 10  # seconds; what does not come by then does not come


class Stream:
    """Server-sent events."""

    def __init__(self, response: Any) -> None:
        self.response = response

    async def next(self) -> tuple[str, Any]:
        """`(event, payload)`; comments are passed over. Raises ConnectionError at the end."""
        event, payload = "", None
        async with asyncio.timeout(PATIENCE):
            while line := await self.response.content.readline():
                text = line.decode().rstrip("\n")
                if text.startswith("event: "):
                    event = text.removeprefix("event: ")
                elif text.startswith("data: "):
                    payload = json.loads(text.removeprefix("data: "))
                elif event and not text:
                    return event, payload
        raise ConnectionError("the stream ended")

    @property
    def waits(self) -> bool:
        """Whether more has come than was asked for."""
        return not self.response.content.is_eof() and bool(self.response.content.read_nowait())

    async def ended(self) -> bool:
        try:
            while True:
                await self.next()
        except ConnectionError:
            return True


@asynccontextmanager
async def listening(client: Client, path: str, token: str = "") -> AsyncIterator[Stream]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with client.session.get(f"{client.origin}/api/v1/streaming/{path}", headers=headers) as response:
        assert response.status == 200, await response.text()
        assert response.content_type == "text/event-stream"
        assert await response.content.readline() == b":)\n"
        yield Stream(response)


class Socket:
    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket

    async def say(self, kind: str, stream: str, **more: str) -> None:
        await self.socket.send_json({"type": kind, "stream": stream, **more})

    async def next(self) -> dict[str, Any]:
        """The next message, its payload read."""
        async with asyncio.timeout(PATIENCE):
            message = await self.socket.receive()
        if message.type != WSMsgType.TEXT:
            raise ConnectionError(f"{message.type.name} {message.data}")
        said: dict[str, Any] = json.loads(message.data)
        if isinstance(said.get("payload"), str) and said["payload"][:1] in "{[":
            said["payload"] = json.loads(said["payload"])
        return said


@asynccontextmanager
async def socket(client: Client, query: str = "", token: str = "", **more: Any) -> AsyncIterator[Socket]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    url = f"{client.origin}/api/v1/streaming{query}"
    async with client.session.ws_connect(url, headers=headers, autoping=False, **more) as opened:
        yield Socket(opened)


async def mark(site: Site, person: Actor) -> None:
    """Something harmless that everybody who listens to their own home hears: what was to come before has come."""
    async with site.db.writing() as tx:
        await tx.run("delete from viewer_choices where actor_id = :id", id=person.id)
        await tx.run("""insert into viewer_choices (actor_id, body) values (:id, '{}')""", id=person.id)


async def heard_until_marked(site: Site, person: Actor, stream: Stream) -> list[tuple[str, Any]]:
    """What comes before the mark that is made now."""
    await mark(site, person)
    heard = []
    while (event := await stream.next())[0] != "filters_changed":
        heard.append(event)
    return heard
