"""How one work is protected: everything that speaks about it, fetched from this very site as strangers fetch it.

Nothing is taken from what the emitters ought to say. The site is asked by its public address, so that a proxy that
drops a header is found out; where it cannot reach itself there, the door it listens on is asked instead.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from federation.fetch import ACCEPT_ACTIVITY, ACTIVITY_JSON, Fetcher, FetchError, Limits
from fediart import __version__
from fediart.actions.policy_check import in_feed, oembed
from fediart.actions.resolve import instance_key
from fediart.actions.visit import MOST_BYTES, PAGE, Visit, policy, response, site_files, trust
from fediart.config import Config
from fediart.errors import Problem
from fediart.language import _
from fediart.rights.addresses import page_path
from fediart.rights.crawlers import in_force
from fediart.rights.discovery import Discovered, discovered
from fediart.rights.model import Policy
from fediart.rights.reading import read_body, read_image, read_response
from fediart.rights.report import Found, Report, report
from fediart.site import Site
from fediart.store import actors, artworks, outgoing, pictures, renditions, tile_sets, visitor_sizes
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.outgoing import Outgoing
from fediart.store.renditions import EXTENSIONS, Rendition
from fediart.store.settings import InstanceSettings, read_settings
from fediart.store.tile_sets import TileSet
from fediart.translate.outgoing import work_rights
from fediart.translate.rights import artist_policy, instance_policy

PATIENCE = 20.0  # seconds for one answer of our own

PAGE_NAME = "The page of the work"
SECOND_NAME = "The page at its address with the policy"
OBJECT_NAME = "What other servers fetch"
SENT_NAME = "What was sent to other servers"
ACTOR_NAME = "Your profile, as other servers see it"


@dataclass(frozen=True, slots=True)
class Work:
    """A published work with all that is needed to look at it. `numbers` are its pictures' places, from 1; `tiles` those
    that visitors get."""

    artwork: Artwork
    artist: Actor
    settings: InstanceSettings
    policy: Policy
    files: tuple[Rendition, ...]
    numbers: dict[int, int]
    sent: Outgoing | None
    policy_document: str
    tiles: tuple[TileSet, ...] = ()


async def work_to_look_at(tx: Reading, config: Config, artwork_id: int) -> Work | None:
    """None for a work that is not up."""
    artwork = await artworks.by_id(tx, artwork_id)
    artist = await actors.by_id(tx, artwork.actor_id) if artwork else None
    if artwork is None or artist is None or artwork.state != "published" or artist.suspended or artist.deleted:
        return None
    settings = await read_settings(tx)
    rights = work_rights(config, settings, artist, artwork)
    own = await pictures.of_artwork(tx, artwork_id)
    return Work(
        artwork=artwork,
        artist=artist,
        settings=settings,
        policy=rights.policy,
        files=tuple(await renditions.of_artwork(tx, artwork_id)),
        numbers={one.id: number for number, one in enumerate(own, start=1)},
        sent=await outgoing.last_about(tx, artwork_id),
        policy_document=rights.policy_document,
        tiles=await _tiles(tx, artwork, rights.policy),
    )


async def _tiles(tx: Reading, artwork: Artwork, policy: Policy) -> tuple[TileSet, ...]:
    """None where they are for members alone, or are being written anew: then nobody gets them."""
    bound = await visitor_sizes.of_work(tx, artwork.id, artwork.actor_id)
    if bound.side or not artwork.is_public or not await tile_sets.wanted(tx, artwork.id, artwork.actor_id):
        return ()
    found = await tile_sets.of_artwork(tx, artwork.id)
    return tuple(one for one in found.values() if one.policy == policy.preset.value)


async def look(visit: Visit, site: Site, work: Work) -> Report:
    """Fetch and judge everything about one work. Raises nothing: what cannot be fetched is said in the report."""
    origin, artist, artwork = site.config.origin, work.artist, work.artwork
    page, note = f"{origin}/@{artist.name}/{artwork.id}", f"{origin}/users/{artist.name}/posts/{artwork.id}"
    found: list[Found] = []
    urls: dict[str, str] = {}
    leads = Discovered()
    if artwork.is_public:
        found.append(await response(visit, PAGE_NAME, page, PAGE))
        found.append(await response(visit, OBJECT_NAME, note, ACCEPT_ACTIVITY))
        second = origin + page_path(work.policy.preset, artist.name, artwork.id)
        found.append(await response(visit, SECOND_NAME, second, PAGE))
        urls |= {"the page": page, "the object": note, "the page with the policy in its address": second}
        leads = await _leads(visit, page)
    if work.sent is not None:
        found.append(Found(SENT_NAME, work.sent.uri, read_body(work.sent.body.encode(), ACTIVITY_JSON)))
    for one in work.files:
        if artwork.is_public or one.role == "federated":
            name = picture_name(work, one)
            found.append(await _file(visit, site, name, one))
            urls[name[0].lower() + name[1:]] = origin + one.path
    for tiles in work.tiles:
        name, url = tiles_name(work, tiles), f"{origin}{tiles.base}/0-0-0.{EXTENSIONS[tiles.media_type]}"
        found.append(await response(visit, name, url))
        urls[name[0].lower() + name[1:]] = url
    found += await site_files(visit, urls, tuple(leads.licences))
    for feed in leads.feeds:
        found += await in_feed(visit, feed, {page, note})
    for address in leads.oembed[:1]:
        found.append(await oembed(visit, address))
    found.append(await policy(visit, work.policy_document))
    return report(page, [*found, *await _beside(visit, site, work)], work.policy)


async def _file(visit: Visit, site: Site, name: str, one: Rendition) -> Found:
    """A public file as a visitor gets it. Where a visitor gets a smaller one instead, by the artist's choice, this one
    is read where it lies."""
    url = site.config.origin + one.path
    answer = await visit.get(url)
    if isinstance(answer, str):
        return Found(name, url, problem=answer)
    if answer.url == visit.at(url):
        return Found(name, url, read_response(answer.headers.items(), answer.body))
    try:
        path = await site.storage.local(one.key)
        return Found(f"{name}, for members only", url, read_image(await asyncio.to_thread(path.read_bytes)))
    except OSError:
        return Found(name, url, problem="the file is not there")


async def _leads(visit: Visit, page: str) -> Discovered:
    answer = await visit.get(page, PAGE)
    return Discovered() if isinstance(answer, str) else discovered(answer.body, page)


async def _beside(visit: Visit, site: Site, work: Work) -> list[Found]:
    """What speaks for more than the work: the artist's profile, and a file that knows only whole sites."""
    own = artist_policy(work.artist, work.settings)
    actor = await visit.get(work.artist.uri, ACCEPT_ACTIVITY)
    problem, signals = (actor, ()) if isinstance(actor, str) else ("", read_body(actor.body, ACTIVITY_JSON))
    profile = Found(ACTOR_NAME, work.artist.uri, signals, problem, apart=True, policy=own)
    return [profile, replace(await trust(visit, site.config.origin), policy=instance_policy(work.settings))]


