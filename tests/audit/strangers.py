"""A server of somebody else on loopback: it says what it is told to say, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web


@dataclass(slots=True)
class Stranger:
    """`pages` maps paths to (media type, body); `headers` go with every answer."""

    pages: dict[str, tuple[str, str | bytes]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@asynccontextmanager
async def stranger(
    pages: Mapping[str, tuple[str, str | bytes]] | None = None, headers: Mapping[str, str] | None = None
) -> AsyncIterator[Stranger]:
    one = Stranger(dict(pages or {}), dict(headers or {}))

    async def answer(request: web.Request) -> web.Response:
        one.asked.append(request.path_qs)
        if request.path not in one.pages:
            raise web.HTTPNotFound
        kind, body = one.pages[request.path]
        data = body.replace("ORIGIN", one.origin).encode() if isinstance(body, str) else body
        return web.Response(body=data, content_type=kind, headers=one.headers)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    one.port = runner.addresses[0][1]
    try:
        yield one
    finally:
        await runner.cleanup()
