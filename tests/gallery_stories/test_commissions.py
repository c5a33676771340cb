"""Commissions from the first word to the delivery, the directory of artists, and the board of jobs.

The artist works at 1440, the visitor at 390, members at 820; the pages that others come to are seen at every width.
"""

from __future__ import annotations

from playwright.async_api import expect

from fediart.clock import MINUTE
from tests.gallery_stories.house import WIDTHS, House
from tests.publish.works import human_png


async def test_a_visitor_asks_and_gets_it(house: House) -> None:
    await house.newcomer("iris")
    iris, ann = await house.guest("iris"), await house.guest(width=390)
    await iris.goes("/settings/work")
    await iris.page.get_by_role("radio", name="Open for work").check()
    await iris.fills("What you work in", "ink, linocut")
    await iris.fills("Where you are", "Bergen")
    await iris.presses("Save")
    await iris.menu("Commissions")
    await iris.follows("Your offers", within="main")
    await iris.follows("Make your first offer")
    await iris.fills("What you offer", "Portrait in ink")
    await iris.fills("Price from", "120")
    await iris.page.get_by_label("Currency").select_option("EUR")
    await iris.page.get_by_role("textbox", name="Slots").fill("2")
    await iris.presses("Save the offer")
    await iris.reads("Portrait in ink", "2 slots free")

    # Somebody without an account finds her, asks, and goes by the link in the mail
    await ann.goes("/")
    await ann.follows("Artists open for work", within="footer")
    await ann.fills("Medium", "linocut")
    await ann.presses("Find")
    await ann.fits()
    await ann.clicks(ann.page.get_by_role("link", name="Commissions of iris"))
    for width in WIDTHS:
        await ann.turns(width)
        await ann.reads("Portrait in ink", "2 slots free")
        await ann.fits()
    await ann.turns(390)
    await ann.follows("Ask for this")
    await ann.fills("Your name", "Ann Berg")
    await ann.fills("Your e-mail address", "ann@mail.example")
    await ann.fills("In a few words", "Our boat")
    await ann.fills("What you have in mind", "A small wooden boat, blue.")
    await ann.fits()
    await ann.presses("Send the request")
    await ann.waits("Look into your mail")
    await house.happens()
    await ann.goes(house.mailed_link())
    await ann.reads("A small wooden boat, blue.")
    await ann.presses("Send my request")
    await expect(ann.page.locator("[aria-current=step]")).to_have_text("Asked")

    await house.happens()
    await iris.follows("Notifications", within="header")
    await iris.reads("Someone asks you for")
    await iris.menu("Commissions")
    await iris.fits()
    await iris.follows("Our boat", within="main")
    await iris.presses("Accept")
    await iris.presses("Begin the work")
    await iris.fills("Your message", "Here it is.")
    await iris.chooses("Files", ("boat.png", human_png(seed=81), "image/png"))
    await iris.presses("Send")
    await iris.reads("Here it is.", "boat.png")
    await iris.presses("It is delivered")
    await house.happens()

    await ann.goes(house.mailed_link())
    for width in WIDTHS:
        await ann.turns(width)
        await ann.reads("Here it is.", "boat.png", "iris has delivered")
        await ann.fits()
    async with ann.page.expect_download() as loading:
        await ann.page.get_by_role("link", name="boat.png").click()
    assert (await loading.value).suggested_filename == "boat.png"
    await ann.presses("It is complete")
    await expect(ann.page.locator("[aria-current=step]")).to_have_text("Completed")


async def test_a_studio_posts_a_job_and_an_artist_answers(house: House) -> None:
    kim, mo, tom = [
        await house.guest(name, width=width) for name, width in (("kim", 820), ("mo", 390), ("tomasz", 1440))
    ]
    await kim.goes("/jobs")
    await kim.follows("Post a job")
    await kim.fills("Who looks for somebody", "Slow Harbour Films")
    await kim.page.locator("#field-title").fill("Background painter")
    await kim.page.get_by_role("textbox", name="The work").fill("Forty backgrounds for a short film.")
    await kim.fills("Pay from", "3200")
    await kim.page.get_by_label("Currency").select_option("EUR")
    await kim.ticks("It can be done from anywhere")
    await kim.page.locator('input[name="ai"]').first.check()
    await kim.presses("Post the job")
    await kim.fits()

    # The first job of a member is looked at before others see it
    await tom.goes("/jobs")
    await tom.finds_no("Background painter")
    await mo.goes("/admin/jobs")
    await mo.follows("Background painter", within="main")
    await mo.fits()
    await mo.presses("Put it on the board")
    await tom.goes("/jobs")
    for width in WIDTHS:
        await tom.turns(width)
        await tom.reads("Background painter", "Slow Harbour Films")
        await tom.fits()
    await tom.follows("Background painter", within="main")
    await tom.fills("Why you", "I paint weather most evenings.")
    await tom.presses("Send the answer")
    await tom.reads("I paint weather most evenings.")
    await tom.fits()
    house.passes(MINUTE)
    await kim.goes("/jobs/own")
    await kim.follows("Answers", within="main")
    await kim.reads("I paint weather most evenings.", "/@tomasz")
    await kim.presses("Write to Tomasz")
    await kim.waits("Background painter")
    await kim.reads("Tomasz", "You have answered the job")
    await kim.fits()
