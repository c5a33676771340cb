"""Apps in a real browser: what comes after the question. Browsers hold a form's answer against the page's policy, so
that nothing but a browser shows whether the way back to the app is open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from aiohttp import web
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from fediart.actions.app_tokens import for_code
from fediart.actions.apps import SHOWN, register
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store.apps import RegisteredApp, Registration
from fediart.store.database import Database
from tests.chromium import ABSENT, ARGS, PROGRAM, REASON
from tests.site import PASSWORD, make_artist, running_site, served

pytestmark = pytest.mark.skipif(ABSENT, reason=REASON)


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as running, served(running):
        await make_artist(running, "jane")
        yield running


@pytest.fixture
async def context(site: Site) -> AsyncIterator[BrowserContext]:
    async with async_playwright() as tools:
        chromium = await tools.chromium.launch(executable_path=PROGRAM, args=ARGS)
        opened = await chromium.new_context(base_url=site.config.origin)
        opened.set_default_timeout(15_000)
        yield opened
        await chromium.close()


@asynccontextmanager
async def app_at_home() -> AsyncIterator[tuple[str, list[dict[str, str]]]]:
    """An app that listens on this machine, as those for desktops do: its address, and what it was told."""
    told: list[dict[str, str]] = []

    async def hear(request: web.Request) -> web.Response:
        told.append(dict(request.query))
        return web.Response(text="<h1>Back in the app</h1>", content_type="text/html")

    listening = web.Application()
    listening.router.add_get("/callback", hear)
    runner = web.AppRunner(listening)
    await runner.setup()
    at = web.TCPSite(runner, "127.0.0.1", 0)
    await at.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/callback", told
    finally:
        await runner.cleanup()


async def ask(page: Page, app: RegisteredApp) -> None:
    asked = {"response_type": "code", "client_id": app.client_id, "redirect_uri": app.redirect_uris[0],
             "scope": "read:statuses", "state": "s t/1"}  # fmt: skip
    await page.goto("/oauth/authorize?" + urlencode(asked), wait_until="domcontentloaded")


async def answer(page: Page, word: str) -> None:
    await page.get_by_role("button", name=word, exact=True).click()


async def test_apps_are_let_in_refused_and_logged_out(site: Site, context: BrowserContext) -> None:
    page = await context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Security Policy" in said.text else None)
    async with app_at_home() as (address, told):
        app, _ = await register(site, Registration("Feather", "", (address,), ("read",)), confidential=True)
        await ask(page, app)
        await page.get_by_label("Name or e-mail address").fill("jane")
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.locator("main form button[type=submit]").first.click()
        await answer(page, "Allow")
        await expect(page.get_by_role("heading", name="Back in the app")).to_be_visible()
        await ask(page, app)
        await answer(page, "Deny")
        await expect(page.get_by_role("heading", name="Back in the app")).to_be_visible()
    assert told[0]["state"] == told[1]["state"] == "s t/1" and told[1]["error"] == "access_denied"
    await for_code(site, app, told[0]["code"], redirect_uri=address, verifier="")
    await page.goto("/settings/apps")
    await page.get_by_text("Log out (Feather)").click()
    await answer(page, "Log Feather out")
    await expect(page.get_by_text("No app may act in your name")).to_be_visible()
    await shown_to_be_copied(site, page)
    await sent_to_an_app_of_the_device(site, page)
    assert refused == []


async def sent_to_an_app_of_the_device(site: Site, page: Page) -> None:
    """Chromium has nothing that opens the address, but sets out for it."""
    app, _ = await register(site, Registration("Wing", "", ("myapp://callback",), ("read",)), confidential=True)
    events = await page.context.new_cdp_session(page)
    await events.send("Network.enable")
    gone: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def notice(said: dict[str, Any]) -> None:
        if said["request"]["url"].startswith("myapp:") and not gone.done():
            gone.set_result(said["request"]["url"])

    events.on("Network.requestWillBeSent", notice)
    await ask(page, app)
    await answer(page, "Allow")
    there = urlsplit(await asyncio.wait_for(gone, 15))
    told = parse_qs(there.query)
    assert there.netloc == "callback" and told["state"] == ["s t/1"]
    await for_code(site, app, told["code"][0], redirect_uri="myapp://callback", verifier="")


async def shown_to_be_copied(site: Site, page: Page) -> None:
    app, _ = await register(site, Registration("Quill", "", (SHOWN,), ("read",)), confidential=True)
    await ask(page, app)
    await answer(page, "Deny")
    await expect(page.get_by_text("Quill may do nothing in your name")).to_be_visible()
    await ask(page, app)
    await answer(page, "Allow")
    code = await page.locator(".code-shown code").inner_text()
    await for_code(site, app, code, redirect_uri=SHOWN, verifier="")
