"""What there is to look at of collections and moves: a work that waits for a look, pins of others, a move."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from playwright.async_api import Page

from demo.art import draw
from fediart.actions.publish import submit
from fediart.actions.submission import Details, Submission, Upload
from fediart.clock import HOUR, HandClock
from fediart.site import Site
from fediart.store import actors, notifications
from fediart.store.actors import Actor
from tests import seeds
from tests.screens.sizes import sized
from tests.site import drain

SIZES = ((600, 400), (400, 600), (500, 500), (800, 320), (450, 550), (700, 350))
STYLES = ("landscape", "still life", "woodcut", "weave", "rooms", "landscape")


async def furnish(site: Site, clock: HandClock, tomasz: Actor) -> None:
    """After the conversation of world.py, whose ana lives elsewhere."""
    clock.move(HOUR)
    await six_pictures(site, tomasz, Details(title="Six days of rain", description="For @art@lemmy.example, at #dawn."))
    warned = Details(title="After the storm", description="Two of them.", warning="A drowned bird", mature=True)
    await six_pictures(site, tomasz, warned, count=2, look_first=True)
    async with site.db.reading() as tx:
        ana = await actors.by_handle(tx, "ana", "mastodon.example")
        ngozi = await actors.by_handle(tx, "ngozi")
    assert ana is not None and ngozi is not None
    best = await seeds.say(site, ana, "<p>What I do, and where to see it: prints, mostly of birds.</p>")
    async with site.db.writing() as tx:
        await tx.run("insert into pins (actor_id, post_id, position) values (:a, :p, 1)", a=ana.id, p=best.id)
        await actors.save(tx, replace(ngozi, moved_to=ana.uri, also_known_as=(ana.uri,)))
        await notifications.notify(
            tx, site.ids, tomasz.id, "move", from_id=ngozi.id, text="@ana@mastodon.example", now=clock.now()
        )


async def six_pictures(
    site: Site, artist: Actor, details: Details, *, count: int = 6, look_first: bool = False
) -> None:
    """A community is known that the description may name."""
    await _community(site)
    folder: Path = site.storage.incoming()
    paths = [draw(STYLES[at], sized(SIZES[at]), 300 + at, folder / f"{at}.png") for at in range(count)]
    alts = [f"A drawing, number {at + 1} of {count}." if at != 2 else "" for at in range(count)]
    uploads = tuple(Upload(path, path.name, alt) for path, alt in zip(paths, alts, strict=True))
    await submit(site, artist, Submission(details, uploads, look_first=look_first))
    await drain(site)
    site.storage.discard(folder)


async def _community(site: Site) -> None:
    async with site.db.reading() as tx:
        known = await actors.by_handle(tx, "art", "lemmy.example")
    if known is None:
        await seeds.stranger(site, "art", "lemmy.example", kind="Group")


async def drag(page: Page) -> None:
    """The last work of a series is moved up with its button."""
    await page.locator('[data-by="-1"]').last.click()
