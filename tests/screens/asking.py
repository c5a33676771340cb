"""Polls of members: one to vote in, one voted in, one that tells its results at the end, and one that has ended."""

from __future__ import annotations

from playwright.async_api import Page

from fediart.actions.note import write_note
from fediart.actions.poll import Asking
from fediart.actions.vote import vote
from fediart.actions.written import More
from fediart.clock import DAY
from fediart.site import Site
from fediart.store import actors
from fediart.store.actors import Actor

PAPERS = ("Hahnemühle, 300 g", "The thin Japanese one that shows what lies behind it", "Newsprint", "Stone paper")
POLLS = {
    "ended": ("Which of the three hills goes on the card?", ("The near one", "The far one", "All of them")),
    "open": ("Which paper for the next edition? It is to be twelve sheets, by hand.", PAPERS),
    "voted": ("What would you like to see made, step by step?", ("A woodcut", "An etching", "A frame", "Ink")),
    "hidden": ("Which title is better? I tell on Sunday.", ("Salt", "Noon, studied")),
}


async def pages(site: Site) -> dict[str, tuple[str, str]]:
    """`(path, who looks)` by name. Asked once; a second run finds them."""
    async with site.db.reading() as tx:
        tomasz = await actors.by_handle(tx, "tomasz")
    assert tomasz is not None
    if not await _numbers(site, tomasz):
        await _ask(site, tomasz)
    made = dict(zip(POLLS, await _numbers(site, tomasz), strict=True))
    return {
        **{f"own-poll-{name}": (f"/posts/{number}", "jane") for name, number in made.items()},
        "own-poll-hidden-voted": (f"/posts/{made['hidden']}", "mo"),
        "own-poll-asker": (f"/posts/{made['open']}", "tomasz"),
        "own-poll-visitor": (f"/posts/{made['open']}", ""),
        "timeline-polls": ("/@tomasz/timeline", "jane"),
        "timeline-polls-own": ("/@tomasz/timeline", "tomasz"),
    }


async def _numbers(site: Site, actor: Actor) -> list[int]:
    rows = "select post_id from polls join posts on posts.id = post_id where actor_id = :id order by post_id"
    async with site.db.reading() as tx:
        return [int(row["post_id"]) for row in await tx.all(rows, id=actor.id)]


async def _ask(site: Site, tomasz: Actor) -> None:
    votes = {"ended": {"jane": [1], "mo": [1], "newcomer": [2]}, "open": {"mo": [0], "newcomer": [1], "nobody": [1]},
             "voted": {"jane": [0, 3], "mo": [3]}, "hidden": {"mo": [1], "newcomer": [0]}}  # fmt: skip
    for name, (words, options) in POLLS.items():
        asking = Asking(options, 3 * DAY, multiple=name == "voted", hidden=name == "hidden")
        post = await write_note(site, tomasz, words, more=More(poll=asking))
        for voter, places in votes[name].items():
            async with site.db.reading() as tx:
                actor = await actors.by_handle(tx, voter)
            assert actor is not None
            await vote(site, actor, post.id, places)
        if name == "ended":
            async with site.db.writing() as tx:
                over = "update polls set ends = :ends where post_id = :id"
                await tx.run(over, ends=site.clock.now() - DAY, id=post.id)


async def fill_in(page: Page) -> None:
    await page.fill("#field-text", "Which paper for the next edition?")
    await page.locator(".note-poll > summary").click()
    for place, words in enumerate(PAPERS[:3]):
        await page.locator('input[name="option"]').nth(place).fill(words)


async def send_wrong(page: Page) -> None:
    await fill_in(page)
    for place in (1, 2):
        await page.locator('input[name="option"]').nth(place).fill("")
    await page.locator('main form button[type="submit"]').first.click()
    await page.locator(".error-summary").wait_for()
