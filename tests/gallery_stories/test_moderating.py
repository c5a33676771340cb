"""A moderator's day, from the first sign-up to the log; and what was decided wrongly is appealed, and taken back."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, expect

from fediart.clock import HOUR
from tests.gallery_stories.house import Guest, House, widths
from tests.site import PASSWORD, change_settings, mails

READY = "Please say who took the photograph you painted from. A line in the description will do."


def said(who: Guest, name: str) -> Locator:
    """A field to write in, where sections have the same name, too."""
    return who.page.locator("main").get_by_role("textbox", name=name, exact=True).locator("visible=true").first


async def signs_up(who: Guest) -> None:
    """Asks to join, and is told to wait."""
    await who.goes("/sign-up")
    await who.fills("Name", "nils")
    await who.fills("E-mail address", "nils@mail.example")
    await who.fills("Password", PASSWORD)
    await who.fills("What do you make?", "Woodcuts of harbours. I sell prints at the market in Bergen.")
    await who.ticks("I have read the rules")
    await who.presses("Ask to join", within="main")
    await who.reads("A moderator has to approve your account", within="body")


async def reports(who: Guest, path: str) -> None:
    await who.goes(path)
    await who.follows("Report", within="main")
    await who.page.get_by_role("radio").nth(1).check()
    await who.fills("In your own words", "This is painted after a photograph of mine, and I am not named.")
    await who.fits()
    await who.presses("Send the report")
    await who.reads("Thank", within="body")


@pytest.mark.one_engine  # tests/running_stories/test_a_day.py tells it on PostgreSQL
@pytest.mark.parametrize("width", widths(0))
async def test_a_day_and_an_appeal(new_house: House, width: int) -> None:
    house = new_house
    await change_settings(house.site, registrations="approval")
    for name, role in (("mia", "moderator"), ("ada", "admin")):
        await house.newcomer(name, role=role)
    jane, kim = await house.newcomer("jane"), await house.newcomer("kim")
    number = await house.hang(jane, "Ferry at six", 61)
    work = f"/@jane/{number}"
    mia, own, visitor = (
        await house.guest("mia", width=width),
        await house.guest("jane", width=width),
        await house.guest(),
    )

    # In the morning somebody waits to be let in
    nils = await house.guest(width=width)
    await signs_up(nils)
    await mia.goes("/admin/sign-ups")
    await mia.reads("@nils", "Woodcuts of harbours")
    await mia.looks("day-1-sign-ups")
    await mia.presses("Approve")
    await mia.reads("Nobody waits")
    await house.happens()
    assert mails(house.site).sent[-1]["to"] == "nils@mail.example"
    await nils.goes("/log-in")
    await nils.fills("Name or e-mail address", "nils")
    await nils.fills("Password", PASSWORD)
    await nils.presses("Log in", within="main")
    await expect(nils.page.locator(".site-head .menu")).to_have_count(1)

    # Words that are written often are kept ready
    await mia.goes("/admin/answers")
    await said(mia, "Name").fill("Name the photographer")
    await said(mia, "Words").fill(READY)
    await mia.presses("Add")
    await mia.reads("Name the photographer")

    # A report comes in: taken by key, noted, answered with ready words; the post is marked
    await reports(await house.guest(kim.name, width=width), work)
    house.passes(HOUR)
    await mia.goes("/")
    await mia.menu("Administration")
    await mia.follows(re.compile("^Reports"), within="main")
    await mia.reads("painted after a photograph of mine")
    await mia.looks("day-2-reports")
    await mia.follows(re.compile("@jane"), within="main table")
    await mia.reads("nobody yet", "painted after a photograph of mine", "Ferry at six")
    await mia.page.keyboard.press("t")
    await mia.reads("@mia")
    await mia.fills("What was done, for the record", "Kim sent the photograph by mail; it is the same pier.")
    await mia.presses("Only keep a note")
    await mia.reads("it is the same pier")
    await mia.unfolds("Do something about")
    await mia.page.get_by_role("radio", name=re.compile("^Mark the posts as sensitive")).check()
    await mia.unfolds("Ready words")
    await mia.page.get_by_role("button", name="Name the photographer").first.click()
    await expect(said(mia, "Why")).to_have_value(READY)
    await mia.looks("day-3-report")
    await mia.presses("Do it")
    await mia.reads("It is done, and in the log.", within="body")
    await mia.reads("resolved")

    # And the account is limited, for the third time this month
    await mia.goes("/admin/people?handle=jane")
    await mia.page.get_by_role("radio", name=re.compile("^Limit")).check()
    await said(mia, "Why").fill("The third report of this kind within a month.")
    await mia.presses("Do it")
    await mia.reads("Limited")
    await mia.looks("day-4-person")
    await house.happens()
    await visitor.goes("/")
    await visitor.finds_no("Ferry at six")
    await expect(visitor.page.locator(f'a[href="{work}"]')).to_have_count(0)

    # She reads why, and appeals both decisions, once
    await own.goes("/")
    await own.follows("Notifications", within="header")
    await own.clicks(own.page.locator('main a[href^="/settings/strikes"]').first)
    await own.reads(READY, "The third report of this kind")
    await own.looks("appeal-1-strikes")
    for words in ("It was the only one this month: look at the log.", "The photograph is my own; kim stood beside me."):
        await own.unfolds("Appeal")
        await own.page.get_by_label("What was judged wrongly?").locator("visible=true").fill(words)
        await own.presses("Send the appeal")
        await own.reads(words)
    await expect(own.page.get_by_text("It waits for somebody else")).to_have_count(2)

    # Who decided cannot decide again; an admin looks at both, and both are taken back
    await mia.goes("/admin/appeals")
    await mia.reads("The photograph is my own")
    await expect(mia.page.get_by_role("button", name="They are right: overturn it")).to_have_count(0)
    ada = await house.guest("ada", width=width)
    await ada.goes("/")
    await ada.follows("Notifications", within="header")
    await ada.clicks(ada.page.locator('main a[href^="/admin/appeals"]').first)
    await ada.looks("appeal-2-waiting")
    for left in (1, 0):
        await ada.page.get_by_label("Your answer to the member").first.fill("You were right, and we were in a hurry.")
        await ada.presses("They are right: overturn it")
        await expect(ada.page.get_by_role("button", name="They are right: overturn it")).to_have_count(left)
    await house.happens()
    assert "you were right" in mails(house.site).sent[-1]["text"]

    # All is back, and the log has all of it
    await own.goes("/settings/strikes")
    await expect(own.page.get_by_text("Overturned", exact=True)).to_have_count(2)
    await own.looks("appeal-3-overturned")
    await visitor.goes("/")
    await expect(visitor.page.locator(f'a[href="{work}"]').first).to_be_visible()
    await visitor.goes(work)
    await visitor.finds_no("Show it anyway")
    await ada.goes("/admin/log")
    await ada.unfolds("Narrow it down")
    await said(ada, "Who optional").fill("mia")
    await said(ada, "To whom optional").fill("@jane")
    await ada.presses("Show", within="main")
    rows = ada.page.locator("main tbody tr")
    await expect(rows).to_have_count(2)
    await expect(rows.first).to_contain_text("The third report of this kind")
    await ada.looks("day-5-log")
