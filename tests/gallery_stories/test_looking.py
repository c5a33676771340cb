"""To look at art: the front page and its walls, a work as near as one likes, what is told of it, and how it is shared.

Walls, the viewer and the comparison are tried at every width; the keys at 1440, fingers at 390.
"""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from federation.webfinger import SUBSCRIBE
from tests.gallery_stories.house import WIDTHS, Guest, House, widths
from tests.remote import RemoteServer


@pytest.mark.parametrize("width", widths(2))
async def test_a_visitor_looks_along_the_walls_to_the_next_page(house: House, width: int) -> None:
    ann = await house.guest(width=width)
    await ann.goes("/")
    await ann.waits("A small house for drawing")
    tiles = ann.page.locator(".gallery a.tile")
    await expect(tiles).to_have_count(40)
    await expect(ann.page.locator(f'a.tile[href="{house.path("Reservoir")}"]')).to_have_count(1)
    await expect(tiles.first.locator("img")).to_have_js_property("complete", True)
    await ann.fits()
    walls = ann.page.get_by_role("navigation", name="How the wall hangs")
    for words, kind in (("Columns", "masonry"), ("One by one", "single"), ("Rows", "rows")):
        await ann.clicks(walls.get_by_role("link", name=words))
        await expect(walls.get_by_role("link", name=words)).to_have_attribute("aria-current", "true")
        await expect(ann.page.locator(f"ul.gallery.{kind}")).to_have_count(1)
        await ann.fits()
        await whole(ann)
    await ann.clicks(ann.page.get_by_role("link", name="Older"))
    await expect(tiles.first).to_be_visible()
    await expect(ann.page.get_by_role("link", name="Older")).to_have_count(0)
    await ann.clicks(ann.page.get_by_role("link", name="Newest", exact=True).last)
    await expect(tiles).to_have_count(40)


async def whole(who: Guest) -> None:
    """No picture of the wall is cropped or stretched."""
    bent = await who.page.locator(".gallery a.tile img").evaluate_all("""all => all.slice(0, 8).filter((one) => {
        const box = one.getBoundingClientRect();
        const own = one.getAttribute("width") / one.getAttribute("height");
        return Math.abs(box.width / box.height / own - 1) > 0.03;
    }).map((one) => one.alt)""")
    assert bent == [], f"not in their own proportions: {bent}"


async def test_the_wall_is_walked_by_keyboard(house: House) -> None:
    ann = await house.guest()
    await ann.goes("/tags/hills")
    tiles, keys = ann.page.locator(".gallery a.tile"), ann.page.keyboard
    await keys.press("Tab")
    await expect(ann.page.get_by_role("link", name="Skip to content")).to_be_focused()
    await keys.press("j")
    await expect(tiles.nth(0)).to_be_focused()
    await keys.press("ArrowRight")
    await expect(tiles.nth(1)).to_be_focused()
    await keys.press("k")
    await expect(tiles.nth(0)).to_be_focused()
    await keys.press("Enter")
    await ann.waits("Reservoir")
    # Left and right lead to the artist's works beside it
    await keys.press("ArrowRight")
    await ann.waits("Three pears")
    await keys.press("ArrowLeft")
    await ann.waits("Reservoir")


