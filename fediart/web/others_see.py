"""What others will see: a work as other servers show it, before and after it is published, and the artist's yes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from aiohttp import web

from fediart.actions.preview import publish_seen, sent_as
from fediart.errors import Problem
from fediart.language import _
from fediart.store.threads import local_file
from fediart.translate.elsewhere import Seen, View, views
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import site_of, viewer
from fediart.web.works import artwork_id, demand_own


@dataclass(frozen=True, slots=True)
class Tile:
    """A picture with the words of its class for the part that stays in sight: `across` and `up` from 0 to 4."""

    src: str
    alt: str
    width: int
    height: int
    across: int
    up: int


@dataclass(frozen=True, slots=True)
class ServerView:
    """A view with its pictures at addresses of this page."""

    view: View
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class ElsewherePage(Page):
    """`waits` where the artist is asked to publish it; `path` is where the published work hangs."""

    template: ClassVar[str] = "others_see.html"
    id: int
    name: str
    waits: bool
    path: str
    shown_name: str
    handle: str
    avatar_url: str
    visibility: str
    servers: tuple[ServerView, ...]
    not_yet: str


async def show(request: web.Request) -> web.StreamResponse:
    site, artist = site_of(request), viewer(request).actor
    not_yet, shown = "", tuple[View, ...]()
    async with site.db.reading() as tx:
        work = await demand_own(tx, request, artist)
        try:
            note, communities = await sent_as(tx, site, artist, work)
            shown = views(note, communities=communities)
        except Problem as problem:
            not_yet = problem.message
    page = ElsewherePage(
        title=_("What others will see: %(title)s", title=work.title),
        id=work.id,
        name=work.title,
        waits=work.state == "previewed",
        path=f"/@{artist.name}/{work.id}" if work.state == "published" else f"/works/{work.id}",
        shown_name=artist.shown_name,
        handle=f"@{artist.name}@{site.config.instance.host}",
        avatar_url=local_file(artist.avatar),
        visibility=work.visibility,
        servers=tuple(_here(view, site.config.origin) for view in shown),
        not_yet=not_yet,
    )
    return await pages.show(request, page)


async def publish(request: web.Request) -> web.StreamResponse:
    """The artist has looked, and says yes. It goes on at /works/ID."""
    number = artwork_id(request)
    await publish_seen(site_of(request), viewer(request).actor, number)
    return pages.go(request, f"/works/{number}")


def _here(view: View, origin: str) -> ServerView:
    """Addresses of files without our origin, so that a proxy or a port in between does not matter."""
    tiles = tuple(_tile(one, origin) for one in view.pictures)
    return ServerView(replace(view, pictures=()), tiles)


def _tile(one: Seen, origin: str) -> Tile:
    return Tile(
        src=one.url.removeprefix(origin),
        alt=one.alt,
        width=one.width,
        height=one.height,
        across=round((one.focal[0] + 1) * 2),
        up=round((1 - one.focal[1]) * 2),
    )
