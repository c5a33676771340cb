"""What matters, without a single script: to look, join, log in, publish, answer, follow, and choose settings.

One newcomer does all of it, on a telephone, a tablet and a wide screen in turn; the pages are measured on all three.
"""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.gallery_stories.house import WIDTHS, Guest, House
from tests.publish.works import human_png
from tests.site import PASSWORD


async def everywhere(who: Guest) -> None:
    """The page fits at every width; who looks stays at the last."""
    for width in WIDTHS:
        await who.turns(width)
        await who.fits()


async def test_a_newcomer_without_scripts(house: House) -> None:
    name, title, width = "nina", "Threads", 390
    nina = await house.guest(width=width, scripts=False)
    await nina.goes("/")
    await everywhere(nina)
    await nina.clicks(nina.page.get_by_role("link", name="One by one"))
    await expect(nina.page.locator(".gallery.single")).to_have_count(1)
    await nina.clicks(nina.page.get_by_role("link", name="Rows"))
    await nina.clicks(nina.page.get_by_role("link", name="Older"))
    await nina.clicks(nina.page.get_by_role("link", name="Newest", exact=True).last)
    await nina.clicks(nina.page.locator(f'a.tile[href="{house.path("Reservoir")}"]'))
    await nina.waits("Reservoir")
    await everywhere(nina)
    largest = await nina.page.locator(".stage-picture").first.get_attribute("href")
    assert (await nina.page.request.get(largest or "")).ok
    await expect(nina.page.locator(".compare-name")).to_have_text(["Before", "After"])

    await nina.clicks(nina.page.get_by_role("link", name="Join", exact=True).first)
    await nina.fills("Name", name)
    await nina.fills("E-mail address", f"{name}@mail.example")
    await nina.fills("Password", PASSWORD)
    await nina.ticks("I have read the rules")
    await everywhere(nina)
    await nina.presses("Join", within="main")
    await expect(nina.page.locator(".site-head .menu")).to_have_count(1)
    await nina.page.locator(".site-head .menu > summary").click()
    await nina.presses("Log out", within=".site-head")
    await nina.clicks(nina.page.get_by_role("link", name="Log in").first)
    await nina.fills("Name or e-mail address", name)
    await nina.fills("Password", PASSWORD)
    await nina.presses("Log in", within="main")
    await expect(nina.page.locator(".site-head .menu")).to_have_count(1)

    await nina.goes(house.path("Reservoir"))
    await nina.fills("Your reply to Jane Okafor", f"Without a script, at {width}.")
    await nina.presses("Reply", within="#reply")
    await nina.reads(f"Without a script, at {width}.")
    await nina.presses("Follow", within=".label-artist")
    await expect(nina.page.get_by_role("button", name="Following")).to_be_visible()
    await nina.goes("/home")
    await nina.reads("Reservoir")
    await everywhere(nina)

    await nina.turns(820)
    await nina.goes("/new")
    await nina.chooses("Choose pictures", ("threads.png", human_png(seed=width), "image/png"))
    await nina.fills("Describe picture 1", f"Threads, {width}")
    await nina.page.get_by_label("Title").fill(title)
    await everywhere(nina)
    await nina.presses("Publish")
    await nina.page.wait_for_url(re.compile(r"/works/\d+$"))
    await house.happens()
    await nina.follows("Look again")
    await nina.follows("See it")
    await nina.waits(title)

    await nina.turns(1440)
    await nina.menu("Settings")
    await everywhere(nina)
    await nina.goes("/settings/profile")
    await nina.fills("Name as shown", f"Nina {width}")
    await nina.presses("Save profile")
    await nina.goes(f"/@{name}")
    await nina.waits(f"Nina {width}")
    await everywhere(nina)
