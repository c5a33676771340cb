"""Passkeys in a real browser, whose makers wrote the other side of the ceremony: added, then logged in with alone."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.chromium import ABSENT, ARGS, PROGRAM, REASON
from tests.site import PASSWORD, Client, make_artist

pytestmark = pytest.mark.skipif(ABSENT, reason=REASON)


async def with_authenticator(page: Page) -> None:
    """A device of its own, in Chromium, that recognises its holder every time."""
    told = await page.context.new_cdp_session(page)
    await told.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await told.send("WebAuthn.addVirtualAuthenticator", {"options": options})


async def test_a_passkey_is_added_and_logs_in(client: Client) -> None:
    await make_artist(client.site, "jane")
    async with async_playwright() as tools:
        chromium = await tools.chromium.launch(executable_path=PROGRAM, args=ARGS)
        context = await chromium.new_context(base_url=client.origin)
        page = await context.new_page()
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        await with_authenticator(page)
        await page.goto("/log-in?next=/settings/safety")
        await page.get_by_label("Name or e-mail address").fill("jane")
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Log in", exact=True).click()
        await page.get_by_label("Name of the new passkey").fill("my laptop")
        await page.get_by_role("button", name="Add a passkey").click()
        await expect(page.get_by_text("my laptop")).to_be_visible()
        await context.clear_cookies()
        await page.goto("/log-in?next=/settings/safety")
        if "/log-in" in page.url:  # else the browser has offered it beside the name's field, and it was taken
            await page.get_by_role("button", name="Log in with a passkey").click(no_wait_after=True)
        await page.wait_for_url("**/settings/safety")
        await expect(page.get_by_text("last used")).to_be_visible()
        await chromium.close()
    assert broken == []
