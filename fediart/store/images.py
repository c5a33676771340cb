"""Images as pages show them: of artworks here with all their renditions, and of posts elsewhere from our cache."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from federation.lenient import average_colour
from fediart.store.database import Reading, Row, numbers
from fediart.store.remote_media import KEPT, LINK
from fediart.store.renditions import media_path
from fediart.store.visitor_sizes import within


@dataclass(frozen=True, slots=True)
class Source:
    """One file of an image: its address on this server, without the origin, its size in pixels, and in `bytes` where
    that is known."""

    path: str
    media_type: str
    width: int
    height: int
    role: str
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Image:
    """`width` and `height` are the original's, 0 where unknown; `colour` is `#rrggbb` or empty.

    Without sources there is nothing to show: not rendered (yet), or a remote image not in our cache. What is
    `linked` is a file of another server that is no picture, with its media type. `sources` are what everybody gets;
    `for_members` are the larger ones where the artist gives visitors less. The focal point is as in
    fediart/store/pictures.py.
    """

    id: int
    alt: str
    width: int
    height: int
    colour: str
    sources: tuple[Source, ...]
    elsewhere: str = ""
    media_type: str = ""
    linked: bool = False
    for_members: tuple[Source, ...] = ()
    blurhash: str = ""
    focal_x: float = 0.0
    focal_y: float = 0.0


async def of_artworks(tx: Reading, artwork_ids: Iterable[int], *, first_only: bool) -> dict[int, list[Image]]:
    """By artwork id, in the artist's order."""
    only = "and pictures.position = (select min(position) from pictures f where f.artwork_id = pictures.artwork_id)"
    rows = await tx.all(
        f"""select pictures.id as id, pictures.artwork_id as artwork_id, alt, colour, blurhash, pictures.width as width,
        pictures.height as height, focal_x, focal_y, name, role, policy, renditions.media_type as media_type,
        renditions.width as file_width, renditions.height as file_height, renditions.bytes as file_bytes,
        coalesce(own.side, artists.side, 0) as bound
        from pictures left join renditions on renditions.picture_id = pictures.id
        left join visitor_sizes own on own.owner_id = pictures.artwork_id
        left join artworks on artworks.id = pictures.artwork_id
        left join visitor_sizes artists on artists.owner_id = artworks.actor_id
        where pictures.artwork_id in ({numbers(artwork_ids)}) {only if first_only else ""}
        order by pictures.artwork_id, pictures.position, pictures.id, renditions.width, renditions.id"""
    )
    files: dict[int, list[Source]] = defaultdict(list)
    pictures: dict[int, Row] = {}
    for row in rows:
        pictures.setdefault(row["id"], row)
        if row["name"] is not None:
            files[row["id"]].append(_source(row))
    found: dict[int, list[Image]] = defaultdict(list)
    for row in pictures.values():
        found[row["artwork_id"]].append(_image(row, tuple(files[row["id"]])))
    return found


def _source(row: Row) -> Source:
    path = media_path(row["policy"], row["artwork_id"], row["name"], row["media_type"])
    return Source(path, row["media_type"], row["file_width"], row["file_height"], row["role"], row["file_bytes"])


def _image(row: Row, sources: tuple[Source, ...]) -> Image:
    everybodys = tuple(within(sources, row["bound"]))
    beyond = tuple(one for one in sources if one not in everybodys)
    known = (row["id"], row["alt"], row["width"], row["height"], row["colour"], everybodys)
    focus = {"focal_x": row["focal_x"], "focal_y": row["focal_y"]}
    return Image(*known, for_members=beyond, blurhash=row["blurhash"], **focus)


def _remote(row: Row) -> Image:
    colour, linked = average_colour(row["blurhash"]), row["state"] == LINK
    known = (row["id"], row["alt"], row["width"], row["height"], colour, _cached(row), row["url"])
    focus = {"focal_x": row["focal_x"], "focal_y": row["focal_y"]}
    return Image(*known, media_type=row["media_type"], linked=linked, blurhash=row["blurhash"] or "", **focus)


async def of_posts(tx: Reading, post_ids: Iterable[int]) -> dict[int, list[Image]]:
    """Of posts of other servers, by post id, in their order."""
    rows = await tx.all(
        f"""select id, post_id, alt, width, height, blurhash, media_type, url, state, focal_x, focal_y from remote_media
        where post_id in ({numbers(post_ids)}) and role = 'post' order by post_id, position, id"""
    )
    found: dict[int, list[Image]] = defaultdict(list)
    for row in rows:
        found[row["post_id"]].append(_remote(row))
    return found


async def avatars(tx: Reading, actor_ids: Iterable[int]) -> dict[tuple[int, str], str]:
    """Paths of cached avatars and headers of remote actors, by (actor id, 'avatar' or 'header')."""
    rows = await tx.all(
        f"""select id, actor_id, role from remote_media
        where actor_id in ({numbers(actor_ids)}) and role in ('avatar', 'header') and state = '{KEPT}'"""
    )
    return {(row["actor_id"], row["role"]): f"/remote-media/{row['id']}.webp" for row in rows}


def _cached(row: Row) -> tuple[Source, ...]:
    if row["state"] != KEPT:
        return ()
    return (Source(f"/remote-media/{row['id']}.webp", "image/webp", row["width"], row["height"], "remote"),)
