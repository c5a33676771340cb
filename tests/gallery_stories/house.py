"""One instance with art on its walls, served once for all stories, and people who come to it with their own devices.

Everything that a page asks for is watched: see `Watch`.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from demo.art import draw
from fediart.actions.publish import submit
from fediart.actions.submission import Details, Submission, Upload
from fediart.clock import HOUR, MINUTE, HandClock
from fediart.ids import secret_token
from fediart.site import Site
from fediart.store import pictures, renditions
from fediart.store.actors import Actor
from fediart.web.cookies import cookie_name
from tests import seeds
from tests.screens.pages import session
from tests.screens.world import on_copies
from tests.site import drain, mails, make_artist
from tests.stories.people import FITS, Person

PATIENCE = 10_000  # milliseconds, for a machine that is busy
WIDTHS = {1440: (1440, 900), 820: (820, 1180), 390: (390, 844)}


def widths(place: int) -> list[int]:
    """At which widths a story is told as a whole: at all with EVERY_WIDTH set (`make stories`), else at one in turn."""
    every = list(WIDTHS)
    return every if os.environ.get("EVERY_WIDTH") else [every[place % len(every)]]


# A picture that is still on its way when one leaves the page is given up by the browser, which is no failure.
GIVEN_UP = ("net::ERR_ABORTED",)


@dataclass
class Watch:
    """What must not happen while somebody looks: errors in the console, failures, requests to other hosts.

    `expected` are patterns of console lines that a story brings about on purpose, such as a form sent back with 422;
    `leaves` are hosts to which it goes on purpose.
    """

    host: str
    wrong: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    leaves: set[str] = field(default_factory=set)

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._said)
        context.on("weberror", lambda problem: self.wrong.append(f"error on the page: {problem.error}"))
        context.on("request", self._asked)
        context.on("requestfailed", self._failed)

    def settle(self) -> None:
        """Raises AssertionError that names everything wrong."""
        kept = [one for one in self.wrong if not any(re.search(pattern, one) for pattern in self.expected)]
        assert not kept, "\n".join(kept)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.wrong.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _asked(self, request: Request) -> None:
        scheme, _, rest = request.url.partition("://")
        if scheme in ("http", "https", "ws", "wss") and rest.partition("/")[0] not in {self.host} | self.leaves:
            self.wrong.append(f"asked elsewhere: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure not in GIVEN_UP:
            self.wrong.append(f"failed: {request.url}: {request.failure}")


@dataclass
class Guest(Person):
    """Somebody at a device, on pages that may ask for nothing elsewhere."""

    watch: Watch
    context: BrowserContext

    async def turns(self, width: int) -> None:
        """Holds a device of this width from now on."""
        wide, high = WIDTHS[width]
        await self.page.set_viewport_size({"width": wide, "height": high})
        self.size = (wide, high)

    async def fits(self) -> None:
        """Nothing stands out of the window, and the keyboard takes things in their order."""
        found = await self.page.evaluate(FITS)
        assert found["wide"] <= 0, f"{self.page.url} is {found['wide']} px too wide at {self.size}: {found['who']}"
        assert found["orders"] == 0, f"{self.page.url} has an order of its own for the keyboard"

    async def ticks(self, label: str | re.Pattern[str], *, within: str = "main") -> None:
        box = self.page.locator(within).get_by_label(label).first
        await box.check()

    async def waits(self, heading: str | re.Pattern[str]) -> None:
        """The page of this heading has come, and its scripts have begun."""
        await expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        await self.page.wait_for_load_state("domcontentloaded")

    async def menu(self, name: str) -> None:
        """Opens one's own menu in the head and goes to a place of it."""
        await self.page.locator(".site-head .menu > summary").click()
        await self.clicks(self.page.locator(".site-head .menu").get_by_role("link", name=name, exact=True))


