"""Tiles of pictures whose artists offer full detail: `/media/POLICY/ARTWORK/SET/STEP-COLUMN-ROW.EXT`.

Who gets them is decided as for every other file of a work; where the artist gives visitors less than the whole picture,
they are for members alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from fediart.errors import NotFound
from fediart.language import _
from fediart.media import tile_pack
from fediart.media.tile_pack import Grid
from fediart.store import actors, artworks, tile_sets, visitor_sizes
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.renditions import EXTENSIONS
from fediart.store.tile_sets import TileSet
from fediart.web.media import ABSENT, PRIVATE, PUBLIC, demand_open, say_rights
from fediart.web.pace import demand_pace
from fediart.web.request import site_of, viewer_of
from fediart.web.sessions import find_viewer


@dataclass(frozen=True, slots=True)
class ShownTiles:
    """What viewer-tiles.js needs to know: where they are, without step and place, and their grid."""

    base: str
    side: int
    steps: int
    ending: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _Asked:
    tiles: TileSet
    artwork: Artwork
    artist: Actor
    bounded: bool


async def show(request: web.Request) -> web.StreamResponse:
    """Tiles whose packet says another policy than what holds now are not given out: they are being written anew."""
    await demand_pace(request)
    asked = await _asked(request)
    await demand_open(request, asked.artwork, asked.artist)
    policy = say_rights(request, asked.artwork, asked.artist).preset.value
    if {asked.tiles.policy, request.match_info["preset"]} != {policy}:
        raise NotFound(_(ABSENT))
    if asked.bounded:
        await find_viewer(request)
        if viewer_of(request) is None:
            raise NotFound(_(ABSENT))
    body = await _read(request, asked.tiles)
    caching = PUBLIC if asked.artwork.is_public and not asked.bounded else PRIVATE
    headers = {"Cache-Control": caching, "ETag": f'"{asked.tiles.said[:16]}-{asked.tiles.key[-24:-4]}"'}
    return web.Response(body=body, content_type=asked.tiles.media_type, headers=headers)


async def _asked(request: web.Request) -> _Asked:
    async with site_of(request).db.reading() as tx:
        tiles = await tile_sets.by_name(tx, request.match_info["set"])
        artwork = await artworks.by_id(tx, tiles.artwork_id) if tiles else None
        artist = await actors.by_id(tx, artwork.actor_id) if artwork else None
        if tiles is None or artwork is None or artist is None:
            raise NotFound(_(ABSENT))
        wanted = await tile_sets.wanted(tx, artwork.id, artist.id)
        bound = await visitor_sizes.of_work(tx, artwork.id, artist.id)
    same = (str(artwork.id), EXTENSIONS[tiles.media_type])
    if not wanted or same != (request.match_info["artwork"], request.match_info["extension"]):
        raise NotFound(_(ABSENT))
    return _Asked(tiles, artwork, artist, bool(bound.side))


async def _read(request: web.Request, tiles: TileSet) -> bytes:
    step, column, row = map(int, request.match_info["tile"].split("-"))
    place = Grid(tiles.width, tiles.height, tiles.side, tiles.steps).place(step, column, row)
    if place is None:
        raise NotFound(_(ABSENT))
    try:
        pack = await site_of(request).storage.local(tiles.key)
        return await asyncio.to_thread(tile_pack.read, pack, place)
    except (FileNotFoundError, ValueError):
        raise NotFound(_(ABSENT)) from None


async def shown_tiles(tx: Reading, artwork: Artwork, policy: str, *, member: bool) -> Mapping[int, ShownTiles]:
    """Of the pictures of a work that this viewer may come near to, by picture id."""
    if not await tile_sets.wanted(tx, artwork.id, artwork.actor_id):
        return {}
    if not member and (await visitor_sizes.of_work(tx, artwork.id, artwork.actor_id)).side:
        return {}
    found = await tile_sets.of_artwork(tx, artwork.id)
    return {number: _shown(one) for number, one in found.items() if one.policy == policy}


def _shown(one: TileSet) -> ShownTiles:
    return ShownTiles(one.base, one.side, one.steps, EXTENSIONS[one.media_type], one.width, one.height)
