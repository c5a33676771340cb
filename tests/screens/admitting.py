"""The admission policy's pages: as they are, with a preset tried on the newest works, and with a run's report."""

from __future__ import annotations

from playwright.async_api import Page

from fediart.actions import rescan
from fediart.actions.rescan import Wanted
from fediart.admission.policy import STRICT
from fediart.site import Site
from fediart.store import rescans

ADMIN = "jane"


async def pages(site: Site) -> dict[str, str]:
    """Names and paths, all for an admin; a dry run of the strict preset is made where there is none."""
    async with site.db.reading() as tx:
        runs = [run for run in await rescans.newest(tx) if run.state == rescans.FINISHED]
    run = runs[0] if runs else await rescan.start(site, None, Wanted(policy=STRICT), queued=False)
    while run.state == rescans.RUNNING:
        run = await rescan.step(site, run.id)
    return {
        "admin-admission-preset": "/admin/admission?from=preset-strict",
        "admin-rescans": "/admin/admission/rescans",
        "admin-rescan": f"/admin/admission/rescans/{run.id}",
    }


async def try_it(page: Page) -> None:
    """What the form's policy would have made of the newest works."""
    await page.locator('button[value="try"]').click()
    await page.locator("#trial").wait_for()
    reasons = page.locator("#trial details > summary")
    if await reasons.count():
        await reasons.first.click()


async def send_wrong(page: Page) -> None:
    """A score that refuses, and a time limit of no days."""
    await page.select_option('select[name="table.new.none.high"]', "refuse")
    await page.fill('input[name="decide_days"]', "0")
    await page.locator('button[value="save"]').click()
    await page.locator(".error-summary").wait_for()
