"""Every list of works and posts, against everything that somebody must not come by: one world, one table."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from pathlib import Path
from typing import Final

import pytest

from fediart.clock import HandClock
from fediart.store.database import Database
from tests.joints.world import APART, FAR, OPEN, OWN, World, built
from tests.site import Client, log_in, running_site, served

pytestmark = pytest.mark.one_engine

NOBODYS: Final = ("Suspended", "Narrow", "Deleted")  # nobody comes by these
HERS: Final = (*NOBODYS, "Muted", "Blocked", "Blocker", "Host", "Quiet")  # nor she by these, by her will or theirs
HIDING: Final = (*HERS, "Mature", "Labelled")  # nor by what she chose not to see
UNSEARCHED: Final = ("Unsearched",)  # whose artist wants to be found by no search
# Address: what is not in it for a member who has chosen so much.
FOR_MEMBERS: Final[Mapping[str, Collection[str]]] = {
    "/": HIDING,
    "/everywhere": HIDING,
    "/elsewhere": HIDING,
    "/explore?medium=oil": HIDING,
    "/explore?tag=sea&colour=red": HIDING,
    "/explore/like/{open}": (*HIDING, *UNSEARCHED),
    "/search?q=tide": (*HIDING, *UNSEARCHED),
    "/search?q=swell": HIDING,
    "/tags/sea": HIDING,
    "/critique": HIDING,
    "/home": HIDING,
    "/lists/{list}": [word for word in HIDING if word != "Quiet"],  # she has put them there herself
    "/bookmarks": (*NOBODYS, "Blocker"),  # she has kept them herself: covered, and never hidden
    "/@ann": HIDING,
    "/@ann/timeline": HIDING,
    "/@ann/print": HIDING,
    "/@ann/about": HIDING,
    "/@ann/{open}": HIDING,
    "/@ann/commissions": HIDING,
    "/artists": HIDING,
}
FOR_VISITORS: Final[Mapping[str, Collection[str]]] = {
    "/": NOBODYS,
    "/explore?medium=oil": NOBODYS,
    "/explore?colour=red": NOBODYS,
    "/explore/like/{open}": (*NOBODYS, *UNSEARCHED),
    "/search?q=tide": (*NOBODYS, *UNSEARCHED),
    "/tags/sea": NOBODYS,
    "/critique": NOBODYS,
    "/@ann": NOBODYS,
    "/@ann/timeline": NOBODYS,
    "/@ann/print": NOBODYS,
    "/@ann/{open}": NOBODYS,
    "/@ann/commissions": NOBODYS,
    "/artists": NOBODYS,
    "/feed.json": NOBODYS,
    "/tags/sea/feed.atom": NOBODYS,
    "/@ann/feed.rss": NOBODYS,
}
EMPTY: Final = ("/@ann/about",)  # which show no work where none is named


@pytest.fixture
async def seen(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[tuple[World, Client, Client]]:
    async with running_site(db, tmp_path, clock) as site, served(site) as visitor:
        world = await built(site)
        member = visitor.fresh()
        await log_in(member, "jane")
        yield world, visitor, member


async def wrong(world: World, browser: Client, table: Mapping[str, Collection[str]]) -> list[str]:
    """What is shown where it must not be, and pages on which nothing is."""
    found = []
    for pattern, absent in table.items():
        path = pattern.format(open=world.works[OPEN], list=world.list_id)
        answer = await browser.get(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        shown = [word for word in {*OWN, *FAR, *APART} if {f"Tide {word}", f"Swell {word}"} & _said(answer.text, word)]
        found += [f"{pattern} shows {word}" for word in shown if word in absent]
        found += [f"{pattern} shows nothing"] * (OPEN not in shown and pattern not in EMPTY)
    return found


def _said(text: str, word: str) -> set[str]:
    return {said for said in (f"Tide {word}", f"Swell {word}") if said in text}


async def test_no_list_shows_what_somebody_must_not_come_by(seen: tuple[World, Client, Client]) -> None:
    world, visitor, member = seen
    found = [*await wrong(world, member, FOR_MEMBERS), *await wrong(world, visitor, FOR_VISITORS)]
    assert not found, "\n".join(found)
    sitemap = "".join([(await visitor.get(path)).text for path in await _sitemaps(visitor)])
    listed = {word for word, number in world.works.items() if str(number) in sitemap}
    assert OPEN in listed and not listed & {*NOBODYS, *UNSEARCHED}


async def _sitemaps(visitor: Client) -> list[str]:
    text = (await visitor.get("/sitemap.xml")).text
    return [part.split("</loc>")[0].removeprefix(visitor.origin) for part in text.split("<loc>")[1:]]


async def test_what_is_suggested_while_one_types(seen: tuple[World, Client, Client]) -> None:
    world, visitor, member = seen
    for browser, absent in ((visitor, (*NOBODYS, *UNSEARCHED)), (member, (*HERS, *UNSEARCHED))):
        for word in world.works:
            found = (await browser.get(f"/search/suggest?q=tide+{word}")).json["found"]
            assert (f"Tide {word}" in [one["text"] for one in found]) == (word not in absent), word
        for word in APART:
            found = (await browser.get(f"/search/suggest?q={word}")).json["found"]
            assert (f"@{word.lower()}" in [one["text"] for one in found]) == (word not in absent), word
