"""What admins tell the members: shown, planned and over; and the texts that everybody may read."""

from __future__ import annotations

from playwright.async_api import Page

from fediart.actions import announcing, site_texts
from fediart.actions.announcing import Wanted
from fediart.actions.site_texts import day_of, day_words
from fediart.clock import DAY, HOUR
from fediart.site import Site
from fediart.store import accounts, actors, announcements
from fediart.store import site_texts as texts
from tests.site import make_artist

MEMBER = "newcomer"  # the only one who has not put anything away
_TERMS = (
    "## Who may join\n\nArtists, and who likes to look.\n\n## What is yours stays yours\n\nYou let this server show it."
)
_WALK = (
    "**A walk with sketchbooks** on Saturday at ten, from the old weir. Bring something to sit on. "
    "[How to get there](https://weir.example/map)"
)


async def pages(site: Site) -> dict[str, tuple[str, str]]:
    """Paths and who looks. Made once; a second run finds them where they are."""
    async with site.db.reading() as tx:
        known = await announcements.all_of_them(tx)
    if not known:
        await _announced(site)
    async with site.db.reading() as tx:
        newest = (await announcements.all_of_them(tx))[0].id
        last = day_words((await texts.all_terms(tx))[0].effective)
    return {
        "announcement-banner": ("/settings/profile", MEMBER),
        "announcements": ("/announcements", MEMBER),
        "announcements-nothing-new": ("/announcements", "jane"),
        "admin-announcements": ("/admin/announcements", "jane"),
        "admin-announcement": (f"/admin/announcements/{newest}", "jane"),
        "admin-texts": ("/admin/texts", "jane"),
        "privacy": ("/privacy", ""),
        "terms": ("/terms", ""),
        "terms-to-come": (f"/terms/{last}", ""),
    }


async def send_wrong(page: Page) -> None:
    await page.fill("#field-ends", "2026-08-01T10:00")
    await page.evaluate("document.querySelector('main form').noValidate = true")
    await page.locator("main form button[type=submit]").first.click()
    await page.locator(".error-summary").wait_for()


async def _announced(site: Site) -> None:
    await make_artist(site, MEMBER)
    async with site.db.reading() as tx:
        jane = await accounts.by_name(tx, "jane")
        everybody = [row["name"] for row in await accounts.everyone(tx)]
    assert jane is not None
    now = site.clock.now()
    over = Wanted("The server moves on Sunday: an hour of quiet.", now - 9 * DAY, 0, now - 5 * DAY)
    await announcing.save(site, jane, over)
    made = await announcing.save(site, jane, Wanted(_WALK, now - HOUR, now + 3 * DAY, now + 3 * DAY + 2 * HOUR))
    await announcing.save(site, jane, Wanted("The spring show is open.", now + 30 * DAY))
    for name in everybody:
        async with site.db.reading() as tx:
            actor = await actors.by_handle(tx, name)
        if actor is not None and name != MEMBER:
            await announcing.put_away(site, actor, made.id)
        if name in ("tomasz", "jane") and actor is not None:
            await announcing.react(site, actor, made.id, "🎨")
    await site_texts.save_terms(site, jane, _TERMS, day_words(day_of(now)))
    await site_texts.save_terms(site, jane, _TERMS, day_words(day_of(now + 40 * DAY)))
