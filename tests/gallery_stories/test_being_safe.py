"""A second step to log in: set up with an app, asked for, replaced by a recovery code; a device is logged out afar."""

from __future__ import annotations

from base64 import b32decode

import pytest
from playwright.async_api import expect

from fediart.clock import MINUTE
from tests.gallery_stories.house import Guest, House, widths
from tests.safety.second import App
from tests.site import PASSWORD


async def logs_in(who: Guest) -> None:
    await who.goes("/log-in?next=/works")
    await who.fills("Name or e-mail address", "jane")
    await who.fills("Password", PASSWORD)
    await who.presses("Log in", within="main")


async def inside(who: Guest) -> None:
    await expect(who.page.locator(".site-head .menu")).to_have_count(1)
    assert who.page.url.endswith("/works")


@pytest.mark.one_engine
@pytest.mark.parametrize("width", widths(2))
async def test_a_second_step_and_a_lost_phone(new_house: House, width: int) -> None:
    house = new_house
    await house.newcomer("jane")
    desk, phone = await house.guest(width=width), await house.guest(width=390)
    await logs_in(desk)
    await inside(desk)

    # Set up by an app, which scans a square code or is told the secret
    await desk.menu("Settings")
    await desk.follows("Safety", within="main")
    await desk.looks("safety-1-off")
    await desk.presses("Set up an authenticator app", within="main")
    assert await desk.page.locator(".square-code").evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    secret = await desk.page.locator(".copy-line code").inner_text()
    app = App(b32decode(secret.replace(" ", "")), house.clock)
    await desk.looks("safety-2-app")
    desk.watch.expected.append("status of 422")
    await desk.fills("Type the six digits", "000000")
    await desk.presses("Turn the second step on")
    await expect(desk.page.locator("main .error").first).to_be_visible()
    await desk.fills("Type the six digits", app.code())
    await desk.presses("Turn the second step on")
    codes = await desk.page.locator(".recovery-codes code").all_inner_texts()
    assert len(codes) >= 8
    await desk.looks("safety-3-codes")
    async with desk.page.expect_download() as waiting:
        await desk.page.get_by_role("link", name="Save as a file").click()
    assert (await waiting.value).suggested_filename.endswith(".txt")
    await desk.follows("I have kept them", within="main")
    await desk.reads("It is on since")

    # From now on the password alone is not enough
    house.passes(MINUTE)
    await logs_in(phone)
    await phone.waits("One more step")
    await phone.looks("safety-4-second")
    phone.watch.expected.append("status of 422")
    await phone.fills("Code", "123456")
    await phone.presses("Log in", within="main")
    await expect(phone.page.locator("main .error").first).to_be_visible()
    await phone.fills("Code", app.code())
    await phone.presses("Log in", within="main")
    await inside(phone)

    # The phone is lost: a recovery code logs in from elsewhere, once
    house.passes(MINUTE)
    other = await house.guest(width=width)
    await logs_in(other)
    await other.fills("Code", codes[0])
    await other.presses("Log in", within="main")
    await inside(other)
    again = await house.guest(width=width)
    again.watch.expected.append("status of 422")
    await logs_in(again)
    await again.fills("Code", codes[0])
    await again.presses("Log in", within="main")
    await expect(again.page.locator("main .error").first).to_be_visible()

    # And what is still open on it is closed from here; it is asked for the password before anything else
    await other.goes("/settings/account")
    rows = other.part("Where you are logged in").locator("tbody tr")
    await expect(rows).to_have_count(3)
    await other.looks("safety-5-places")
    await other.presses("Log out everywhere else, in apps, too")
    await expect(rows).to_have_count(1)
    await phone.goes("/works")
    await phone.waits("Log in")
    await desk.goes("/works")
    await desk.waits("Log in")
    await house.happens()
