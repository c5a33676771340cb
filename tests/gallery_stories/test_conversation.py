"""Conversation: comments and mentions, news that are told together, messages, and what one would rather not read.

Comments are written at every width; messages at 820 and 390, the rest at 1440 and 390.
"""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests import seeds
from tests.gallery_stories.house import WIDTHS, House, widths


@pytest.mark.parametrize("width", widths(0))
async def test_a_comment_a_like_a_bookmark(house: House, width: int) -> None:
    name = f"gil{width}"
    await house.newcomer(name)
    gil = await house.guest(name, width=width)
    await gil.goes(house.path("Reservoir"))
    deeds = gil.page.locator(".artwork-deeds")
    for deed in ("Like", "Bookmark"):
        await deeds.get_by_role("button", name=deed).press("Enter")
        await expect(deeds.get_by_role("button", name=deed)).to_have_attribute("aria-pressed", "true")
    await gil.fills("Your reply to Jane Okafor", f"@tomasz, look at the light! ({width})")
    await gil.presses("Reply", within="#reply")
    await gil.reads(f"look at the light! ({width})")
    await gil.fits()
    await gil.menu("Bookmarks")
    await expect(gil.page.locator("main")).to_contain_text("Reservoir")
    await gil.fits()


async def test_news_are_told_together(house: House) -> None:
    hal = await house.newcomer("hal")
    work = await house.hang(hal, "Two kites", 80)
    for name, width in (("tomasz", 820), ("olga", 390)):
        who = await house.guest(name, width=width)
        await who.goes(f"/@hal/{work}")
        await who.clicks(who.page.locator(".artwork-deeds").get_by_role("button", name="Like"))
        await expect(who.page.locator(".artwork-deeds [aria-pressed=true]")).to_have_count(1)
        if name == "olga":
            await who.fills("Your reply to hal", "Hello @kim, kites!")
            await who.presses("Reply", within="#reply")
            await who.reads("kites!")
    own = await house.guest("hal")
    await own.goes("/")
    await own.follows("Notifications", within="header")
    likes = own.page.locator(".news > li", has_text="liked")
    await expect(likes).to_have_count(1)
    await expect(likes).to_contain_text("Olga")
    await expect(likes).to_contain_text("Tomasz")
    for width in WIDTHS:
        await own.turns(width)
        await own.fits()
    kinds = own.page.get_by_role("navigation", name="Kinds of notifications")
    await own.clicks(kinds.get_by_role("link", name="Replies"))
    await expect(own.page.locator(".news > li")).to_have_count(1)
    kim = await house.guest("kim")
    await kim.goes("/notifications?of=words")
    await kim.reads("kites!")


async def test_a_stranger_writes_and_is_let_in(house: House) -> None:
    await house.newcomer("ida")
    await house.newcomer("sven")
    sven, ida = await house.guest("sven", width=820), await house.guest("ida", width=390)
    await sven.goes("/@ida")
    await sven.page.locator("summary", has_text="More").first.click()
    await sven.follows("Write a message")
    await sven.fills("Your message", "Is the big one still for sale?")
    await sven.presses("Send")
    await sven.reads("Is the big one still for sale?")
    await sven.fits()
    await house.happens()
    await ida.goes("/")
    await ida.menu("Messages")
    await ida.reads("No messages yet")
    await ida.clicks(ida.page.get_by_role("navigation", name="Messages").get_by_role("link", name="Requests"))
    await ida.follows("sven", within="main")
    await ida.reads("You do not follow them. Accept?")
    await ida.fits()
    await ida.presses("Accept", within=".request")
    await ida.fills("Your answer", "It is. Come by on Thursday.")
    await ida.presses("Send", within=".message-form")
    await ida.reads("It is. Come by on Thursday.")
    await sven.page.reload()
    for width in WIDTHS:
        await sven.turns(width)
        await sven.reads("It is. Come by on Thursday.")
        await sven.fits()


async def test_words_are_muted_people_listed_and_answers_closed(house: House) -> None:
    lea, max_ = await house.newcomer("lea"), await house.newcomer("max")
    who = await house.guest("lea", width=390)
    await who.goes("/@max")
    await who.presses("Follow", within="main")
    await seeds.say(house.site, max_, "<p>A spider sat on the easel.</p>")
    await seeds.say(house.site, max_, "<p>A quiet morning.</p>")
    await who.goes("/home")
    await who.reads("A spider sat", "A quiet morning.")
    await who.goes("/settings/muted")
    await who.fits()
    await who.fills("Word or phrase", "spider")
    await who.page.get_by_role("radio", name=re.compile("It keeps its place")).check()
    await who.presses("Mute it", within="#words")
    await who.goes("/home")
    await who.reads("A quiet morning.")
    await expect(who.page.get_by_text("A spider sat").locator("visible=true")).to_have_count(0)
    await who.page.locator("main summary", has_text="spider").first.click()
    await who.reads("A spider sat")

    await who.goes("/home")
    await who.follows("Lists", within="main")
    await who.fills("Name", "Friends")
    await who.presses("Make it")
    await who.goes("/@max/lists")
    await who.ticks("Friends")
    await who.presses("Save")
    await who.goes("/lists")
    await who.follows("Friends", within="main")
    await who.reads("A quiet morning.")
    await who.fits()

    # Who may answer is said for each work
    work = await house.hang(lea, "Closed door", 90)
    await who.turns(1440)
    await who.goes(f"/works/{work}/edit")
    await who.unfolds("Who may like, reply, boost and quote")
    await who.page.get_by_label("reply", exact=False).locator("visible=true").first.select_option(label="Nobody")
    await who.presses("Save")
    kim = await house.guest("kim")
    await kim.goes(f"/@lea/{work}")
    await expect(kim.page.locator("#reply")).to_have_count(0)
    await expect(kim.page.locator(".artwork-deeds").get_by_role("button", name="Like")).to_be_visible()
