"""Fills the demo's instances: accounts, settings, artworks through the real filter, follows and comments across."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from PIL import Image, PngImagePlugin

from demo.art import STYLES, draw
from demo.plan import INSTANCES, ArtistPlan, InstancePlan, WorkPlan
from fediart.actions.accounts import create_account
from fediart.actions.boost import boost
from fediart.actions.find import anything
from fediart.actions.follow import follow
from fediart.actions.like import like
from fediart.actions.profile import Profile, choose_policy, save_profile, set_picture
from fediart.actions.publish import submit
from fediart.actions.reply import reply
from fediart.actions.submission import Details, Submission, Upload
from fediart.actions.trust import set_trust
from fediart.app import open_site
from fediart.config import Config
from fediart.errors import Problem
from fediart.jobs.publishing import publish_now
from fediart.site import Site
from fediart.store import actors
from fediart.store.actors import Actor
from fediart.store.posts import Post
from fediart.store.settings import read_settings, save_settings

__all__ = ["INSTANCES", "InstancePlan", "populate"]

PASSWORD = "paper and ink"  # noqa: S105 - of a demo on loopback
Say = Callable[[str], None]

# Who follows whom, as (instance, name).
FOLLOWS = (
    (("north-light", "ines"), ("kiln", "mara")),
    (("north-light", "ines"), ("kiln", "tove")),
    (("north-light", "okon"), ("kiln", "jun")),
    (("kiln", "mara"), ("north-light", "ines")),
    (("kiln", "mara"), ("kiln", "tove")),
    (("kiln", "tove"), ("north-light", "okon")),
)  # fmt: skip

# Who says what under which artwork.
COMMENTS = (
    (
        ("north-light", "ines"),
        "Low Sun over Ten Hills",
        "That blue in the third hill! Which paper takes so much water?",
    ),
    (("north-light", "okon"), "Low Sun over Ten Hills", "I can hear the road."),
    (("kiln", "tove"), "House in Hard Light", "The shadow on the left is doing all the work. Lovely."),
    (("kiln", "mara"), "North-West, Force Five", "Eleven hours! Did the pens survive?"),
    (("north-light", "ines"), "Nettle Field", "I would hang this next to the window and nothing else."),
)
LIKES = (
    (("north-light", "okon"), "Low Sun over Ten Hills"),
    (("north-light", "ines"), "Warm Ridge"),
    (("kiln", "jun"), "North-West, Force Five"),
    (("kiln", "mara"), "House in Hard Light"),
)


@dataclass
class World:
    """What has been made so far: sites by key, artists by (instance, name), addresses of artworks by title."""

    say: Say
    sites: dict[str, Site] = field(default_factory=dict)
    people: dict[tuple[str, str], Actor] = field(default_factory=dict)
    works: dict[str, str] = field(default_factory=dict)


async def populate(places: Sequence[tuple[InstancePlan, Config]], say: Say) -> None:
    """Both servers must be running: the follows and comments travel between them."""
    async with AsyncExitStack() as open_sites:
        world = World(say)
        for plan, config in places:
            world.sites[plan.key] = await open_sites.enter_async_context(open_site(config))
        for plan, _ in places:
            await _settle(world, plan)
        await _meet(world)
        for plan, _ in places:
            for artist in plan.artists:
                await _exhibit(world, plan, artist)
        await _refused(world)
        await _talk(world)


async def _settle(world: World, plan: InstancePlan) -> None:
    """The instance's own words, its owner and its artists."""
    site = world.sites[plan.key]
    world.say(f"{plan.name}: making accounts")
    await create_account(site, "keeper", f"keeper@{plan.key}.example", PASSWORD, role="owner")
    async with site.db.writing() as tx:
        settings = replace(
            await read_settings(tx), name=plan.name, tagline=plan.tagline, description=plan.description,
            registrations="open", contact_email=f"keeper@{plan.key}.example", set_up=True,
        )  # fmt: skip
        await save_settings(tx, settings, now=site.clock.now())
    for artist in plan.artists:
        await _move_in(world, plan, artist)


async def _move_in(world: World, plan: InstancePlan, artist: ArtistPlan) -> None:
    site = world.sites[plan.key]
    account = await create_account(site, artist.name, f"{artist.name}@{plan.key}.example", PASSWORD)
    async with site.db.reading() as tx:
        actor = await actors.by_id(tx, account.actor_id)
    assert actor is not None
    profile = Profile(display_name=artist.shown, bio=artist.bio, fields=(("Works in", artist.medium),))
    actor = await save_profile(site, actor, profile)
    # What a program has drawn puzzles a detector, and would wait for a moderator.
    await set_trust(site, None, artist.name, "trusted", "The keeper knows them.")
    if artist.ai_policy:
        actor = await choose_policy(site, actor, artist.ai_policy)
    folder = site.storage.incoming()
    first = artist.works[0]
    face = await asyncio.to_thread(draw, first.style, (600, 600), first.seed + 30, folder / "face.png")
    actor = await set_picture(site, actor, "avatar", face)
    wide = await asyncio.to_thread(draw, first.style, (1800, 600), first.seed + 60, folder / "wide.jpg")
    world.people[plan.key, artist.name] = await set_picture(site, actor, "header", wide)
    site.storage.discard(folder)


