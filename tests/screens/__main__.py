"""Looks at the pages: an instance with drawn art of many proportions, photographed at three widths in light and dark.

`python -m tests.screens [PAGE ...]` writes var/screens/PAGE-LOOK.png, and index.html with all that lies there: the
contact sheet. `--all` takes every look: magnified, from right to left, with more contrast. The instance in
var/screens-instance is kept between runs; `--fresh` draws it anew, `--serve` lists the addresses and waits. Needs
Debian's chromium.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from playwright.async_api import Browser, BrowserContext, async_playwright

from fediart.app import make_app
from fediart.site import Site
from fediart.web.cookies import cookie_name
from tests.chromium import ARGS, PROGRAM
from tests.screens import axe, sheet
from tests.screens.looks import LOOKS, USUAL, Look, context_for
from tests.screens.pages import Shot, all_pages, session
from tests.screens.world import instance

VAR = Path(__file__).resolve().parents[2] / "var"
PORT = int(os.environ.get("FEDIART_SCREENS_PORT", "8765"))
# Lazy pictures load as one scrolls by; those that are covered never do.
LOAD_ALL = """async () => {
    const pause = (time) => new Promise((done) => setTimeout(done, time));
    const step = Math.max(800, innerHeight);
    for (let y = 0; y < document.body.scrollHeight; y += step) { scrollTo(0, y); await pause(40); }
    scrollTo(0, 0);
    const visible = [...document.images].filter((image) => image.checkVisibility());
    await Promise.race([Promise.all(visible.map((image) => image.decode().catch(() => {}))), pause(2000)]);
}"""


async def photograph(site: Site, browser: Browser, shots: dict[str, Shot], looks: list[Look], folder: Path) -> None:
    """One context for each viewer and look; pages that do not fit or complain are named."""
    folder.mkdir(parents=True, exist_ok=True)
    for who in dict.fromkeys(shot.who for shot in shots.values()):
        for look in looks:
            context = await context_for(site, browser, who, look)
            for name, shot in shots.items():
                if shot.who == who:
                    await _one(site, context, folder / f"{name}-{look.name}.png", shot)
            await context.close()


async def _one(site: Site, context: BrowserContext, out: Path, shot: Shot) -> None:
    page = await context.new_page()
    page.on("console", lambda message: print(f"{out.name}: {message.type}: {message.text}"))
    page.on("pageerror", lambda error: print(f"{out.name}: {error}"))
    await page.goto(site.config.origin + shot.path, wait_until="networkidle")
    if shot.then:
        await shot.then(page)
    await page.evaluate(LOAD_ALL)
    wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        print(f"{out.name}: {wide} px wider than the window")
    await page.screenshot(path=out, full_page=True, animations="disabled")
    await page.close()


@asynccontextmanager
async def serving(site: Site) -> AsyncIterator[None]:
    runner = web.AppRunner(make_app(site), access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(site.config.instance.host.rpartition(":")[2])).start()
    try:
        yield
    finally:
        await runner.cleanup()


async def run(arguments: argparse.Namespace) -> None:
    home = arguments.folder.parent / f"{arguments.folder.name}-instance"
    if arguments.fresh:
        shutil.rmtree(home, ignore_errors=True)
    async with (
        instance(home, PORT) as site,
        instance(home / "new", PORT + 1, furnished=False) as new,
        serving(site),
        serving(new),
        async_playwright() as tools,
    ):
        shots = await all_pages(site, home / "chosen")
        if arguments.serve:
            await _list(site, shots)
        if arguments.axe:
            chosen = {name: shot for name, shot in shots.items() if not arguments.pages or name in arguments.pages}
            raise SystemExit(bool(await axe.everywhere(site, chosen)))
        named = {one.name for one in LOOKS} if arguments.all else set(arguments.look or USUAL)
        looks = [one for one in LOOKS if one.name in named]
        browser = await tools.chromium.launch(executable_path=PROGRAM, args=ARGS)
        for where, listed in ((site, shots), (new, {"welcome": Shot("/welcome")})):
            wanted = {name: shot for name, shot in listed.items() if not arguments.pages or name in arguments.pages}
            await photograph(where, browser, wanted, looks, arguments.folder)
        await browser.close()
    print(sheet.write(arguments.folder))


async def _list(site: Site, shots: dict[str, Shot]) -> None:
    for name, shot in shots.items():
        token = await session(site, shot.who) if shot.who else ""
        print(name, site.config.origin + shot.path, cookie_name(site.config, "session"), token, sep="\t", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.screens", description=__doc__)
    parser.add_argument("pages", nargs="*")
    parser.add_argument("--folder", type=Path, default=VAR / "screens", help="where the pictures go")
    parser.add_argument("--fresh", action="store_true", help="draw the instance anew")
    parser.add_argument("--look", action="append", default=[], help="only this one, such as 390-dark; may be repeated")
    parser.add_argument("--all", action="store_true", help="also magnified, from right to left, and with contrast")
    parser.add_argument("--axe", action="store_true", help="take no pictures; have axe-core look at the pages")
    parser.add_argument("--serve", action="store_true", help="take no pictures; serve until stopped")
    asyncio.run(run(parser.parse_args()))
