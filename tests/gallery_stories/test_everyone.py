"""For everyone: other languages, from right to left, more contrast, and the pages as an app, also without a network.

Languages are looked at on every width; the app on a telephone, where it is at home.
"""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.gallery_stories.house import WIDTHS, House
from tests.publish.works import human_png


async def test_the_pages_speak_other_languages_also_from_right_to_left(house: House) -> None:
    ann = await house.guest()
    await ann.goes("/")
    tongues = ann.page.locator("nav.tongues")
    for code, direction in (("en-XA", "ltr"), ("ar-XB", "rtl")):
        await ann.clicks(tongues.locator(f'a[lang="{code}"]'))
        await expect(ann.page.locator("html")).to_have_attribute("lang", code)
        await expect(ann.page.locator("html")).to_have_attribute("dir", direction)
        for path in ("/", house.path("Reservoir"), "/@jane", "/artists"):
            await ann.goes(path)
            await expect(ann.page.locator("html")).to_have_attribute("dir", direction)
            for width in WIDTHS:
                await ann.turns(width)
                await ann.fits()
    await ann.goes(house.path("Three pears"))
    # Arrows go where they point: to the left is onward here
    await ann.page.keyboard.press("ArrowLeft")
    await ann.waits("Second hill")


async def test_more_contrast_and_the_dark(house: House) -> None:
    ann = await house.guest()
    await ann.goes("/")
    page = ann.page.locator("html")
    usual = await page.evaluate("one => getComputedStyle(document.body).color")
    await ann.page.get_by_label("More contrast").check()
    strong = await page.evaluate("one => getComputedStyle(document.body).color")
    assert strong != usual
    await ann.page.get_by_label("Appearance").select_option(label="Dark")
    await ann.goes("/@jane")  # and it stays so
    assert await page.evaluate("one => getComputedStyle(document.body).color") not in (usual, strong)
    await expect(ann.page.get_by_label("More contrast")).to_be_checked()


async def test_the_pages_are_an_app(house: House) -> None:
    await house.newcomer("app")
    who = await house.guest("app", width=390)
    await who.goes("/")
    address = await who.page.locator("link[rel=manifest]").get_attribute("href")
    manifest = await (await who.page.request.get(address or "")).json()
    assert manifest["display"] == "standalone" and manifest["share_target"]["action"] == "/share"
    for one in manifest["icons"]:
        assert (await who.page.request.get(one["src"])).ok, one["src"]
    await who.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await who.page.reload()

    # What another app shares lies in the form of a new work
    picture = list(human_png(seed=909))
    await who.page.evaluate(SHARE, picture)
    await who.page.wait_for_url(re.compile("/new|/drafts/"))
    await expect(who.page.locator(".upload-card")).to_have_count(1)
    await expect(who.page.locator(".upload-card")).to_contain_text("Arrived")
    await expect(who.page.get_by_label("Title")).to_have_value("From my telephone")

    # The network is gone
    who.watch.expected.append("ERR_INTERNET_DISCONNECTED")
    await who.page.context.set_offline(True)
    await who.page.goto("/@jane")
    await who.reads("This page needs a connection.")
    await expect(who.page.get_by_role("heading").first).to_be_visible()
    await who.page.context.set_offline(False)
    await who.clicks(who.page.get_by_role("link", name="Try again"))
    await who.waits("Jane Okafor")


SHARE = """(bytes) => {
    const made = (tag, has) => Object.assign(document.createElement(tag), has);
    const form = made("form", {method: "post", action: "/share", enctype: "multipart/form-data"});
    const files = made("input", {type: "file", name: "files"});
    const given = new DataTransfer();
    given.items.add(new File([new Uint8Array(bytes)], "shared.png", {type: "image/png"}));
    files.files = given.files;
    const title = made("input", {name: "title", value: "From my telephone"});
    form.append(files, title);
    document.body.append(form);
    form.submit();
}"""
