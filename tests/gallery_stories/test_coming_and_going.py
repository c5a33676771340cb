"""Coming with everything from elsewhere, taking everything along to another house, and leaving for good."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from fediart.clock import DAY, HOUR
from fediart.site import Site
from fediart.store import actors, artworks, pictures
from fediart.store.sqlite import open_sqlite
from tests.gallery_stories.house import Guest, House, widths
from tests.imports import instagram
from tests.leaving.filling import left
from tests.remote import RemoteServer
from tests.site import drain, mails, running_site, served

ZIP = "application/zip"


@pytest_asyncio.fixture(loop_scope="session")
async def other_house(new_house: House, migrated: Path, tmp_path: Path) -> AsyncIterator[House]:
    """A second instance, elsewhere, in the same time."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    shutil.copyfile(migrated, folder / "other.db")
    db = await open_sqlite(folder / "other.db")
    try:
        async with running_site(db, folder, new_house.clock, name="Hillside") as site, served(site):
            made = House(site, new_house.clock, new_house.browser, {}, {})
            yield made
            await made.empty()
    finally:
        await db.close()


async def sends_in(who: Guest, kind: str, name: str, packed: bytes) -> None:
    """From the settings to where one chooses what is to come."""
    await who.menu("Settings")
    await who.follows("Bring works along", within="main")
    await who.follows(re.compile(f"^{kind}"), within="main")
    await who.chooses("Your files", (name, packed, ZIP))
    await who.fits()
    await who.presses("See what is in it")
    await who.page.wait_for_url(re.compile(r"/settings/import/\d+$"))


@pytest.mark.one_engine
@pytest.mark.parametrize("width", widths(1))
async def test_instagram_comes_along_and_goes_back(new_house: House, tmp_path: Path, width: int) -> None:
    house = new_house
    await house.newcomer("jane")
    jane, visitor = await house.guest("jane", width=width), await house.guest(width=width)
    packed = instagram.archive(tmp_path / "a.zip", "json", 5, generated=2, side=64).read_bytes()
    await jane.goes("/")
    await sends_in(jane, "Instagram", "instagram-jane.zip", packed)
    await jane.looks("import-1-reading")
    await house.happens()

    # Looked over: what is there, one changed, one left out
    await jane.reads("This was found", "Étude № 0")
    await expect(jane.page.get_by_role("checkbox", name=re.compile("Heron 1"))).to_be_checked()
    for picture in await jane.page.locator(".import-works img").all():
        await picture.scroll_into_view_if_needed()
        assert await picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    await jane.looks("import-2-choosing")
    await jane.follows(re.compile(r"^Edit\s?: Heron 1"), within="main")
    await jane.fills("Title", "Grey heron")
    await jane.fills("Describe picture 1", "A heron in shallow water")
    await jane.looks("import-3-one")
    await jane.presses("Keep")
    await jane.page.get_by_role("checkbox", name=re.compile("With thanks")).uncheck()
    await jane.page.get_by_label("Licence").select_option("cc-by-4.0")
    await jane.presses("Bring them in")

    # On its way, and all there by itself
    await jane.reads("It comes in", "0 of 4")
    await jane.looks("import-4-running")
    await house.happens()
    await jane.reads("It is all here")
    await expect(jane.page.locator(".import-outcomes")).to_contain_text("3")
    await jane.reads("Grey heron")
    await jane.looks("import-5-report")
    async with jane.page.expect_download() as waiting:
        await jane.page.get_by_role("link", name="Report as CSV").click()
    report = Path(await (await waiting.value).path()).read_text()
    assert "Grey heron" in report and "refused" in report

    # What a machine made was refused, and it says why
    await jane.follows(re.compile("^Why, and what you can do"), within="main")
    await jane.waits("Not published")
    await expect(jane.part("Why")).to_contain_text("this instance does not publish pictures of which this is said")
    await jane.page.go_back()
    await visitor.goes("/@jane")
    await expect(visitor.page.locator("main a.tile")).to_have_count(3)
    await visitor.follows(re.compile("Grey heron|heron in shallow"), within="main")
    await visitor.reads("2017", "CC BY 4.0")

    # And back as a whole
    await jane.presses("Take all of it back")
    await jane.reads("It is being taken back")
    await house.happens()
    await jane.reads("It was taken back")
    await jane.looks("import-6-taken-back")
    await visitor.goes("/@jane")
    await expect(visitor.page.locator("main a.tile")).to_have_count(0)


async def told(site: Site, name: str) -> list[tuple[object, ...]]:
    """The works of an artist as they hang, newest first, with the words of each and of its pictures."""
    async with site.db.reading() as tx:
        artist = await actors.by_handle(tx, name)
        assert artist is not None
        works = await artworks.published_of(tx, artist.id, before=(2**62, 2**62), limit=50)
        shown = [[(one.alt, one.sha256) for one in await pictures.of_artwork(tx, work.id)] for work in works]
    return [
        (one.title, one.description, one.tags, one.medium, one.warning, one.licence, one.published, own)
        for one, own in zip(works, shown, strict=True)
    ]


