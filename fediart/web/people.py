"""The head of an artist's pages: who it is, what they say of themselves, and how the viewer stands to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from aiohttp import web

from fediart.errors import NotFound
from fediart.language import N_, _
from fediart.store import (
    actors,
    details,
    emojis,
    featured_tags,
    follow_options,
    follows,
    images,
    mutes,
    person_notes,
    work_profiles,
)
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.follow_options import FollowOptions
from fediart.store.threads import local_file
from fediart.store.visibility import NOBODY
from fediart.store.work_profiles import CLOSED, State
from fediart.web.request import Viewer, site_of, viewer_of

ABSENT = N_("There is nobody of that name here.")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a profile: a link where the value is an address. `verified` where the page there links back."""

    name: str
    value: str
    link: str
    verified: bool


# What people should know of an account that is not a person's own.
KINDS = {
    "Service": N_("Bot"),
    "Application": N_("Application"),
    "Group": N_("Group"),
    "Organization": N_("Organisation"),
}


@dataclass(frozen=True, slots=True)
class About:
    """What only people of other servers have: a word for those who are no person, when they joined, and their state."""

    kind: str = ""
    joined: int = 0
    memorial: bool = False
    suspended: bool = False
    emojis: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ties:
    """How a logged-in viewer stands to somebody beside following: who follows, who is muted, how they follow, and what
    they wrote down about them for themselves."""

    follows_you: bool = False
    muted: bool = False
    how: FollowOptions = follow_options.USUAL
    note: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """`name` is the word of the handle in paths (`jane`, or `jane@other.example`); `handle` is complete.

    `follow` is '', 'requested' or 'accepted': what the viewer has asked for. `bio` is HTML, to be cleaned. `open` is
    how an artist of this instance stands to commissions, where they take any. `tags` are those they show.
    """

    name: str
    handle: str
    host: str
    shown_name: str
    bio: str
    lines: tuple[Line, ...]
    avatar_url: str
    avatar_alt: str
    header_url: str
    header_alt: str
    followers: int
    following: int
    url: str
    uri: str
    approves_follows: bool
    moved_to: str
    moved_name: str
    moved_path: str
    follow: str
    own: bool
    discoverable: bool
    about: About = field(default_factory=About)
    ties: Ties = field(default_factory=Ties)
    open: State | None = None
    tags: tuple[str, ...] = ()


def viewer_id(request: web.Request) -> int:
    """For questions about who may see what; a visitor is NOBODY."""
    viewer = viewer_of(request)
    return viewer.actor.id if viewer else NOBODY


def locale_of(request: web.Request) -> str:
    """The language in which the viewer reads; empty for a visitor, who is shown a post's first."""
    viewer = viewer_of(request)
    return viewer.account.locale if viewer else ""


async def local_artist(tx: Reading, name: str) -> Actor:
    """Raises NotFound for anybody who is absent, suspended or gone: the three look alike."""
    found = await actors.by_handle(tx, name)
    if found is None or found.suspended or found.deleted or found.kind == "Application":
        raise NotFound(_(ABSENT))
    return found


async def profile(tx: Reading, request: web.Request, actor: Actor) -> Profile:
    """Everything the head of an artist's page shows, for whoever looks."""
    return await profile_for(tx, viewer_of(request), site_of(request).config.instance.host, actor)


async def profile_for(tx: Reading, viewer: Viewer | None, own_host: str, actor: Actor) -> Profile:
    """As `profile`, where nobody asks by a request; `own_host` is this instance's."""
    follow = await follows.between(tx, viewer.actor.id, actor.id) if viewer else None
    cached = {} if actor.local else await images.avatars(tx, [actor.id])
    moved = await actors.by_uri(tx, actor.moved_to) if actor.moved_to else None
    return Profile(
        name=actor.name if actor.local else f"{actor.name}@{actor.host}",
        handle=f"@{actor.name}@{actor.host or own_host}",
        host=actor.host,
        shown_name=actor.shown_name,
        bio=actor.bio_html,
        lines=tuple(_line(item.name, item.value, bool(item.verified)) for item in actor.fields),
        avatar_url=local_file(actor.avatar) if actor.local else cached.get((actor.id, "avatar"), ""),
        avatar_alt=actor.avatar_alt,
        header_url=local_file(actor.header) if actor.local else cached.get((actor.id, "header"), ""),
        header_alt=actor.header_alt,
        followers=actor.follower_count,
        following=actor.following_count,
        url=actor.url,
        uri=actor.uri,
        approves_follows=bool(actor.approves_follows),
        moved_to=actor.moved_to,
        moved_name=moved.handle if moved else "",
        moved_path=f"/{moved.handle}" if moved else f"/search?{urlencode({'q': actor.moved_to})}",
        follow=follow.state if follow else "",
        own=viewer is not None and viewer.actor.id == actor.id,
        discoverable=bool(actor.discoverable),
        about=About() if actor.local else await _about(tx, actor),
        ties=await _ties(tx, viewer.actor, actor) if viewer else Ties(),
        open=await open_state(tx, actor) if actor.local else None,
        tags=tuple(await featured_tags.names(tx, actor.id)) if actor.local else (),
    )


async def open_state(tx: Reading, actor: Actor) -> State | None:
    """How an artist stands to commissions; None where they take none, or never said."""
    state = (await work_profiles.open_for_work(tx, [actor.id])).get(actor.id)
    return state if state and state.state != CLOSED else None


async def _ties(tx: Reading, me: Actor, them: Actor) -> Ties:
    back = await follows.between(tx, them.id, me.id)
    accepted = back is not None and back.state == follows.ACCEPTED
    return Ties(
        accepted,
        await mutes.of_person(tx, me.id, them.id),
        await follow_options.of(tx, me.id, them.id),
        await person_notes.of(tx, me.id, them.id),
    )


async def _about(tx: Reading, actor: Actor) -> About:
    said = await details.of_actor(tx, actor.id)
    texts = (actor.display_name, actor.bio_html, *(f"{one.name} {one.value}" for one in actor.fields))
    drawn = await emojis.used_in(tx, ((actor.host, text) for text in texts))
    return About(
        kind=_(KINDS[actor.kind]) if actor.kind in KINDS else "",
        joined=said.joined,
        memorial=bool(said.memorial),
        suspended=bool(said.suspended),
        emojis=drawn.get(actor.host, {}),
    )


def _line(name: str, value: str, verified: bool) -> Line:
    is_link = value.startswith(("https://", "http://")) and not set(value) & set(" <>\"'\n")
    return Line(name, value, value if is_link else "", verified)
