"""Feeds of works: of an artist, a series, a tag and the whole instance, each as Atom, RSS and JSON Feed.

They show what visitors see on the page of the same name, to everybody alike, so that they come from the page cache.
A feed's headers carry the strictest policy of the works on it; every item carries its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Final
from urllib.parse import quote

from aiohttp import web

from fediart.errors import Gone, NotFound
from fediart.language import N_, _
from fediart.rights import feeds as rights
from fediart.rights.model import Policy
from fediart.sanitize import plain
from fediart.store import feeds, series
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.feeds import Listed
from fediart.store.gallery import FIRST, Cursor
from fediart.store.series import Series
from fediart.store.viewer_choices import HIDE
from fediart.translate.feeds import Author, Feed, entry
from fediart.translate.labels import label_of_tag
from fediart.translate.outgoing import file_url
from fediart.translate.rights import artist_policy, instance_policy, series_policy
from fediart.web import feed_atom, feed_json, feed_rss, people
from fediart.web.paging import cursor_of
from fediart.web.request import set_rights, settings_of, site_of

ON_A_PAGE = 20
FORMS: Final = {one.ENDING: one for one in (feed_atom, feed_rss, feed_json)}
NO_SERIES = N_("There is no such series here.")


@dataclass(frozen=True, slots=True)
class Room:
    """What a feed is about. `path` is its page, `feed` the feed's path without its ending, `since` when it began;
    `policy` is what holds while nothing hangs there."""

    title: str
    description: str
    path: str
    feed: str
    author: Author
    icon: str
    since: int
    policy: Policy


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page of a feed, and whether works with an AI label are left out (`?ai=hide`, as on pages)."""

    before: Cursor
    hide_ai: bool

    def query(self, before: Cursor) -> str:
        said = [f"before={before[0]}-{before[1]}"] if before != FIRST else []
        said += [f"ai={HIDE}"] if self.hide_ai else []
        return f"?{'&'.join(said)}" if said else ""


async def of_artist(request: web.Request) -> web.Response:
    asked = _asked(request)
    async with site_of(request).db.reading() as tx:
        artist = await people.local_artist(tx, request.match_info["handle"])
        found = await feeds.of_artist(tx, artist, before=asked.before, limit=ON_A_PAGE + 1, hide_ai=asked.hide_ai)
    return _answer(request, _artists_room(request, artist), asked, found)


async def of_series(request: web.Request) -> web.Response:
    """Raises what the series' page raises for visitors."""
    asked = _asked(request)
    async with site_of(request).db.reading() as tx:
        artist = await people.local_artist(tx, request.match_info["handle"])
        one = await _series(tx, artist, request.match_info["slug"])
        found = await feeds.of_series(
            tx, one.id, artist, before=asked.before, limit=ON_A_PAGE + 1, hide_ai=asked.hide_ai
        )
    if not found and asked == Asked(FIRST, False):
        raise NotFound(_(NO_SERIES))
    return _answer(request, _series_room(request, artist, one), asked, found)


async def of_tag(request: web.Request) -> web.Response:
    asked, tag = _asked(request), request.match_info["tag"].lower()
    async with site_of(request).db.reading() as tx:
        found = await feeds.of_tag(
            tx, tag, label_of_tag(tag), before=asked.before, limit=ON_A_PAGE + 1, hide_ai=asked.hide_ai
        )
    name, path = settings_of(request).name, f"/tags/{quote(tag, safe='')}"
    room = _everybodys(request, f"#{tag} · {name}", f"Works on {name} tagged #{tag}", path, f"{path}/feed")
    return _answer(request, room, asked, found)


async def of_everybody(request: web.Request) -> web.Response:
    asked, settings = _asked(request), settings_of(request)
    async with site_of(request).db.reading() as tx:
        found = await feeds.of_everybody(tx, before=asked.before, limit=ON_A_PAGE + 1, hide_ai=asked.hide_ai)
    return _answer(request, _everybodys(request, settings.name, settings.tagline, "/", "/feed"), asked, found)


def _asked(request: web.Request) -> Asked:
    return Asked(cursor_of(request), request.query.get("ai") == HIDE)


async def _series(tx: Reading, artist: Actor, slug: str) -> Series:
    found = await series.by_slug(tx, artist.id, slug)
    if found is not None:
        return found
    if await series.gone_since(tx, artist.id, slug):
        raise Gone(_("This series has been deleted. The artist’s works are on the artist’s page."))
    raise NotFound(_(NO_SERIES))


def _artists_room(request: web.Request, artist: Actor) -> Room:
    config = site_of(request).config
    avatar = file_url(config, artist.avatar) or ""
    return Room(
        title=f"{artist.shown_name} (@{artist.name}@{config.instance.host})",
        description=plain(artist.bio_html) or f"Works by {artist.shown_name}",
        path=f"/@{artist.name}",
        feed=f"/@{artist.name}/feed",
        author=Author(artist.shown_name, artist.url, avatar),
        icon=avatar,
        since=artist.created,
        policy=artist_policy(artist, settings_of(request)),
    )


def _series_room(request: web.Request, artist: Actor, one: Series) -> Room:
    path = f"/@{artist.name}/series/{one.slug}"
    avatar = file_url(site_of(request).config, artist.avatar) or ""
    return Room(
        title=_("%(title)s by %(name)s", title=one.title, name=artist.shown_name),
        description=one.description or f"A series by {artist.shown_name}",
        path=path,
        feed=f"{path}/feed",
        author=Author(artist.shown_name, artist.url, avatar),
        icon=avatar,
        since=one.created,
        policy=series_policy(one, artist, settings_of(request)),
    )


def _everybodys(request: web.Request, title: str, description: str, path: str, feed: str) -> Room:
    settings, origin = settings_of(request), site_of(request).config.origin
    house = Author(settings.name, f"{origin}/about")
    return Room(title, description, path, feed, house, "", 0, instance_policy(settings))


def _answer(request: web.Request, room: Room, asked: Asked, found: list[Listed]) -> web.Response:
    config, settings = site_of(request).config, settings_of(request)
    entries = tuple(entry(config, settings, one) for one in found[:ON_A_PAGE])
    more = len(found) > ON_A_PAGE
    last = found[ON_A_PAGE - 1] if more else None
    whole = rights.whole([one.rights for one in entries], config.origin, room.policy)
    set_rights(request, whole.policy, licence_uri=whole.licence.uri if whole.licence else None)
    feed = Feed(
        title=room.title,
        description=room.description,
        home=config.origin + room.path,
        address=config.origin + room.feed,
        page=asked.query(asked.before),
        next=asked.query((last.published, last.work.id)) if last else "",
        updated=max((one.updated for one in entries), default=room.since),
        authors=(room.author,),
        icon=room.icon,
        entries=entries,
        rights=whole,
    )
    form: ModuleType = FORMS[request.match_info["form"]]
    kind = f"{form.MEDIA_TYPE}; charset=utf-8"
    # Readers of feeds that run in a browser fetch from elsewhere; there is nothing private in it.
    return web.Response(body=form.document(feed), headers={"Content-Type": kind, "Access-Control-Allow-Origin": "*"})