@dataclass
class House:
    """The instance, who lives there, and whoever comes. `works` are ids by title."""

    site: Site
    clock: HandClock
    browser: Browser
    people: dict[str, Actor]
    works: dict[str, int]
    watches: list[Watch] = field(default_factory=list)

    async def guest(self, name: str = "", *, width: int = 1440, scripts: bool = True, **more: Any) -> Guest:
        """A member at a device of their own, or a visitor where there is no name. `more` goes to the browser."""
        wide, high = WIDTHS[width]
        context = await self.browser.new_context(
            base_url=self.site.config.origin, java_script_enabled=scripts, has_touch=width < 1000, locale="en-GB",
            viewport={"width": wide, "height": high}, reduced_motion="reduce", **more,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        watch = Watch(self.site.config.instance.host)
        watch.over(context)
        self.watches.append(watch)
        if name:
            cookie: Any = {"name": cookie_name(self.site.config, "session"), "value": await session(self.site, name)}
            await context.add_cookies([cookie | {"url": self.site.config.origin}])
        page = await _window(context)
        return Guest(self.site, page, scripts, (wide, high), watch, context)

    async def another_page(self, who: Guest) -> Page:
        """The same device, a new window."""
        return await _window(who.context)

    async def newcomer(self, name: str, *, role: str = "artist") -> Actor:
        """A member whom nobody else's story knows."""
        return (await make_artist(self.site, name, role=role))[1]

    async def happens(self) -> None:
        """Does what is due: judging, publishing, mailing, telling."""
        await drain(self.site)

    def passes(self, time: int) -> None:
        """`time` in ms."""
        self.clock.move(time)

    async def hang(self, artist: Actor, title: str, number: int = 50, **more: Any) -> int:
        """One more work, of a small picture; `more` are fields of Details. Returns its id."""
        return await _hang(self.site, artist, Details(title=title, **more), ((240, 180),), number)

    def mailed_link(self) -> str:
        return mails(self.site).last_link()

    def path(self, title: str) -> str:
        owner = next(one[0] for one in ART if one[1] == title)
        return f"/@{owner}/{self.works[title]}"

    async def empty(self) -> None:
        """Everybody goes home. Raises AssertionError if something was wrong with what they saw."""
        for context in self.browser.contexts:
            await context.close()
        seen, self.watches = self.watches, []
        for one in seen:
            one.settle()


async def _window(context: BrowserContext) -> Page:
    page = await context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    return page


# Whose, what it is called, the sizes of its pictures, and what else is said of it: the oldest first.
ART: tuple[tuple[str, str, tuple[tuple[int, int], ...], dict[str, Any]], ...] = (
    ("olga", "Tide", ((320, 220),), {"medium": "Ink"}),
    ("tomasz", "Mature study", ((300, 300),), {"mature": True}),
    ("tomasz", "Stairwell", ((300, 440),), {"medium": "Linocut", "tags": ("stairs", "linocut")}),
    ("tomasz", "Quay at night", ((600, 240),), {"medium": "Linocut", "tags": ("water", "linocut")}),
    ("jane", "First hill", ((480, 320),), {"medium": "Oil", "series": "Hills", "tags": ("hills",)}),
    ("jane", "Second hill", ((480, 330),), {"medium": "Oil", "series": "Hills", "tags": ("hills",)}),
    ("jane", "Three pears", ((360, 360),), {"medium": "Watercolour", "tags": ("fruit",)}),
    ("jane", "Reservoir", ((1100, 700), (400, 300), (400, 300), (320, 240)), {
        "medium": "Oil on board", "tools": "Krita", "tags": ("hills", "water"), "year": "2024", "size": "40 × 30 cm",
        "description": "Painted from a window, over three evenings.",
    }),
)  # fmt: skip
# How the pictures of "Reservoir" hang: one to look at, a pair to compare, a shot of the way.
CAPTIONS = ("The lower shore, after rain", "", "With the second light", "Underpainting")
ROLES = ("", "before", "after", "process")
OLD = 36  # further ones of Olga's, so that a wall has a second page


@asynccontextmanager
async def opened(site: Site, clock: HandClock, browser: Browser) -> AsyncIterator[House]:
    """The house with everything on its walls."""
    expect.set_options(timeout=PATIENCE)
    people = {}
    for name, shown in (("jane", "Jane Okafor"), ("tomasz", "Tomasz"), ("kim", "Kim"), ("mo", "Mo"), ("olga", "Olga")):
        actor = (await make_artist(site, name, role="owner" if name == "mo" else "artist"))[1]
        people[name] = await seeds.change_actor(site, actor, display_name=shown)
    await on_copies(site, "publish")  # what is drawn by rule is alike
    works = {}
    for number, (name, title, sizes, more) in enumerate(ART):
        clock.move(HOUR)
        alike = 4 if "hill" in title else number  # these two look like each other
        works[title] = await _hang(site, people[name], Details(title=title, **more), sizes, alike)
        if title == "Tide":
            await _old(site, clock, people[name], works[title])
    clock.move(HOUR)
    yield House(site, clock, browser, people, works)


async def _hang(site: Site, artist: Actor, details: Details, sizes: Sequence[tuple[int, int]], number: int) -> int:
    folder = site.storage.incoming()
    uploads = []
    styles = ("landscape", "woodcut", "still life", "weave")
    for place, size in enumerate(sizes):
        path = draw(styles[(number + place) % 4], size, 100 + 10 * number + place, folder / f"{number}-{place}.png")
        alt = f"{details.title}, picture {place + 1}: a low sun and long shadows"
        caption, role = (CAPTIONS[place], ROLES[place]) if len(sizes) > 1 else ("", "")
        uploads.append(Upload(path, path.name, alt, caption=caption, role=role))
    artwork_id = await submit(site, artist, Submission(details, tuple(uploads)))
    await drain(site)
    site.storage.discard(folder)
    return artwork_id


async def _old(site: Site, clock: HandClock, artist: Actor, like: int) -> None:
    """Works whose files are those of `like`: made in no time."""
    async with site.db.reading() as tx:
        (picture,) = await pictures.of_artwork(tx, like)
        files = await renditions.of_artwork(tx, like)
    for number in range(OLD):
        clock.move(MINUTE)
        work = await seeds.hang(site, artist, f"Tide {number + 2}", sizes=(), medium="Ink")
        own = replace(picture, id=site.ids.new(), artwork_id=work.id)
        copies = [
            replace(one, id=site.ids.new(), picture_id=own.id, artwork_id=work.id, name=secret_token(12))
            for one in files
        ]
        async with site.db.writing() as tx:
            await pictures.insert(tx, [own])
            await renditions.replace(tx, work.id, copies)
    site.pages.changed()
