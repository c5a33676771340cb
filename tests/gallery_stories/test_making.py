"""Making: files that are sent while one writes, drafts, a time to publish, many works at once, and changes after it.

A work is begun at each width; it is scheduled and changed at 1440, its pictures at 820, many works at 390.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.async_api import expect

from fediart.clock import HOUR
from tests.gallery_stories.house import WIDTHS, Guest, House, widths
from tests.publish.works import human_png


async def begin(who: Guest, title: str, pictures: int) -> None:
    """Files on their way, each described, and a title."""
    await who.goes("/")
    await who.clicks(who.page.get_by_role("link", name=re.compile("^New")).locator("visible=true").first)
    files = [
        (f"{title}-{number}.png", human_png(seed=sum(title.encode()) + 7 * number), "image/png")
        for number in range(pictures)
    ]
    await who.chooses("Choose pictures", *files)
    cards = who.page.locator(".upload-card")
    await expect(cards).to_have_count(pictures)
    for number in range(pictures):
        await cards.nth(number).get_by_label("Describe this picture").fill(f"{title}, seen from side {number + 1}")
        await expect(cards.nth(number)).to_contain_text("Arrived")
    await who.fills("Title", title)


@pytest.mark.parametrize("width", widths(5))
async def test_files_are_sent_while_one_writes_and_nothing_is_lost(house: House, width: int) -> None:
    name, title = f"bo{width}", f"Gull {width}"
    await house.newcomer(name)
    bo = await house.guest(name, width=width)
    await begin(bo, title, 2)
    await expect(bo.page.locator("[data-progress]")).to_have_text("Saved as a draft")
    await bo.fits()
    # The window is closed; it is all there the next day
    await bo.page.close()
    bo.page = await house.another_page(bo)
    await bo.goes("/works")
    await bo.follows(f"Go on with {title}")
    cards = bo.page.locator(".upload-card")
    await expect(cards).to_have_count(2)
    await expect(bo.page.get_by_label("Title")).to_have_value(title)
    await cards.nth(1).get_by_role("button", name="Earlier").press("Enter")
    await expect(cards.first.get_by_role("textbox").first).to_have_value(f"{title}, seen from side 2")
    await bo.presses("Publish")
    await bo.page.wait_for_url(re.compile(r"/works/\d+$"))
    await house.happens()
    await bo.waits("Published")
    await bo.follows("See it")
    await bo.waits(title)
    await expect(bo.page.locator(".stage img").first).to_have_attribute("alt", f"{title}, seen from side 2")


async def test_a_work_waits_for_its_time_and_is_changed_afterwards(house: House) -> None:
    await house.newcomer("cy")
    cy, ann = await house.guest("cy"), await house.guest()
    await begin(cy, "Low water", 1)
    await cy.unfolds("Publish at a time")
    soon = datetime.fromtimestamp((house.clock.now() + 30 * HOUR) / 1000, UTC)
    await cy.page.get_by_role("textbox", name="Day and time").fill(soon.strftime("%Y-%m-%dT%H:%M"))
    await cy.fills("Time zone", "Asia/Jakarta")  # seven hours before UTC
    await cy.presses("Publish")
    await cy.page.wait_for_url(re.compile(r"/works/\d+$"))
    await house.happens()
    await cy.waits("Waits for its time")
    await cy.fits()
    house.passes(22 * HOUR)
    await house.happens()
    await ann.goes("/@cy")
    await ann.finds_no("Low water")
    house.passes(2 * HOUR)
    await house.happens()
    await ann.goes("/@cy")
    await ann.follows(re.compile("Low water"), within="main")
    await ann.waits("Low water")

    # What matters stays in sight, by keyboard; the title changes, and everybody can see that it did
    await cy.goes("/works")
    await cy.follows(re.compile("Edit"), within="main")
    await cy.unfolds("What stays in sight when it is cropped")
    await cy.page.get_by_role("slider", name="Left to right").press("ArrowRight")
    await cy.fills("Title", "Low tide")
    await cy.presses("Save")
    await cy.waits("Low tide")
    await ann.page.reload()
    await ann.follows(re.compile("edited"), within="main")
    await ann.reads("Low water", "Low tide")
    await ann.fits()

    # The picture is replaced: the old one stays until the new one is in
    await cy.turns(820)
    await cy.follows("Edit", within="main")
    await cy.follows("Replace, add or take away pictures")
    await cy.fits()
    await cy.chooses("Replace picture 1", ("new.png", human_png(seed=777), "image/png"))
    await cy.fills("Describe the new one", "The same shore, with a boat")
    await cy.presses("Change the pictures")
    await house.happens()
    await ann.goes("/@cy")
    await ann.follows(re.compile("The same shore"), within="main")
    await expect(ann.page.locator(".stage img")).to_have_attribute("alt", "The same shore, with a boat")

    # Critique is asked for, given, and closed
    await cy.goes("/works")
    await cy.follows(re.compile("Edit"), within="main")
    await cy.follows("Ask for critique")
    await cy.ticks("Composition")
    await cy.page.get_by_role("radio").first.check()
    await cy.fills("In your own words", "Is the boat too near?")
    await cy.fits()
    await cy.presses("Ask for critique")
    await ann.goes("/critique")
    await ann.follows(re.compile("Low tide|The same shore"), within="main")
    await ann.reads("Critique is welcome", "Composition", "Is the boat too near?")
    kim = await house.guest("kim", width=390)
    await kim.goes(ann.page.url.removeprefix(house.site.config.origin))
    await kim.fills("Your reply to cy", "Let it breathe: half a boat to the left.")
    await kim.ticks("I mean this as critique")
    await kim.presses("Reply", within="#reply")
    await kim.reads("Let it breathe")
    await expect(kim.page.locator(".critique-mark")).to_have_text("Critique")
    await kim.fits()


async def test_many_works_are_changed_and_described_at_once(house: House) -> None:
    di = await house.newcomer("di")
    for number in range(3):
        await house.hang(di, f"Leaf {number}", 60 + number)
    async with house.site.db.writing() as tx:
        await tx.run(
            "update pictures set alt = '' where artwork_id in (select id from artworks where actor_id = :id)", id=di.id
        )
    house.site.pages.changed()
    who = await house.guest("di", width=390)
    await who.goes("/works")
    await who.follows("Change many at once")
    for width in WIDTHS:
        await who.turns(width)
        await who.fits()
    await who.turns(390)
    await who.page.get_by_role("button", name="Choose all").click()
    await expect(who.page.locator("[data-count]")).to_have_text("3 chosen")
    await who.fills("Add tags", "leaves")
    await who.presses("Change these works")
    await house.happens()
    if await who.page.get_by_role("link", name="Look again").count():
        await who.follows("Look again")
    await who.reads("3 works are changed.")
    await who.goes("/tags/leaves")
    await expect(who.page.locator(".gallery a.tile")).to_have_count(3)
    await who.page.go_back()
    await who.presses("Undo all of it")
    await house.happens()
    await who.goes("/tags/leaves")
    await expect(who.page.locator(".gallery a.tile")).to_have_count(0)
    # Their descriptions, all on one page
    await who.goes("/works/alt")
    await who.reads("0 of 3 pictures are described")
    await who.fits()
    for number in (0, 1):
        await who.fills(f"Describe a picture of “Leaf {number}”", f"Leaf number {number}")
    await who.presses("Save these descriptions")
    await who.reads("2 of 3 pictures are described")