@pytest.mark.one_engine  # tests/leaving/test_archive.py does it from PostgreSQL to SQLite
@pytest.mark.parametrize("width", widths(0))
async def test_everything_goes_along_to_another_house(new_house: House, other_house: House, width: int) -> None:
    house, there = new_house, other_house
    jane = await house.newcomer("jane")
    for number, title in enumerate(("Low water", "The pier", "Nets, drying")):
        house.passes(DAY)
        words = f"Drawn on day {number}, *in the rain*."
        about = {"tags": ("shore", f"day{number}"), "medium": "Ink", "licence": "cc-by-4.0", "description": words}
        await house.hang(jane, title, 70 + number, **about, warning="Fish" if number == 2 else "")
    house.passes(3 * DAY)

    # Packed, and fetched
    own = await house.guest("jane", width=width)
    await own.goes("/")
    await own.menu("Settings")
    await own.follows("Leaving", within="main")
    await own.looks("leaving-1")
    await own.presses("Pack my archive")
    await own.reads("You can leave this page")
    await house.happens()
    await own.follows("Look again", within="main")
    async with own.page.expect_download() as waiting:
        await own.page.get_by_role("link", name=re.compile("^Download")).click()
    packed = Path(await (await waiting.value).path()).read_bytes()

    # Brought in elsewhere, where nobody is flooded
    await there.newcomer("jane")
    new = await there.guest("jane", width=width)
    await new.goes("/")
    await sends_in(new, "Another fediart", "jane.zip", packed)
    await there.happens()
    await new.reads("Nets, drying")
    await new.looks("leaving-2-elsewhere")
    await new.presses("Bring them in")
    await drain(there.site)
    await new.reads("It is all here")
    works = await told(there.site, "jane")
    assert works == await told(house.site, "jane") and len(works) == 3
    await new.goes("/@jane")
    await expect(new.page.locator("main a.tile")).to_have_count(3)


@pytest.mark.one_engine
@pytest.mark.parametrize("width", widths(2))
async def test_leaving_for_good(new_house: House, width: int) -> None:
    house, clock = new_house, new_house.clock
    zoe = await house.newcomer("zoefriede")
    await house.newcomer("ada", role="owner")
    await house.hang(zoe, "Last light", 80)
    async with RemoteServer("bob", clock=clock.now) as bob, RemoteServer("eve", clock=clock.now) as eve:
        for server in (bob, eve):
            assert await server.deliver(f"{zoe.uri}/inbox", server.follow(zoe.uri)) == 202
        await house.happens()
        own, visitor = await house.guest("zoefriede", width=width), await house.guest()

        # Asked for, with one's name typed in; hidden at once
        await own.goes("/settings/leaving")
        await own.fills("Your name on this server", "zoefriede")
        await own.presses("Delete my account")
        await own.reads("Log in within a week to keep it", within="body")
        await own.looks("leaving-3-asked")
        await house.happens()
        assert "keep your account" in mails(house.site).sent[-1]["text"]
        visitor.watch.expected.append("status of 4(04|10)")
        await visitor.page.goto("/@zoefriede")
        await visitor.finds_no("Last light")

        # After the week everybody elsewhere is told; eve's server is down, and is told when it comes back
        clock.move(7 * DAY)
        eve.answer_next(503, times=50)
        await house.happens()
        await bob.heard("Delete")
        ada = await house.guest("ada", width=width)
        await ada.goes("/admin/departures")
        await ada.reads("1 of 2 servers")
        await ada.looks("leaving-4-departures")
        await ada.follows("@zoefriede", within="main table")
        await ada.reads("1 of 2 servers have confirmed it", "Confirmed", "Waiting", eve.host)
        await ada.looks("leaving-5-receipts")
        eve.answers_again()
        for _ in range(2):
            clock.move(DAY + HOUR)
            await house.happens()
        (gone,) = await eve.heard("Delete")
        assert gone["actor"] == gone["object"] == zoe.uri
        assert "2 other servers knew you" in mails(house.site).sent[-1]["text"]

    # Nothing is left: no row, no file, no page
    assert await left(house.site.db, re.compile("zoefriede", re.IGNORECASE)) == {}
    kept = Path(house.site.config.folder, house.site.config.storage.folder)
    for area in ("originals", "public", "attachments", "incoming"):
        assert [path for path in (kept / area).rglob("*") if path.is_file()] == []
    ada = await house.guest("ada", width=width)
    await ada.goes("/admin/departures")
    await ada.reads("Erased", "2 of 2 servers")
    await ada.finds_no("zoefriede")
    await ada.looks("leaving-6-erased")
