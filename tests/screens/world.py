"""An instance to look at: drawn art of many proportions, people who talk about it, and every state a work can be in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from demo.art import draw
from fediart.actions.admission_policy import current_policy, save_policy
from fediart.actions.publish import submit
from fediart.actions.submission import Details, Submission, Upload
from fediart.admission.policy import policy_to_dict
from fediart.app import assembled
from fediart.clock import DAY, HOUR, HandClock
from fediart.config import parse
from fediart.resources import resource
from fediart.site import Site
from fediart.store import notifications, posts
from fediart.store.actors import Actor, Field
from fediart.store.migrate import migrate
from fediart.store.settings import InstanceSettings, save_settings
from fediart.store.sqlite import open_sqlite
from tests import seeds
from tests.screens import corners, delivering, elsewhere, labelled, moving, polling, quoting, reviewing
from tests.site import drain, make_artist

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
async def instance(folder: Path, port: int, *, furnished: bool = True) -> AsyncIterator[Site]:
    """Kept in the folder between runs. One that is not furnished waits for its owner."""
    fresh = not (folder / "fediart.db").exists()
    folder.mkdir(parents=True, exist_ok=True)
    config = parse(
        {
            "instance": {"host": f"localhost:{port}", "development": True},
            "secrets": {"key": "for looking at pages only, of no worth"},
            "admission": {"model": "none"},
        },
        folder=folder,
    )
    db = await open_sqlite(folder / "fediart.db")
    try:
        clock = HandClock()
        await migrate(db, resource("migrations"), now=clock.now())
        async with assembled(config, db, clock) as site:
            if fresh and furnished:
                await furnish(site, clock)
                (folder / "clock").write_text(str(clock.now()))
            elif (folder / "clock").exists():  # no run is before the one that drew it
                clock.move(int((folder / "clock").read_text()) - clock.now())
            clock.move(60 * DAY)
            yield site
    finally:
        await db.close()


async def furnish(site: Site, clock: HandClock, *, many: int = 22, scale: float = 1.0) -> None:
    """`many` published works; `scale` makes their pictures smaller, for tests in a hurry."""
    settings = InstanceSettings(
        name="Lichtung", tagline="A small house for drawing, painting and printmaking", set_up=True,
        description="Twelve of us share this server. We meet on the first Sunday of the month.\n\nCritique is welcome "
        "under every work, unless its artist says otherwise.", contact_email="hello@lichtung.example",
    )  # fmt: skip
    async with site.db.writing() as tx:
        await save_settings(tx, settings, now=clock.now())
    roles = {"jane": "owner", "tomasz": "artist", "ngozi": "artist", "nobody": "artist", "mo": "moderator"}
    people = [(await make_artist(site, name, role=role))[1] for name, role in roles.items()]
    jane = await seeds.change_actor(
        site, people[0], display_name="Jane Okafor-Lindqvist", bio_html="<p>Paints and prints in Gothenburg. "
        "Mostly hills, sometimes fruit.</p><p>Commissions are closed until spring.</p>", ai_policy="ask-first",
        fields=(Field("Website", "https://jane.example", 1), Field("Prints", "At the market on Saturdays")),
    )  # fmt: skip
    tomasz = await seeds.change_actor(site, people[1], display_name="Tomasz")
    ngozi = await seeds.change_actor(site, people[2], display_name="Ngozi A.")
    await seeds.follow(site, jane, tomasz)
    await seeds.follow(site, tomasz, jane)
    await on_copies(site, "publish")  # what was drawn by rule is alike, and all of it is to be seen
    await works(site, clock, [jane, tomasz, ngozi], many, scale)
    await conversation(site, clock, jane, tomasz)
    await moving.furnish(site, clock, tomasz)
    await reviewing.furnish(site, clock, tomasz, scale=scale)
    await corners.furnish(site, clock, jane, tomasz)
    await polling.furnish(site, clock, jane)
    await elsewhere.furnish(site, clock, scale=scale)
    await labelled.furnish(site)
    await quoting.furnish(site, clock, jane, tomasz)
    await delivering.furnish(site, clock, tomasz)
    await on_copies(site, "hold")


async def on_copies(site: Site, action: str) -> None:
    """What the policy does with copies of other artists' works from now on."""
    async with site.db.reading() as tx:
        policy = await current_policy(tx)
    await save_policy(site, None, policy_to_dict(policy) | {"copies": action}, seen_version=policy.version)


async def works(site: Site, clock: HandClock, artists: list[Actor], many: int, scale: float) -> None:
    for number in range(many):
        clock.move(17 * HOUR)
        several = 4 if number == many - 9 else 1
        details = Details(
            title=TITLES[number % len(TITLES)],
            description="Painted from a window, over three evenings, until the light no longer came back.\n\n"
            "The hill is two hills; the second one is behind the house." if number % 3 == 0 else "",
            medium="Oil on board, 40 × 30 cm" if number % 2 else "Woodcut", tools="Krita" if number % 5 == 0 else "",
            tags=("hills", "evening", "oil") if number % 2 else ("woodcut",), mature=number == many - 4,
            warning="Nudity" if number == many - 4 else "", series="Reservoir" if number % 4 == 0 else "",
            licence="cc-by-nc-4.0" if number % 6 == 1 else "all-rights-reserved",
        )  # fmt: skip
        await publish(site, artists[number % len(artists) if number % 4 else 0], details, number, several, scale)


async def publish(site: Site, artist: Actor, details: Details, number: int, several: int, scale: float) -> int:
    folder = site.storage.incoming()
    uploads = []
    for place in range(several):
        width, height = SIZES[(number + place) % len(SIZES)]
        size = (int(width * scale), int(height * scale))
        style = STYLES[(number + place) % len(STYLES)]
        path = draw(style, size, 100 + 10 * number + place, folder / f"{number}-{place}.png")
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
