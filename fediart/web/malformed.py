"""What is no HTTP, or too long, never becomes a request of the application: its refusal carries our headers, too."""

from __future__ import annotations

from functools import partial
from typing import Any

from aiohttp import web

from fediart.web.security import headers_of_all

_UNREAD = "UNKNOWN"  # the method of what aiohttp could not read, see its web_protocol.ERROR


def dress_refusals(runner: web.AppRunner) -> None:
    """For a runner that is set up. aiohttp answers what it cannot read without asking the application."""
    app, server = runner.app, runner.server
    if server is None:
        raise RuntimeError("set the runner up first")

    class Unread(web.Request):
        async def _prepare_hook(self, response: web.StreamResponse) -> None:
            for name, value in headers_of_all(app):
                response.headers.add(name, value)
            response.headers["Server"] = "fediart"  # instead of every library with its version

    usual, unread = app._make_request, partial(app._make_request, _cls=Unread)

    def made(message: Any, *parts: Any) -> web.Request:
        return (unread if message.method == _UNREAD else usual)(message, *parts)

    server.request_factory = made