async def _meet(world: World) -> None:
    """Follows first, so that the artworks travel to those who follow."""
    world.say("Follows across the two")
    for (here, name), (there, other) in FOLLOWS:
        site, actor = world.sites[here], world.people[here, name]
        target = await _found(site, world.people[there, other].uri, actor)
        assert isinstance(target, Actor)
        await follow(site, actor, target.id)
    for (here, name), (there, other) in FOLLOWS:
        await _until(lambda h=here, n=name, t=there, o=other: _accepted(world, (h, n), (t, o)))  # type: ignore[misc]


async def _accepted(world: World, follower: tuple[str, str], followed: tuple[str, str]) -> bool:
    site = world.sites[followed[0]]
    async with site.db.reading() as tx:
        count = await tx.value(
            """select count(*) from follows join actors on actors.id = follows.follower_id
            where followee_id = :id and state = 'accepted' and actors.uri = :uri""",
            id=world.people[followed].id,
            uri=world.people[follower].uri,
        )
    return bool(count)


async def _exhibit(world: World, plan: InstancePlan, artist: ArtistPlan) -> None:
    site, actor = world.sites[plan.key], world.people[plan.key, artist.name]
    for work in artist.works:
        folder = site.storage.incoming()
        uploads = await asyncio.to_thread(_drawn, work, folder)
        artwork_id = await submit(site, actor, Submission(_details(work, artist), uploads))
        outcome = await publish_now(site, artwork_id)
        site.storage.discard(folder)
        world.works[work.title] = f"{actor.uri}/posts/{artwork_id}"
        world.say(f"{plan.name}: {artist.shown} shows “{work.title}” ({type(outcome).__name__.lower()})")


def _drawn(work: WorkPlan, folder: Path) -> tuple[Upload, ...]:
    made = []
    for number in range(work.more + 1):
        name = f"{work.title.lower().replace(' ', '-')}-{number + 1}{work.ending}"
        path = draw(work.style, work.size, work.seed + 6 * number, folder / f"{number}{work.ending}")
        alt = work.alt if not number else f"State {number + 1} of the same block."
        made.append(Upload(path, name, alt))
    return tuple(made)


def _details(work: WorkPlan, artist: ArtistPlan) -> Details:
    return Details(
        title=work.title, description=work.description, medium=artist.medium, tags=work.tags, series=work.series,
        warning=work.warning, ai_policy=work.ai_policy, language="en", source_type="digitalCreation",
    )  # fmt: skip


async def _refused(world: World) -> None:
    """What the filter is for: a picture with a generator's settings in it."""
    site, actor = world.sites["kiln"], world.people["kiln", "jun"]
    folder = site.storage.incoming()
    path = await asyncio.to_thread(_generated, folder / "dream.png")
    details = Details(title="A Dream I Did Not Paint", description="The filter should say something about this.")
    try:
        artwork_id = await submit(site, actor, Submission(details, (Upload(path, "dream.png", "Swirls."),)))
        await publish_now(site, artwork_id)
    except Problem as problem:
        world.say(f"Kiln: {problem.message}")
    site.storage.discard(folder)
    world.say("Kiln: one upload was caught by the filter; see it as jun at /works")


def _generated(path: Path) -> Path:
    image: Image.Image = STYLES["weave"]((1200, 900), 99)
    info = PngImagePlugin.PngInfo()
    words = "a dream, oil on canvas\nNegative prompt: hands\nSteps: 28, Sampler: Euler a, CFG scale: 7, Seed: 1, "
    info.add_text("parameters", words + "Size: 1200x900, Model: dreamer")
    image.save(path, pnginfo=info)
    return path


async def _talk(world: World) -> None:
    """Comments, likes and boosts by people of the other instance."""
    world.say("Comments, likes and boosts across the two")
    for (here, name), title, words in COMMENTS:
        post = await _post(world, here, name, title)
        if post is not None:
            await reply(world.sites[here], world.people[here, name], post.id, words)
    for (here, name), title in LIKES:
        post = await _post(world, here, name, title)
        if post is not None:
            await like(world.sites[here], world.people[here, name], post.id)
    post = await _post(world, "north-light", "ines", "Low Sun over Ten Hills")
    if post is not None:
        await boost(world.sites["north-light"], world.people["north-light", "ines"], post.id)


async def _post(world: World, here: str, name: str, title: str) -> Post | None:
    """The artwork's post as it is known on this instance; None where the filter kept it back."""
    found = await _found(world.sites[here], world.works[title], world.people[here, name])
    return found if isinstance(found, Post) else None


async def _found(site: Site, url: str, viewer: Actor) -> Actor | Post | None:
    return await anything(site, url, viewer_id=viewer.id)


async def _until(is_so: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(100):
        if await is_so():
            return
        await asyncio.sleep(0.1)
    raise SystemExit("A follow has not arrived within ten seconds; is something else on these ports?")
