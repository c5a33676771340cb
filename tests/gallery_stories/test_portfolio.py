"""A portfolio: arranged by keys and by hand, seen before it is published, read, written to, and printed.

The artist arranges at 1440 in full, and moves and chooses at 820 and 390, too; visitors come at every width.
"""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from fediart.clock import MINUTE
from tests.gallery_stories.house import Guest, House, widths


async def test_an_artist_arranges_and_publishes(house: House) -> None:
    jane, ann = await house.guest("jane"), await house.guest()
    await jane.goes("/@jane")
    await jane.follows("Arrange portfolio")
    shown, bar = jane.page.locator("[data-preview] > [data-layout]"), jane.page.locator("[data-draft-bar]")
    await expect(shown).to_have_attribute("data-layout", "justified")

    # Layout and accent are seen at once, and kept as a draft that nobody else sees
    await choose(jane, "layout", "masonry")
    await expect(shown).to_have_attribute("data-layout", "masonry")
    await choose(jane, "accent", "rust")
    await expect(shown).to_have_attribute("data-accent", "rust")
    await jane.fills("One sentence under your name", "Hills, sometimes fruit")
    await expect(bar).to_contain_text("You have changes that nobody else sees yet.")
    await jane.clicks(jane.page.get_by_role("button", name="New section"))
    await jane.page.get_by_label("Heading").fill("By the water")

    # By keyboard, by buttons, by hand
    pears, first = row(jane, "Three pears"), row(jane, "First hill")
    await pears.get_by_role("button", name="Move Three pears later").press("Enter")
    await expect(jane.page.locator("[data-arrange-said]")).to_contain_text("Three pears: ")
    await pears.get_by_label("Choose Three pears").focus()
    before = await order(jane)
    await jane.page.keyboard.press("Alt+ArrowLeft")
    assert await order(jane) != before
    await first.drag_to(row(jane, await leading(jane)), target_position={"x": 4, "y": 10})
    assert await leading(jane) == "First hill"
    await expect(bar).to_contain_text("You have changes")
    for width in (820, 390):
        await jane.turns(width)
        await jane.fits()
        await choose(jane, "layout", "grid" if width == 820 else "single")
        await expect(shown).to_have_attribute("data-layout", "grid" if width == 820 else "single")
        leads = await leading(jane)
        await row(jane, leads).get_by_role("button", name=f"Move {leads} later").click()
        assert await leading(jane) != leads
    await jane.turns(1440)

    await ann.goes("/@jane")
    await ann.finds_no("Hills, sometimes fruit")
    await jane.presses("Preview", within=".arrange-look")
    await jane.reads("Hills, sometimes fruit")
    await jane.presses("Publish")
    await ann.goes("/@jane")
    await ann.reads("Hills, sometimes fruit")
    await expect(ann.page.locator(".curated")).to_have_attribute("data-layout", "single")
    await expect(ann.page.locator(".curated")).to_have_attribute("data-accent", "rust")
    await jane.goes("/settings/portfolio")
    await jane.presses("Undo the last publishing")
    await ann.goes("/@jane")
    await ann.finds_no("Hills, sometimes fruit")


NAMES = "all => all.map((one) => one.dataset.name)"


async def choose(who: Guest, what: str, word: str) -> None:
    """A card of a choice; the round button in it may be out of sight."""
    await who.clicks(who.page.locator("label", has=who.page.locator(f'input[name="{what}"][value="{word}"]')).first)


def row(who: Guest, title: str) -> Locator:
    return who.page.locator(f'.arrange-work[data-name="{title}"]')


async def order(who: Guest) -> list[str]:
    return [str(name) for name in await who.page.locator(".arrange-work").evaluate_all(NAMES)]


async def leading(who: Guest) -> str:
    return (await order(who))[0]


@pytest.mark.parametrize("width", widths(6))
async def test_a_visitor_reads_about_an_artist_and_writes(house: House, width: int) -> None:
    name = f"ana{width}"
    artist = await house.newcomer(name)
    await house.hang(artist, f"Ferry {width}")
    own, ann = await house.guest(name, width=width), await house.guest(width=width)
    await own.goes("/settings/portfolio/about")
    await own.fills("Statement", "I draw what is *left* when the light goes.")
    await own.fills("Skills", "Linocut, lettering")
    await own.fills("Exhibitions", "2025 Night ferries, Harbour Gallery https://gallery.example/ferries")
    await own.presses("Publish", within="form.form")
    await ann.goes(f"/@{name}")
    await ann.fits()
    await ann.clicks(ann.page.get_by_role("navigation", name="Pages of this artist").get_by_role("link", name="About"))
    await ann.reads("I draw what is", "Linocut", "Night ferries, Harbour Gallery")
    assert f"{name}@mail.example" not in await ann.page.content()
    await ann.fits()
    await ann.follows("Contact", within="main")
    await ann.fills("Your name", "Gro Dahl")
    await ann.fills("Your e-mail address", "gro@gallery.example")
    await ann.fills("Message", "We would like to show six of your prints.")
    house.passes(MINUTE)
    await ann.presses("Send")
    await ann.waits("Your message is on its way")
    await own.goes("/enquiries")
    await own.reads("Gro Dahl", "We would like to show six of your prints.", "gro@gallery.example")
    await own.fits()
    # On paper
    await ann.goes(f"/@{name}/print")
    await ann.page.emulate_media(media="print")
    await expect(ann.page.locator("header.site-head")).not_to_be_visible()
    await ann.reads(f"Ferry {width}", "AI policy")
    await ann.page.emulate_media(media="screen")
    await ann.follows("One work on each page")
    await ann.reads(f"Ferry {width}")
