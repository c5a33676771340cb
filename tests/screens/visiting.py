"""The artwork's page in all its parts: captions, before and after, steps of the making, viewer, sharing, bookmarks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playwright.async_api import Page

from fediart.actions.bookmark import bookmark
from fediart.site import Site
from fediart.store import actors, pictures, work_words
from fediart.store.work_words import PictureWords, WorkFacts

SIX = "select max(id) from artworks where title = 'Six days of rain' and state = 'published'"
WORDS = (
    PictureWords("The third day, when the gutter gave up."), PictureWords("", "before"),
    PictureWords("Two days of glazing later.", "after"), PictureWords("The first lines", "process"),
    PictureWords("Blocking in", "process"), PictureWords("A photograph from the balcony, for the greys", "process"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """As Shot of tests.screens.pages."""

    path: str
    who: str = ""
    then: Callable[[Page], Awaitable[None]] | None = None


async def pages(site: Site) -> dict[str, Look]:
    """By name. What there is already is not made again."""
    async with site.db.writing() as tx:
        work_id = int(await tx.value(SIX))
        jane, tom = await actors.by_handle(tx, "jane"), await actors.by_handle(tx, "tomasz")
        assert jane is not None and tom is not None
        own = int(
            await tx.value("select min(id) from artworks where actor_id = :id and state = 'published'", id=jane.id)
        )
        known = await pictures.of_artwork(tx, work_id)
        await work_words.keep_words(tx, work_id, {one.id: said for one, said in zip(known, WORDS, strict=False)})
        await work_words.keep_facts(tx, work_id, WorkFacts("2025–2026", "30 × 40 cm, framed 45 × 55 cm"))
    for kept in (own, work_id):
        await bookmark(site, jane, kept)
    site.pages.changed()
    told, other = f"/@tomasz/{work_id}", f"/@jane/{own}"
    return {
        "artwork-told": Look(told),
        "viewer": Look(told, then=_open),
        "viewer-near": Look(told, then=_near),
        "artwork-share": Look(other, then=_share),
        "artwork-elsewhere": Look(other, then=_take_part),
        "interact": Look(f"/interact?post={own}"),
        "interact-error": Look(f"/interact?post={own}&server=nonsense"),
        "embed": Look(f"{other}/embed"),
        "bookmarks": Look("/bookmarks", "jane"),
        "bookmarks-empty": Look("/bookmarks", "nobody"),
    }


async def _open(page: Page) -> None:
    await page.click("a[data-full] >> nth=0")
    await page.wait_for_selector("dialog.viewer:not([aria-busy])")


async def _near(page: Page) -> None:
    await _open(page)
    for _ in range(3):
        await page.keyboard.press("+")
    await page.click("[data-do=words]")


async def _share(page: Page) -> None:
    await page.click(".share > summary")


async def _take_part(page: Page) -> None:
    await page.click(".take-part > summary")
