"""Looks at the pages: an instance with drawn art of many proportions, photographed at two widths in light and dark.

`python -m tests.screens [PAGE ...]` writes var/screens/PAGE-WIDTH-THEME.png. The instance in var/screens-instance is
kept between runs; `--fresh` draws it anew, `--serve` lists the addresses and waits. Needs Debian's chromium.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from playwright.async_api import Browser, async_playwright

from demo.art import draw
from fediart.actions.publish import submit
from fediart.actions.submission import Details, Submission, Upload
from fediart.app import assembled, make_app
from fediart.clock import DAY, HOUR, HandClock
from fediart.config import parse
from fediart.ids import secret_token
from fediart.resources import resource
from fediart.site import Site
from fediart.store import actors, notifications, posts, sessions
from fediart.store.actors import Actor, Field
from fediart.store.migrate import migrate
from fediart.store.settings import InstanceSettings, save_settings
from fediart.store.sqlite import open_sqlite
from fediart.web.cookies import cookie_name
from tests import seeds
from tests.site import drain, make_artist

ROOT = Path(__file__).resolve().parents[1]
HOME, OUT = ROOT / "var" / "screens-instance", ROOT / "var" / "screens"
PORT = 8765
WIDTHS = {1440: 900, 390: 844}
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--host-resolver-rules=MAP * 127.0.0.1"]
# Lazy pictures load as one scrolls by; those that are covered never do.
LOAD_ALL = """async () => {
    const pause = (time) => new Promise((done) => setTimeout(done, time));
    for (let y = 0; y < document.body.scrollHeight; y += 800) { scrollTo(0, y); await pause(60); }
    scrollTo(0, 0);
    const visible = [...document.images].filter((image) => image.checkVisibility());
    await Promise.race([Promise.all(visible.map((image) => image.decode().catch(() => {}))), pause(2000)]);
}"""
STYLES = ("landscape", "still life", "woodcut", "weave", "rooms")
SIZES = ((1600, 1067), (1067, 1600), (1400, 1400), (2000, 800), (900, 1600), (1500, 1125), (700, 1800), (2400, 600))
TITLES = (
    "Evening above the reservoir", "Three pears", "The ferryman’s house", "Wind, studied", "Room with a blue door",
    "Salt", "Untold", "A very long title that someone thought about for a long time and would not make any shorter",
    "Noon", "Nachtstück", "Δέντρο", "海辺の家", "Hill", "Study for a larger hill",
)  # fmt: skip
SAID = (
    "The light in the lower left is wonderful. How long did it take?",
    "I keep coming back to this one.",
    "Which paper is that? The grain carries the whole picture.",
    "Thank you! It took two weeks of evenings.",
)


@asynccontextmanager
async def instance() -> AsyncIterator[Site]:
    fresh = not (HOME / "fediart.db").exists()
    HOME.mkdir(parents=True, exist_ok=True)
    config = parse(
        {
            "instance": {"host": f"localhost:{PORT}", "development": True},
            "secrets": {"key": "for looking at pages only, of no worth"},
            "admission": {"model": "none"},
        },
        folder=HOME,
    )
    db = await open_sqlite(HOME / "fediart.db")
    try:
        clock = HandClock()
        await migrate(db, resource("migrations"), now=clock.now())
        async with assembled(config, db, clock) as site:
            if fresh:
                await furnish(site, clock)
            clock.move(60 * DAY)
            yield site
    finally:
        await db.close()


async def furnish(site: Site, clock: HandClock) -> None:
    settings = InstanceSettings(
        name="Lichtung", tagline="A small house for drawing, painting and printmaking", set_up=True,
        description="Twelve of us share this server. We meet on the first Sunday of the month.\n\nCritique is welcome "
        "under every work, unless its artist says otherwise.", contact_email="hello@lichtung.example",
    )  # fmt: skip
    async with site.db.writing() as tx:
        await save_settings(tx, settings, now=clock.now())
    people = [(await make_artist(site, name, role=role))[1] for name, role in
              (("jane", "owner"), ("tomasz", "artist"), ("ngozi", "artist"), ("nobody", "artist"))]  # fmt: skip
    jane = await seeds.change_actor(
        site, people[0], display_name="Jane Okafor-Lindqvist", bio_html="<p>Paints and prints in Gothenburg. "
        "Mostly hills, sometimes fruit.</p><p>Commissions are closed until spring.</p>", ai_policy="ask-first",
        fields=(Field("Website", "https://jane.example", 1), Field("Prints", "At the market on Saturdays")),
    )  # fmt: skip
    tomasz = await seeds.change_actor(site, people[1], display_name="Tomasz")
    ngozi = await seeds.change_actor(site, people[2], display_name="Ngozi A.")
    await seeds.follow(site, jane, tomasz)
    await seeds.follow(site, tomasz, jane)
    await works(site, clock, [jane, tomasz, ngozi])
    await conversation(site, clock, jane, tomasz)


async def works(site: Site, clock: HandClock, artists: list[Actor]) -> None:
    for number in range(22):
        clock.move(17 * HOUR)
        several = 4 if number == 13 else 1
        details = Details(
            title=TITLES[number % len(TITLES)],
            description="Painted from a window, over three evenings, until the light no longer came back.\n\n"
            "The hill is two hills; the second one is behind the house." if number % 3 == 0 else "",
            medium="Oil on board, 40 × 30 cm" if number % 2 else "Woodcut", tools="Krita" if number % 5 == 0 else "",
            tags=("hills", "evening", "oil") if number % 2 else ("woodcut",), mature=number == 9,
            warning="Nudity" if number == 9 else "", series="Reservoir" if number % 4 == 0 else "",
            licence="cc-by-nc-4.0" if number % 6 == 1 else "all-rights-reserved",
        )  # fmt: skip
        await publish(site, artists[number % len(artists) if number % 4 else 0], details, number, several)


async def publish(site: Site, artist: Actor, details: Details, number: int, several: int) -> int:
    folder = site.storage.incoming()
    uploads = []
    for place in range(several):
        size = SIZES[(number + place) % len(SIZES)]
        style = STYLES[(number + place) % len(STYLES)]
        path = draw(style, size, 100 + number + place, folder / f"{number}-{place}.png")
        alt = f"{details.title}: a drawing of {size[0]} by {size[1]} pixels, long shadows and a low sun over hills."
        uploads.append(Upload(path, path.name, alt if number % 5 else ""))
    artwork_id = await submit(site, artist, Submission(details, tuple(uploads)))
    await drain(site)
    site.storage.discard(folder)
    return artwork_id


async def conversation(site: Site, clock: HandClock, jane: Actor, tomasz: Actor) -> None:
    ana = await seeds.stranger(site, "ana", "mastodon.example", display_name="Ana Luísa", follower_count=120)
    far = await seeds.stranger(site, "averylongnamethatgoesonandon", "a-rather-long-host.pixelfed.example")
    async with site.db.reading() as tx:
        theirs = "select id from artworks where actor_id = :id and state = 'published' order by id"
        rows = await tx.all(theirs, id=jane.id)
        work = await posts.by_id(tx, rows[-1]["id"])
        pinned = [row["id"] for row in rows[1:3]]
    assert work is not None
    before = None
    for number, words in enumerate(SAID):
        clock.move(2 * HOUR)
        author = (ana, tomasz, far, jane)[number]
        before = await seeds.say(site, author, f"<p>{words}</p>", to=before if number == 3 and before else work)
    await seeds.follow(site, jane, ana)
    await seeds.follow(site, ana, jane)
    clock.move(HOUR)
    tag = '<a href="https://mastodon.example/tags/print" class="mention hashtag">#print</a>'
    await seeds.say(site, ana, f"<p>Opening tonight, come by if you are near. {tag}</p>")
    await seeds.say(site, ana, "<p>A hidden one.</p>", warning="Talks about illness", sensitive=1)
    async with site.db.writing() as tx:
        for place, post_id in enumerate(pinned):
            pin = "insert into pins (actor_id, post_id, position) values (:a, :p, :n)"
            await tx.run(pin, a=jane.id, p=post_id, n=place)
        await tx.run("update posts set like_count = 14, boost_count = 3, reply_count = 4 where id = :id", id=work.id)
        for kind, who in (("like", ana), ("like", far), ("like", tomasz), ("boost", ana), ("follow", tomasz)):
            about = None if kind == "follow" else work.id
            await notifications.notify(tx, site.ids, jane.id, kind, now=clock.now(), from_id=who.id, post_id=about)
        if before:
            await notifications.notify(
                tx, site.ids, jane.id, "reply", now=clock.now(), from_id=far.id, post_id=before.id
            )


async def session(site: Site, name: str) -> str:
    token = secret_token()
    async with site.db.writing() as tx:
        account_id = await tx.value(
            "select accounts.id from accounts join actors on actors.id = accounts.actor_id where actors.name = :name",
            name=name,
        )
        await sessions.insert(tx, token, account_id, agent="screens", now=site.clock.now())
    return token


async def pages(site: Site) -> dict[str, tuple[str, str]]:
    """For each screen its path and who looks."""
    async with site.db.reading() as tx:
        jane = await actors.by_handle(tx, "jane")
        assert jane is not None
        newest = await tx.value("select max(id) from artworks where actor_id = :id", id=jane.id)
        mature = await tx.value("select min(id) from artworks where mature = 1")
        owner = await tx.value("select name from actors join artworks on actors.id = actor_id where mature = 1")
        several = await tx.one("select artwork_id as id, name from pictures join artworks on artworks.id = artwork_id "
                               "join actors on actors.id = actor_id where position > 1")  # fmt: skip
        remote = await tx.value("select max(id) from posts where local = 0")
    assert several is not None
    return {
        "gallery": ("/", ""), "gallery-member": ("/", "jane"), "portfolio": ("/@jane", ""),
        "portfolio-member": ("/@jane", "tomasz"), "portfolio-empty": ("/@nobody", "nobody"),
        "timeline": ("/@jane/timeline", ""), "artwork": (f"/@jane/{newest}", ""),
        "artwork-member": (f"/@jane/{newest}", "tomasz"), "artwork-mature": (f"/@{owner}/{mature}", ""),
        "artwork-several": (f"/@{several['name']}/{several['id']}", ""), "remote-post": (f"/posts/{remote}", "jane"),
        "remote-actor": ("/@ana@mastodon.example", "jane"), "home": ("/home", "jane"),
        "home-empty": ("/home", "nobody"), "notifications": ("/notifications", "jane"),
        "search": ("/search?q=h", ""), "series": ("/@jane/series/reservoir", ""), "tag": ("/tags/hills", ""),
        "followers": ("/@jane/followers", ""), "about": ("/about", ""), "policy": ("/policies/ask-first", ""),
        "missing": ("/@jane/1", ""),
    }  # fmt: skip


async def photograph(site: Site, browser: Browser, wanted: list[str]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    listed = await pages(site)
    for name, (path, who) in listed.items():
        if wanted and name not in wanted:
            continue
        for width, height in WIDTHS.items():
            for theme in ("light", "dark"):
                await _one(site, browser, OUT / f"{name}-{width}-{theme}.png", path, who, (width, height), theme)


async def _one(
    site: Site, browser: Browser, out: Path, path: str, who: str, size: tuple[int, int], theme: str
) -> None:
    context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=theme)  # type: ignore[arg-type]
    if who:
        name = cookie_name(site.config, "session")
        await context.add_cookies([{"name": name, "value": await session(site, who), "url": site.config.origin}])
    page = await context.new_page()
    page.on("console", lambda message: print(f"{out.name}: {message.type}: {message.text}"))
    await page.goto(site.config.origin + path, wait_until="networkidle")
    await page.evaluate(LOAD_ALL)
    wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        print(f"{out.name}: {wide} px wider than the window")
    await page.screenshot(path=out, full_page=True)
    await context.close()


@asynccontextmanager
async def serving(site: Site) -> AsyncIterator[None]:
    runner = web.AppRunner(make_app(site), access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", PORT).start()
    try:
        yield
    finally:
        await runner.cleanup()


async def run(arguments: argparse.Namespace) -> None:
    if arguments.fresh:
        shutil.rmtree(HOME, ignore_errors=True)
    async with instance() as site, serving(site):
        if arguments.serve:
            for name, (path, who) in (await pages(site)).items():
                token = await session(site, who) if who else ""
                print(name, site.config.origin + path, cookie_name(site.config, "session"), token, sep="\t", flush=True)
            await asyncio.Event().wait()
        async with async_playwright() as tools:
            browser = await tools.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
            await photograph(site, browser, arguments.pages)
            await browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*")
    parser.add_argument("--fresh", action="store_true", help="draw the instance anew")
    parser.add_argument("--serve", action="store_true", help="take no pictures; serve until stopped")
    asyncio.run(run(parser.parse_args()))
