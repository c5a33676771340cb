"""axe-core looks at the main pages, light and dark, wide and narrow, and finds nothing to complain about."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from fediart.clock import HandClock
from fediart.site import Site
from fediart.web.cookies import cookie_name
from tests.chromium import ABSENT
from tests.migrated import migrated
from tests.screens.axe import FOREIGN, looked_at
from tests.screens.pages import all_pages, session
from tests.screens.sizes import smaller
from tests.screens.world import furnish
from tests.site import running_site, served

MAIN = (
    "gallery", "portfolio-own", "artwork-member", "home", "notifications", "search", "about", "sign-up", "new", "works",
    "work-held", "edit", "commission-board", "messages", "settings", "review-held", "settings-profile",
    "admin-admission", "admin-domains", "transparency", "jobs", "explore", "missing",
)  # fmt: skip

pytestmark = pytest.mark.skipif(
    not (shutil.which("node") and (FOREIGN / "node_modules/@axe-core").is_dir() and not ABSENT),
    reason="needs Node, the packages of tests/foreign and Debian's chromium",
)


async def pages_of(site: Site, folder: Path) -> list[dict[str, Any]]:
    """Each once, with whatever is folded away in it unfolded; light, dark, wide and narrow take turns."""
    shots = await all_pages(site, folder)
    tokens = {who: await session(site, who) if who else "" for who in {shots[name].who for name in MAIN}}
    return [
        {
            "name": name, "url": site.config.origin + shots[name].path, "token": tokens[shots[name].who],
            "dark": place % 2 == 1, "width": 390 if place % 4 > 1 else 1440, "open": True,
        }
        for place, name in enumerate(MAIN)
    ]  # fmt: skip


@pytest.mark.timeout(240)
async def test_axe_finds_nothing_on_the_main_pages(tmp_path: Path) -> None:
    clock = HandClock()
    db = await migrated(tmp_path / "axe.db")
    try:
        async with running_site(db, tmp_path, clock, config={"admission": {"model": "none"}}) as site:
            with smaller(0.1):
                await furnish(site, clock, many=9, scale=0.1)
                pages = await pages_of(site, tmp_path / "chosen")
            async with served(site):
                found = await looked_at(pages, cookie_name(site.config, "session"))
    finally:
        await db.close()
    seen = {one["page"]: one for one in found if "status" in one}
    assert {name: one["status"] for name, one in seen.items()} == dict.fromkeys(MAIN, 200) | {"missing": 404}
    assert min(one["passes"] for one in seen.values()) > 10
    assert [one for one in found if "id" in one] == []
