"""The corners of the instance: works held, refused and under way, requests, blocks, invitations, troubled servers."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, PngImagePlugin

from demo.art import draw
from fediart.actions import block
from fediart.actions.appeal import answer
from fediart.actions.invitations import invite
from fediart.actions.publish import submit
from fediart.actions.submission import Details, Submission, Upload
from fediart.actions.tokens import create_token
from fediart.clock import DAY, HOUR, HandClock
from fediart.site import Site
from fediart.store import accounts, hosts, sessions
from fediart.store.actors import Actor
from fediart.store.follows import REQUESTED
from fediart.store.hosts import Host
from tests import seeds
from tests.admission import made
from tests.screens import departing, moderated, sided, striking
from tests.screens.sizes import sized
from tests.site import drain, make_artist

UNCLEAR = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic"


async def furnish(site: Site, clock: HandClock, jane: Actor, tomasz: Actor) -> None:
    clock.move(DAY)
    await doubtful_works(site, clock, jane, tomasz)
    await people(site, clock, jane)
    await servers(site, clock)
    await moderated.furnish(site, clock, jane, tomasz)
    await striking.furnish(site, clock)
    await departing.furnish(site)
    await submit(site, tomasz, submission(site, "Morning, unfinished", "landscape", 9))  # nobody does its jobs


async def doubtful_works(site: Site, clock: HandClock, jane: Actor, tomasz: Actor) -> None:
    """One that its file declares to be generated, two that it leaves in doubt."""
    generated = submission(site, "Castle on a hill", "landscape", 7, chunk=("parameters", made.A1111))
    await submit(site, tomasz, generated)
    clock.move(HOUR)
    await submit(site, jane, submission(site, "Weaving for the north wall", "weave", 8, unclear=True))
    clock.move(HOUR)
    description = "Gouache, scanned and cleaned up.\n\nThe scanner’s program writes odd things into its files."
    held = submission(site, "Lamp and three chairs", "rooms", 10, unclear=True, description=description)
    held_id = await submit(site, tomasz, held)
    await drain(site)
    clock.move(HOUR)
    await answer(site, tomasz, held_id, "Eleven hours, gouache. I can show the sheet and the sketches.")
    await sided.furnish(site, clock, tomasz, held_id)
    await drain(site)


def submission(
    site: Site, title: str, style: str, seed: int, *, chunk: tuple[str, str] | None = None, unclear: bool = False,
    description: str = "",
) -> Submission:  # fmt: skip
    """A drawing whose file says something of its making, if only unclearly."""
    folder = site.storage.incoming()
    path = draw(style, sized((900, 640)), seed, folder / f"{seed}.png")
    info = PngImagePlugin.PngInfo()
    if chunk:
        info.add_text(*chunk)
    if unclear:
        info.add_itxt("XML:com.adobe.xmp", made.source_type(UNCLEAR).decode())
    with Image.open(path) as image:
        image.save(path, "PNG", pnginfo=info)
    details = Details(title=title, description=description, medium="Gouache")
    return Submission(details, (Upload(path, f"{title.lower().replace(' ', '-')}.png", f"{title}, in warm colours."),))


async def people(site: Site, clock: HandClock, jane: Actor) -> None:
    for name in ("lena", "averylongnamethatneverseemstoend"):
        asking = await seeds.stranger(site, name, "mastodon.example", display_name=name.capitalize())
        await seeds.follow(site, asking, jane, state=REQUESTED)
    rude = await seeds.stranger(site, "spam4you", "cheap-prints.example", display_name="CHEAP PRINTS")
    await block.block(site, jane, rude.id)
    reason = "I cut linoleum and print on a proofing press. Some of it: https://ines.example/prints"
    await make_artist(site, "ines", approved=0, reason=reason)
    await make_artist(site, "oskar", suspended=site.clock.now(), last_seen=0)
    async with site.db.reading() as tx:
        owner = await accounts.by_actor(tx, jane.id)
    assert owner is not None
    await invite(site, owner, uses=5, days=365)
    await create_token(site, "jane", ["read"], label="Feather, on the telephone")
    agents = (
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1",
    )
    async with site.db.writing() as tx:
        for number, agent in enumerate(agents):
            await sessions.insert(tx, f"elsewhere-{number}", owner.id, agent=agent, now=clock.now())


async def servers(site: Site, clock: HandClock) -> None:
    now = clock.now()
    states = [
        Host("mastodon.example", "rfc9421", last_success=now - HOUR),
        Host("a-rather-long-host.pixelfed.example", "cavage", failures=4, retry_at=now + 99 * DAY,
             last_success=now - 3 * DAY, last_failure=now - HOUR, last_error="No answer within 10 seconds."),
    ]  # fmt: skip
    async with site.db.writing() as tx:
        await hosts.save(tx, states)


def folder_for_uploads(folder: Path) -> list[Path]:
    """Three files as somebody would choose them for a new artwork."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (("landscape", (1200, 800)), ("rooms", (800, 1200)), ("still life", (1000, 1000)))
    return [draw(style, sized(size), 40 + place, folder / f"{style.replace(' ', '-')}.png")
            for place, (style, size) in enumerate(wanted)]  # fmt: skip