def picture_name(work: Work, one: Rendition) -> str:
    """A file in words: which picture, which size, and for whom."""
    number = _numbered(work, one.picture_id)
    kind = one.media_type.rpartition("/")[2].upper()
    whom = ", for other servers" if one.role == "federated" else ""
    return f"{number}, {one.width} × {one.height} {kind}{whom}"


def tiles_name(work: Work, one: TileSet) -> str:
    """The first of the tiles, which stands for all: they are made in one go."""
    return f"{_numbered(work, one.picture_id)} in full detail, {one.width} × {one.height} in tiles"


def _numbered(work: Work, picture_id: int) -> str:
    return f"Picture {work.numbers.get(picture_id, 1)}" if len(work.numbers) > 1 else "The picture"


@asynccontextmanager
async def visiting(site: Site) -> AsyncIterator[Visit]:
    """A visit to this site itself. Raises Problem where it cannot be reached at all."""
    crawlers, origin = await asyncio.to_thread(in_force, site.config.folder), site.config.origin
    async with site.db.reading() as tx:
        secure = (await read_settings(tx)).authorized_fetch
    key = await instance_key(site) if secure else None

    def own(url: str) -> bool:
        return url == origin or url.startswith(f"{origin}/")

    async with Fetcher(
        site.clock.now,
        f"fediart/{__version__} (+{origin}/) audit",
        allow_loopback=True,
        allow_http=True,
        limits=Limits(document_bytes=MOST_BYTES, total_s=PATIENCE),
    ) as inside:
        door = door_of(site.config)
        near = Visit(inside, crawlers, own, lambda url: door + url.removeprefix(origin), key=key)
        far = Visit(site.http, crawlers, own, key=key)
        for visit in (far, near):
            try:
                await visit.http.get_document(visit.at(f"{origin}/robots.txt"), {"*/*"}, accept="*/*")
            except FetchError as problem:
                reason = problem.reason
            else:
                yield visit
                return
        raise Problem(
            _(
                "The site could not reach itself, neither at %(origin)s nor at %(door)s: %(reason)s.",
                origin=origin,
                door=door,
                reason=reason,
            )
        )


def door_of(config: Config) -> str:
    """Where this machine reaches the server without going out; what listens everywhere listens on loopback, too."""
    listen = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.server.listen, config.server.listen)  # noqa: S104
    host = f"[{listen}]" if ":" in listen else listen
    return f"http://{host}:{config.server.port}"
