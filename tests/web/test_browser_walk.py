"""The main path in a real browser: from an empty server to a work that others answer, by mouse and by keyboard."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from demo.art import draw
from fediart.app import start_background
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store import artworks, pictures
from tests.chromium import ABSENT, ARGS, PROGRAM, REASON
from tests.migrated import migrated
from tests.site import PASSWORD, drain, make_artist, running_site, served

PATIENCE = 15_000  # milliseconds, for a machine that is busy

pytestmark = pytest.mark.skipif(ABSENT, reason=REASON)


@asynccontextmanager
async def running(folder: Path, *, set_up: bool) -> AsyncIterator[Site]:
    db = await migrated(folder / "walk.db")
    try:
        config = {"admission": {"model": "none"}}
        async with running_site(db, folder, HandClock(), set_up=set_up, config=config) as site, served(site):
            yield site
    finally:
        await db.close()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as tools:
        chromium = await tools.chromium.launch(executable_path=PROGRAM, args=ARGS)
        yield chromium
        await chromium.close()


async def opened(browser: Browser, site: Site, *, scripts: bool = True) -> Page:
    """A page in a browser of its own."""
    context = await browser.new_context(base_url=site.config.origin, java_script_enabled=scripts)
    context.set_default_timeout(PATIENCE)
    return await context.new_page()


@pytest.mark.timeout(90)
async def test_from_an_empty_server_to_a_work_that_others_answer(browser: Browser, tmp_path: Path) -> None:
    async with running(tmp_path, set_up=False) as site, start_background(site):
        page = await opened(browser, site)
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        await set_up_by_keyboard(page)
        await choose_describe_and_arrange(page, tmp_path)
        await publish(page)
        work_id = await see_it(page)
        async with site.db.reading() as tx:
            first, second = await pictures.of_artwork(tx, work_id)
        assert (first.file_name, second.file_name) == ("tree.png", "hills.png")
        assert first.focal_x < -0.3 and first.focal_y > 0.3
        await change_the_title(page)
        await log_out(page)
        await join(page)
        await like_reply_and_follow(page, work_id)
        await log_out(page)
        await read_the_news(page)
        assert broken == []


async def set_up_by_keyboard(page: Page) -> None:
    await page.goto("/")
    await expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    keys = page.keyboard
    await keys.press("Tab")
    await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    await keys.press("Enter")
    for said in ("olga", "olga@mail.example", PASSWORD, "Walled Garden"):
        await keys.press("Tab")
        await keys.type(said)
    await expect(page.get_by_label("Name of the instance")).to_have_value("Walled Garden")
    await page.get_by_role("radio", name="By approval").focus()
    await keys.press("ArrowUp")
    await expect(page.get_by_role("radio", name="Open Anyone")).to_be_checked()
    await page.get_by_role("button", name="Open the instance").press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Your instance is ready")


async def choose_describe_and_arrange(page: Page, folder: Path) -> None:
    files = [draw("landscape", (400, 260), 3, folder / "hills.png"), draw("rooms", (260, 400), 4, folder / "tree.png")]
    await page.set_viewport_size({"width": 1280, "height": 1500})  # both cards in sight
    await page.get_by_role("link", name="New artwork").click()
    await page.get_by_label("Choose pictures").set_input_files(files)
    cards = page.locator(".upload-card")
    await expect(cards).to_have_count(2)
    for number, width in ((0, 400), (1, 260)):  # each shows its own picture, and small crops of it beside
        await expect(cards.nth(number).locator("[data-image]")).to_have_js_property("naturalWidth", width)
    await cards.nth(1).locator("[data-preview]").drag_to(cards.first, target_position={"x": 40, "y": 4})
    await expect(cards.first).to_contain_text("tree.png")
    await cards.first.get_by_role("button", name="Later").press("Enter")
    await expect(cards.first).to_contain_text("hills.png")
    await cards.nth(1).get_by_role("button", name="Earlier").press("Enter")
    await expect(cards.first).to_contain_text("tree.png")
    await cards.first.get_by_text("What stays in sight when it is cropped").click()
    await expect(cards.first.locator(".focus-crops")).to_be_visible()
    box = await cards.first.locator("[data-image]").bounding_box()
    assert box is not None
    await page.mouse.click(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.2)
    await expect(cards.first.locator("[data-mark]")).to_be_visible()
    await cards.first.get_by_label("Describe this picture").fill("Blocks of stone")
    await cards.nth(1).get_by_label("Describe this picture").fill("Hills and a low sun")


async def publish(page: Page) -> None:
    await page.evaluate("document.querySelector('[data-upload]').noValidate = true")
    await page.get_by_role("button", name="Publish").click()
    summary = page.locator(".error-summary")
    await expect(summary).to_contain_text("Give the artwork a title")
    await expect(summary).to_be_focused()
    await summary.get_by_role("link").press("Enter")
    await expect(page.get_by_label("Title")).to_be_focused()
    await page.keyboard.type("Stone and hill")
    await page.keyboard.press("Enter")


async def see_it(page: Page) -> int:
    await page.wait_for_url(re.compile(r"/works/\d+$"))
    await expect(page.get_by_role("heading", level=1, name="Published")).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("link", name="See it").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Stone and hill")
    shown = page.locator(".stage img")
    await expect(shown.first).to_have_attribute("alt", "Blocks of stone")
    await expect(shown.nth(1)).to_have_attribute("alt", "Hills and a low sun")
    await expect(shown.first).to_have_js_property("complete", True)
    assert await shown.first.evaluate("image => image.naturalWidth") > 0
    return int(page.url.rpartition("/")[2])


async def change_the_title(page: Page) -> None:
    await page.get_by_role("link", name="Edit").click()
    await page.get_by_label("Title").fill("Stone and hills")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Stone and hills")


async def log_out(page: Page) -> None:
    await page.locator(".site-head .menu > summary").click()
    await page.get_by_role("button", name="Log out").click()
    await expect(page.get_by_role("link", name="Log in")).to_be_visible()


async def join(page: Page) -> None:
    await page.get_by_role("link", name="Join", exact=True).click()
    await page.get_by_label("Name").fill("viktor")
    await page.get_by_label("E-mail address").fill("viktor@mail.example")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("checkbox", name="I have read the rules").press("Space")
    await page.get_by_role("button", name="Join").press("Enter")
    await expect(page.locator(".site-head .menu > summary")).to_contain_text("viktor")


async def like_reply_and_follow(page: Page, work_id: int) -> None:
    await page.get_by_role("link", name="Gallery").click()
    await page.locator(f'a.tile[href$="/{work_id}"]').click()
    await page.get_by_role("button", name="Like").press("Enter")
    await expect(page.locator('.artwork-deeds [aria-pressed="true"]')).to_have_count(1)
    await page.get_by_label("Your reply to olga").fill("The stone is heavy and the hill is light.")
    await page.locator(".reply-form").get_by_role("button").click()
    await expect(page.locator(".comments")).to_contain_text("The stone is heavy")
    await page.get_by_role("button", name="Follow").click()
    await expect(page.get_by_role("button", name=re.compile("Unfollow|Following"))).to_be_visible()


async def read_the_news(page: Page) -> None:
    await page.get_by_role("link", name="Log in").click()
    await page.get_by_label("Name or e-mail address").fill("olga")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Notifications").click()
    news = page.locator(".news")
    for words in ("viktor follows you", "viktor liked Stone and hills", "viktor replied", "The stone is heavy"):
        await expect(news).to_contain_text(words)


@pytest.mark.timeout(60)
async def test_publishing_works_without_scripts(browser: Browser, tmp_path: Path) -> None:
    async with running(tmp_path, set_up=True) as site:
        artist = (await make_artist(site, "jane"))[1]
        page = await opened(browser, site, scripts=False)
        await page.goto("/new")
        await page.get_by_label("Name or e-mail address").fill("jane")
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Log in").click()
        picture = draw("weave", (300, 300), 5, tmp_path / "weave.png")
        await page.get_by_label("Choose pictures").set_input_files(picture)
        await page.get_by_label("Describe picture 1").fill("Threads")
        await page.get_by_label("Title").fill("Without a script")
        await page.get_by_role("button", name="Publish").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("On its way")
        await asyncio.wait_for(drain(site), 30)
        await page.get_by_role("link", name="Look again").click()
        await page.get_by_role("link", name="See it").click()
        await expect(page.locator(".stage img")).to_have_attribute("alt", "Threads")
        async with site.db.reading() as tx:
            assert [work.title for work in await artworks.of_artist(tx, artist.id)] == ["Without a script"]
