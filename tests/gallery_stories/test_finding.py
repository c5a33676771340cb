"""Finding: what comes home, tags that one follows, colours, mediums, works that look alike, words, what is covered.

Exploring and searching are tried at every width; home and tags at 820, the settings at 390.
"""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from fediart.clock import MINUTE
from tests import seeds
from tests.gallery_stories.house import WIDTHS, House, widths


@pytest.mark.parametrize("width", widths(1))
async def test_a_visitor_explores_and_searches(house: House, width: int) -> None:
    house.passes(MINUTE)  # what is new comes into the index
    await house.happens()
    ann = await house.guest(width=width)
    await ann.goes("/")
    await ann.clicks(ann.page.get_by_role("navigation", name="Ways to look").get_by_role("link", name="Explore"))
    tiles = ann.page.locator(".gallery").first.locator("a.tile")
    await ann.fits()
    await ann.clicks(ann.page.get_by_role("region", name="Medium").get_by_role("link", name="Linocut"))
    await expect(tiles).to_have_count(2)
    await ann.clicks(ann.page.get_by_role("region", name="Medium").get_by_role("link", name=re.compile("Linocut")))
    colours = ann.page.get_by_role("region", name="Colour").get_by_role("link")
    await ann.clicks(colours.first)
    await expect(ann.page.get_by_role("region", name="Colour").locator("[aria-current]")).to_have_count(1)
    await ann.fits()
    await ann.goes(house.path("First hill"))
    await ann.clicks(ann.page.get_by_role("link", name="More like this"))
    await ann.waits("More like this")
    await expect(tiles.first).to_be_visible()
    await ann.fits()

    await ann.clicks(ann.page.get_by_role("link", name="Search").locator("visible=true").first)
    box = ann.page.get_by_role("combobox", name="Search")
    await box.fill("hill")
    await ann.enters(box)
    await expect(ann.page.get_by_role("region", name="Works").locator("a.tile")).to_have_count(3)  # one by its tag
    await expect(ann.page.locator("mark").first).to_have_text(re.compile("hill", re.IGNORECASE))
    await ann.fits()
    for words, found in (("from:tomasz medium:linocut", 2), ("tag:water", 2), ("from:jane has:several", 1)):
        await box.fill(words)
        await ann.enters(box)
        await expect(ann.page.get_by_role("region", name="Works").locator("a.tile")).to_have_count(found)
    await box.fill("zebra")
    await ann.enters(box)
    await ann.reads("Nothing found for “zebra”")


async def test_what_comes_home_is_chosen(house: House) -> None:
    eve, ann = await house.newcomer("eve"), await house.newcomer("anouk")
    who = await house.guest("eve", width=820)
    await who.goes("/home")
    await who.reads("Follow someone, and their work comes here")
    await who.goes("/@anouk")
    await who.presses("Follow", within="main")
    await expect(who.page.get_by_role("button", name="Following")).to_be_visible()
    await house.hang(ann, "Weathervane", 70)
    await seeds.say(house.site, ann, "<p>The ink is still wet.</p>")
    await who.goes("/home")
    await who.reads("Weathervane", "The ink is still wet.")
    await who.unfolds("What is shown here")
    await who.page.get_by_role("checkbox", name="Notes").uncheck()
    await who.presses("Save", within=".home-choice")
    await who.reads("Weathervane")
    await who.finds_no("The ink is still wet.")
    for width in WIDTHS:
        await who.turns(width)
        await who.fits()
    # A tag comes home, too
    await who.goes("/tags/fruit")
    await who.presses("Follow this tag")
    await expect(who.page.get_by_role("button", name="Following")).to_be_visible()
    await who.goes("/home")
    await who.reads("Three pears")
    assert eve.id


async def test_mature_works_are_as_one_likes(house: House) -> None:
    await house.newcomer("fay")
    fay = await house.guest("fay", width=390)
    covered = fay.page.get_by_role("link", name=re.compile("Mature study"))
    picture = fay.page.get_by_role("img", name=re.compile("Mature study"))
    await fay.goes("/@tomasz")
    await expect(covered.first).to_be_visible()
    await expect(picture).to_have_count(0)
    for words, seen, hidden in (("Show them", 1, False), ("Hide them", 0, True)):
        await fay.goes("/settings/seeing")
        group = fay.page.get_by_role("group", name="Mature works")
        await group.get_by_role("radio", name=re.compile(words)).check()
        await fay.fits()
        await fay.presses("Save")
        await fay.goes("/@tomasz")
        await expect(picture).to_have_count(seen)
        if hidden:
            await expect(covered).to_have_count(0)
