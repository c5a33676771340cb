"""People at their own devices before one instance: what they see, press and read, and whether each page fits.

With FEDIART_SCREENS=FOLDER every place that is looked at is photographed, at both widths, light and dark.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Error, Frame, JSHandle, Locator, Page, Request, expect

from fediart.clock import HandClock
from fediart.site import Site
from fediart.store.sqlite import open_sqlite
from fediart.web.cookies import cookie_name
from tests.screens.pages import session
from tests.site import drain, make_artist, running_site, served

PATIENCE = 20_000  # milliseconds, for a machine that is busy
WIDE, NARROW = (1440, 900), (390, 844)
FOLDER = os.environ.get("FEDIART_SCREENS", "")
NAMELESS = re.compile(
    r"^\s*- (?:button|link|textbox|combobox|checkbox|radio|slider|searchbox|spinbutton)(?! \")[^\n]*$", re.MULTILINE
)
FITS = """() => {
    const page = document.documentElement, wide = page.scrollWidth - page.clientWidth;
    const out = (one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest("[tabindex='0'], .scroll");
    const those = wide > 0 ? [...document.querySelectorAll("main *")].filter(out).slice(0, 5) : [];
    const who = those.map((one) => one.outerHTML.slice(0, 120));
    const orders = [...document.querySelectorAll("[tabindex]")].filter((one) => one.tabIndex > 0).length;
    return {wide, who, orders};
}"""
# Whether a press leads away from this page: a form that is sent, or a link that is followed, and no script that takes
# the matter into its own hands. Without scripts nobody can be listened to, and nobody takes anything.
LEADS = """(one, {scripts, enters}) => {
    const said = {away: false}, here = location.href.split("#")[0];
    const link = (node) => node?.closest?.("a[href]");
    const elsewhere = (a) => a && !a.target && !(a.href.includes("#") && a.href.split("#")[0] === here);
    if (!scripts) {
        const control = one.closest("button, input"), sends = control?.type === "submit" || enters;
        said.away = control ? sends && control.form?.checkValidity() === true : !!elsewhere(link(one));
        return said;
    }
    addEventListener("submit", (event) => { said.away ||= !event.defaultPrevented && !event.target.target; });
    addEventListener("click", (event) => { said.away ||= !event.defaultPrevented && !!elsewhere(link(event.target)); });
    return said;
}"""


@dataclass
class Person:
    """Somebody with a page open. `scripts` is whether their browser runs any."""

    site: Site
    page: Page
    scripts: bool
    size: tuple[int, int]

    async def goes(self, path: str) -> None:
        """Types an address."""
        here = self.page.url
        try:
            answer = await self.page.goto(path, wait_until="domcontentloaded")
        except Error as problem:
            if f'interrupted by another navigation to "{here}"' not in problem.message:
                raise
            # A page that tells of something under way loads itself anew, and may do so in this very moment
            answer = await self.page.goto(path, wait_until="domcontentloaded")
        assert answer is not None and answer.ok, f"{path}: {answer and answer.status}"

    async def clicks(self, what: Locator) -> None:
        """Clicks it. Where that leads to another page, that page is there afterwards, or a file is on its way."""
        await self._acts(what, enters=False)

    async def enters(self, field: Locator) -> None:
        """Presses Enter in a field, and waits as `clicks` does."""
        await self._acts(field, enters=True)

    async def _acts(self, what: Locator, *, enters: bool) -> None:
        arrived, asked = asyncio.Event(), asyncio.Event()

        def asks(request: Request) -> None:
            if request.is_navigation_request() and request.frame == self.page.main_frame:
                asked.set()

        def arrives(what: Frame | Request) -> None:
            if asked.is_set() and (what == self.page.main_frame or isinstance(what, Request)):
                arrived.set()

        def fails(request: Request) -> None:  # as it does, too, when the answer is a file to be kept
            if request.is_navigation_request():
                arrives(request)

        heard: Any = {"request": asks, "framenavigated": arrives, "requestfailed": fails}
        leads = await what.evaluate_handle(LEADS, {"scripts": self.scripts, "enters": enters})
        for event, done in heard.items():
            self.page.on(event, done)
        try:
            await (what.press("Enter") if enters else what.click())
            if await _away(leads):
                await asyncio.wait_for(arrived.wait(), PATIENCE / 1000)
            await self.page.wait_for_load_state("domcontentloaded")
        finally:
            for event, done in heard.items():
                self.page.remove_listener(event, done)

    async def follows(self, name: str | re.Pattern[str], *, within: str = "body") -> None:
        """Clicks the link of this name."""
        await self.clicks(self.page.locator(within).get_by_role("link", name=name).first)

    async def presses(self, name: str | re.Pattern[str], *, within: str = "body") -> None:
        button = self.page.locator(within).get_by_role("button", name=name, exact=isinstance(name, str)).first
        await self.clicks(button)

    async def unfolds(self, words: str) -> None:
        """Opens what is folded away under these words."""
        await self.page.locator("summary", has_text=words).first.click()

    async def fills(self, label: str, words: str) -> None:
        await self.page.get_by_label(label).fill(words)

    async def chooses(self, label: str, *files: tuple[str, bytes, str]) -> None:
        """Files by name, content and media type."""
        given: list[Any] = [{"name": name, "mimeType": kind, "buffer": data} for name, data, kind in files]
        await self.page.get_by_label(label).set_input_files(given)

    async def reads(self, *words: str, within: str = "main") -> None:
        """All of these words are there to be seen."""
        for said in words:
            await expect(self.page.locator(within).get_by_text(said).locator("visible=true").first).to_be_visible()

    async def finds_no(self, *words: str, within: str = "main") -> None:
        for said in words:
            await expect(self.page.locator(within)).not_to_contain_text(said)

    async def heads(self, words: str) -> None:
        """The page's own heading."""
        await expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    async def hears(self, words: str) -> None:
        """Opens the notifications: the newest one says this."""
        await self.follows("Notifications", within="header")
        await expect(self.page.locator(".news > li").first).to_contain_text(words)

    def part(self, name: str) -> Locator:
        """The part of the page under this heading."""
        return self.page.get_by_role("region", name=name)

    async def looks(self, name: str) -> None:
        """The page fits at both widths, every control has a name, and the keyboard goes through it in its order."""
        for width, height in (WIDE, NARROW):
            await self.page.set_viewport_size({"width": width, "height": height})
            found = await self.page.evaluate(FITS)
            assert found["wide"] <= 0, f"{name} is {found['wide']} px too wide at {width}: {found['who']}"
            assert found["orders"] == 0, f"{name} has an order of its own for the keyboard"
            if FOLDER:
                await self._photograph(Path(FOLDER), name, width)
        spoken = await self.page.locator("body").aria_snapshot()
        assert not NAMELESS.findall(spoken), f"{name}: without a name: {NAMELESS.findall(spoken)}"
        await self.page.set_viewport_size({"width": self.size[0], "height": self.size[1]})

    async def _photograph(self, folder: Path, name: str, width: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for theme in ("light", "dark"):
            await self.page.emulate_media(color_scheme=theme)
            await self.page.wait_for_load_state("networkidle")
            await self.page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)
        await self.page.emulate_media(color_scheme="light")


async def _away(leads: JSHandle) -> bool:
    """What LEADS has heard: whether there is something to wait for. The page may have made way for the next already."""
    try:
        return bool((await leads.json_value())["away"])
    except Error:
        return False


@dataclass
class Town:
    """An instance and the browsers of its people."""

    site: Site
    clock: HandClock
    browser: Browser

    async def person(
        self, name: str = "", *, phone: bool = False, scripts: bool = True, role: str = "artist"
    ) -> Person:
        """A member at a device of their own, or a visitor where there is no name."""
        size = NARROW if phone else WIDE
        context = await self.browser.new_context(
            base_url=self.site.config.origin, java_script_enabled=scripts, has_touch=phone,
            viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        if name:
            await make_artist(self.site, name, role=role)
            token = await session(self.site, name)
            cookie: Any = {"name": cookie_name(self.site.config, "session"), "value": token}
            await context.add_cookies([cookie | {"url": self.site.config.origin}])
        page = await context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        return Person(self.site, page, scripts, size)

    async def works(self) -> None:
        """Does what is due: judging, publishing, telling."""
        await drain(self.site)


@asynccontextmanager
async def town(
    browser: Browser, migrated: Path, folder: Path, *, model: str | list[str] = "none", **settings: Any
) -> AsyncIterator[Town]:
    """Settings are fields of InstanceSettings."""
    expect.set_options(timeout=PATIENCE)
    shutil.copyfile(migrated, folder / "town.db")
    db, clock = await open_sqlite(folder / "town.db"), HandClock()
    config = {"admission": {"model": model}}
    try:
        async with (
            running_site(db, folder, clock, config=config, **{"name": "Riverside"} | settings) as site,
            served(site),
        ):
            try:
                yield Town(site, clock, browser)
            finally:
                for context in browser.contexts:
                    await context.close()
    finally:
        await db.close()


async def uploads(who: Person, town: Town, title: str, picture: bytes, *, kind: str = "image/png", **more: str) -> None:
    """From the gallery to the page on which one sees what becomes of it; `more` are fields by their labels."""
    await who.goes("/")
    await who.clicks(who.page.locator("a[href='/new']:visible").first)  # in the head, or below on a phone
    await who.chooses("Choose pictures", (f"{title.lower()}.{kind[6:]}", picture, kind))
    await who.fills("Describe this picture" if who.scripts else "Describe picture 1", f"{title}, as drawn by the test")
    await who.fills("Title", title)
    for label, words in more.items():
        await who.fills(label, words)
    await who.presses("Publish")
    await who.page.wait_for_url(re.compile(r"/works/\d+$"))
    await town.works()
    if not who.scripts:  # a script looks again by itself
        await who.heads("On its way")
        await who.follows("Look again")
