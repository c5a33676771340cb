"""An artist's series and portfolio as collections that other servers can read, in the artist's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from federation import write
from federation.audience import PUBLIC
from federation.context import MASTODON, context
from fediart.config import Config
from fediart.rights import jsonld
from fediart.store import artworks, pictures, renditions
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.pictures import Picture
from fediart.store.renditions import Rendition
from fediart.store.series import Series
from fediart.store.settings import InstanceSettings
from fediart.translate.outgoing import attachment, findable, work_rights
from fediart.translate.rights import artist_rights, policy_for
from fediart.translate.words import html_of

Json = dict[str, Any]
PAGE = 50


@dataclass(frozen=True, slots=True)
class Shelf:
    """A series with its works for everyone, in order. `face` is the picture that stands for it, where one may."""

    artist: Actor
    series: Series
    works: tuple[Artwork, ...]
    face: tuple[Artwork, Picture, Rendition] | None = None


async def shelf(tx: Reading, artist: Actor, series: Series) -> Shelf | None:
    """None where nothing of it is for everyone: then nobody hears of the series either."""
    works = tuple(work for work in await artworks.of_series(tx, series.id) if work.is_public)
    return Shelf(artist, series, works, await _face(tx, works)) if works else None


async def _face(tx: Reading, works: Sequence[Artwork]) -> tuple[Artwork, Picture, Rendition] | None:
    """The first picture of the first work that is not covered."""
    work = next((one for one in works if not one.mature and not one.warning), None)
    if work is None:
        return None
    files = await renditions.for_servers(tx, work.id)
    found = next((one for one in await pictures.of_artwork(tx, work.id) if one.id in files), None)
    return (work, found, files[found.id]) if found else None


def series_url(artist: Actor, slug: str) -> str:
    """The id of a series as a collection."""
    return f"{artist.uri}/series/{slug}"


def work_url(artist: Actor, work_id: int) -> str:
    """The id of a work's post."""
    return f"{artist.uri}/posts/{work_id}"


def series_document(config: Config, settings: InstanceSettings, of: Shelf) -> Json:
    """The series with title, words, face, AI policy and order; more than PAGE works are on pages of their own."""
    url, many = series_url(of.artist, of.series.slug), len(of.works) > PAGE
    items = None if many else [work_url(of.artist, work.id) for work in of.works]
    made = write.ordered_collection(url, len(of.works), f"{url}?page=1" if many else None, items)
    made |= {
        "@context": context(MASTODON, jsonld.context(config.origin)),
        "name": of.series.title,
        "attributedTo": of.artist.uri,
        "url": f"{of.artist.url}/series/{of.series.slug}",
        "published": write.iso(of.series.created),
        "updated": write.iso(of.series.changed or of.series.created),
        "to": [PUBLIC],
        "cc": [of.artist.followers_uri],
    }
    if of.series.description:
        made["summary"] = html_of(of.series.description, origin=config.origin, people={})
    if of.face:
        made["image"] = _image(config, settings, of)
    return made | policy_terms(config, settings, of.artist, of.series.ai_policy)


def policy_terms(config: Config, settings: InstanceSettings, artist: Actor, series: str = "") -> Json:
    """The AI policy of the artist, or of a series that chose this one; no licence, because each work has its own."""
    policy = policy_for(settings, artist.ai_policy, series)
    rights = replace(artist_rights(artist, settings, config.origin), policy=policy, work_url=artist.url)
    return {name: value for name, value in findable(jsonld.object_terms(rights), artist).items() if name != "license"}


def series_page(of: Shelf, number: int) -> Json | None:
    """Page `number`, from 1; None where there is no such page."""
    url, start = series_url(of.artist, of.series.slug), (number - 1) * PAGE
    ids = [work_url(of.artist, work.id) for work in of.works[start : start + PAGE]]
    if number < 1 or not ids:
        return None
    after = f"{url}?page={number + 1}" if len(of.works) > start + PAGE else None
    before = f"{url}?page={number - 1}" if number > 1 else None
    return write.ordered_collection_page(f"{url}?page={number}", url, ids, after, before)


def _image(config: Config, settings: InstanceSettings, of: Shelf) -> Json:
    assert of.face is not None  # asked by the caller
    work, picture, file = of.face
    found = attachment(config, picture, file)
    made: Json = {"type": "Image", "mediaType": found.media_type, "url": found.url}
    made |= {"name": found.alt, "summary": found.alt} if found.alt else {}
    made |= {"width": found.width, "height": found.height}
    return made | jsonld.terms(work_rights(config, settings, of.artist, work))