@pytest.mark.parametrize("width", widths(3))
async def test_a_work_fills_the_screen_and_is_seen_from_near(house: House, width: int) -> None:
    ann = await house.guest(width=width)
    await ann.goes(house.path("Reservoir"))
    await ann.fits()
    viewer, keys = ann.page.get_by_role("dialog"), ann.page.keyboard
    first = ann.page.locator(".stage-picture").first
    await first.click()
    await expect(viewer).to_be_visible()
    await expect(viewer.locator("img").first).to_have_attribute("alt", re.compile("picture 1: a low sun"))
    await expect(viewer).to_contain_text("1 of 4")
    size = viewer.locator("[data-viewer-size]")
    far = await size.text_content() or ""
    await viewer.get_by_role("button", name="Closer").click()
    await expect(size).not_to_have_text(far)
    await keys.press("0")
    await expect(size).to_have_text(far)
    await keys.press("+")
    await keys.press("ArrowDown")
    await keys.press("-")
    await viewer.get_by_role("button", name="Description").click()
    await ann.reads("The lower shore, after rain", within="dialog")
    await keys.press("0")
    await keys.press("ArrowRight")
    await expect(viewer).to_contain_text("2 of 4")
    await viewer.get_by_role("button", name="Previous picture").click()
    await expect(viewer).to_contain_text("1 of 4")
    await keys.press("Escape")
    await expect(viewer).not_to_be_visible()
    await expect(first).to_be_focused()
    await ann.page.wait_for_function("history.state?.viewer !== true")
    # The way back of the browser closes it, too, and stays on the page
    await keys.press("Enter")
    await expect(viewer).to_be_visible()
    await ann.page.go_back()
    await expect(viewer).not_to_be_visible()
    await ann.waits("Reservoir")


@pytest.mark.parametrize("width", widths(4))
async def test_what_is_told_of_a_work(house: House, width: int) -> None:
    ann = await house.guest(width=width)
    await ann.goes(house.path("Reservoir"))
    await ann.reads("The lower shore, after rain", "Oil on board", "Krita", "2024", "40 × 30 cm", "How it came to be")
    await ann.reads("All rights reserved", "Painted from a window")
    slider = ann.page.get_by_role("slider", name="How much of the picture before is shown")
    await slider.focus()
    await ann.page.keyboard.press("ArrowLeft")
    await expect(slider).to_have_value("49")
    await ann.page.keyboard.press("Home")
    await expect(slider).to_have_value("0")
    await ann.unfolds("Description of picture 1")
    await ann.reads("Reservoir, picture 1: a low sun and long shadows")
    await ann.page.locator(".share > summary").click()
    share = ann.page.locator(".share .sheet")
    await expect(share.locator("code").first).to_have_text(house.site.config.origin + house.path("Reservoir"))
    await expect(share.get_by_label("Embed in a page")).to_have_value(re.compile("<iframe"))
    await ann.fits()
    # To the next of its series, and to the mature one, which is covered until it is asked for
    await ann.goes(house.path("First hill"))
    await ann.clicks(ann.page.get_by_role("navigation", name="Hills").get_by_role("link"))
    await ann.waits("Second hill")
    await ann.goes(house.path("Mature study"))
    await expect(ann.page.locator(".stage img")).not_to_be_visible()
    await ann.page.locator("summary", has_text="Show the work").click()
    await expect(ann.page.locator(".stage img")).to_be_visible()


async def test_a_visitor_opens_a_work_on_their_own_server(house: House) -> None:
    async with RemoteServer("bob") as bob:
        template = f"{bob.origin}/interact?uri={{uri}}"
        bob.serve(
            "/.well-known/webfinger", {"subject": "acct:bob", "links": [{"rel": SUBSCRIBE, "template": template}]}
        )
        for width in WIDTHS:
            ann = await house.guest(width=width)
            ann.watch.leaves.add(bob.host)
            # What is no server is said at the form, and the other server is none that shows pages
            ann.watch.expected += ["422.*/interact", f"404.*{bob.host}"]
            await ann.goes(house.path("Three pears"))
            await ann.unfolds("Like, boost or reply from your own server")
            server = ann.page.get_by_label("Have an account on Mastodon")
            await server.fill("nobody at all")
            await server.press("Enter")
            await expect(ann.page.locator("[data-said]").first).not_to_have_text("")
            await server.fill(bob.handle)
            await server.press("Enter")
            await ann.page.wait_for_url("**/interact?uri=*")
            # The next time it is known already, in this browser alone
            await ann.goes(house.path("Second hill"))
            await ann.unfolds("Like, boost or reply from your own server")
            await expect(server).to_have_value(bob.handle)
