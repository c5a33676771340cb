"""The way from an ActivityPub address to the page for people, under the policy of what it leads to."""

from __future__ import annotations

from aiohttp import web

from fediart.store import actors, artworks, posts, series
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.translate.rights import artist_policy, artwork_policy, series_policy
from fediart.web.negotiation import to_page
from fediart.web.request import is_number, set_rights, settings_of, site_of


async def to_artist(request: web.Request) -> web.Response:
    """From `/users/NAME` and what lists the artist's things to `/@NAME`, whether there is such an artist or not."""
    async with site_of(request).db.reading() as tx:
        await _artist(tx, request)
    return to_page(f"/@{request.match_info['name']}")


async def to_series(request: web.Request) -> web.Response:
    """From `/users/NAME/series/SLUG` to its page."""
    name, slug = request.match_info["name"], request.match_info["slug"]
    async with site_of(request).db.reading() as tx:
        artist = await _artist(tx, request)
        found = await series.by_slug(tx, artist.id, slug) if artist else None
    if artist is not None and found is not None:
        set_rights(request, series_policy(found, artist, settings_of(request)), page=artist.url)
    return to_page(f"/@{name}/series/{slug}")


async def to_post(request: web.Request) -> web.Response:
    """From `/users/NAME/posts/ID` and what is below it to its page. What is not for everybody is not told apart from
    what is not there."""
    name, number = request.match_info["name"], request.match_info["id"]
    async with site_of(request).db.reading() as tx:
        artist = await _artist(tx, request)
        post = await posts.by_id(tx, int(number)) if artist and is_number(number) else None
        work = await artworks.by_id(tx, post.id) if post and post.actor_id == (artist.id if artist else 0) else None
    if artist is not None and work is not None and work.is_public:
        set_rights(request, artwork_policy(work, artist, settings_of(request)), page=f"{artist.url}/{work.id}")
    return to_page(f"/@{name}/{number}")


async def _artist(tx: Reading, request: web.Request) -> Actor | None:
    """The living artist of this name, whose policy the answer then carries."""
    artist = await actors.by_handle(tx, request.match_info["name"])
    if artist is None or artist.suspended or artist.deleted or artist.kind == "Application":
        return None
    set_rights(request, artist_policy(artist, settings_of(request)), page=artist.url)
    return artist
