"""Even the refusal of what is no HTTP says what may be done with what is published here."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from fediart.app import make_app
from fediart.clock import HandClock
from fediart.store.database import Database
from fediart.web.malformed import dress_refusals
from tests.site import change_settings, running_site

LONG = b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 20_000 + b"\r\n\r\n"


@pytest.mark.one_engine
async def test_what_cannot_be_read_is_refused_with_the_policy(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site:
        await change_settings(site, ai_policy="no-ai-no-search")
        runner = web.AppRunner(make_app(site), access_log=None, shutdown_timeout=1)
        await runner.setup()
        dress_refusals(runner)
        listening = web.TCPSite(runner, "127.0.0.1", 0)
        await listening.start()
        port = runner.addresses[0][1]
        try:
            good = await said(port, b"GET /about HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            assert good.startswith("HTTP/1.1 200") and good.count("\r\nContent-Usage:") == 1
            for sent in (b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01 no words\r\n\r\n", LONG):
                refused = await said(port, sent)
                assert refused.split(" ", 2)[1] == "400", refused[:200]
                assert "\r\nContent-Usage: train-ai=n, search=n\r\n" in refused
                assert "\r\ntdm-reservation: 1\r\n" in refused and "\r\nServer: fediart\r\n" in refused
                assert "noindex" in refused and "aiohttp" not in refused.lower()
        finally:
            await runner.cleanup()


async def said(port: int, sent: bytes) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    answer = await reader.read()
    writer.close()
    return answer.decode()
