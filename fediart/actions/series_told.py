"""What other servers hear of a series: Update of its words and order, Add and Remove of works, Delete.

All of it only while the series has works for everyone; a series of private works is nobody's business.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from federation import write
from federation.audience import PUBLIC
from fediart.actions import outbox
from fediart.site import Site
from fediart.store import collections, series
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Writing
from fediart.store.series import Series
from fediart.store.settings import read_settings
from fediart.translate.collections import series_document, series_url, shelf, work_url

Said = Callable[[str, str, str, str, Sequence[str]], dict[str, Any]]
"""`write.add` or `write.remove`."""


async def changed(tx: Writing, site: Site, artist: Actor, found: Series) -> None:
    """The title, the words or the order."""
    await collections.touch(tx, found.id, now=site.clock.now())
    now = await series.by_id(tx, found.id)
    of = await shelf(tx, artist, now) if now else None
    if of is None:
        return
    document = series_document(site.config, await read_settings(tx), of)
    address = f"{series_url(artist, found.slug)}#updates/{site.ids.new()}"
    await outbox.send(tx, site, actor=artist, activity=write.update(address, artist.uri, document))


async def added(tx: Writing, site: Site, artist: Actor, work: Artwork) -> None:
    """A work has come into its series. After the post's own Create, which this waits for."""
    await _tell(tx, site, artist, work, write.add, "adds")


async def removed(tx: Writing, site: Site, artist: Actor, work: Artwork) -> None:
    """A work has left the series it was in, whose row is still there."""
    await _tell(tx, site, artist, work, write.remove, "removes")


async def _tell(tx: Writing, site: Site, artist: Actor, work: Artwork, say: Said, name: str) -> None:
    found = await series.by_id(tx, work.series_id) if work.series_id else None
    if found is None:
        return
    await collections.touch(tx, found.id, now=site.clock.now())
    if work.is_public:
        url = series_url(artist, found.slug)
        activity = say(f"{url}#{name}/{site.ids.new()}", artist.uri, work_url(artist, work.id), url, _everyone(artist))
        await outbox.send(tx, site, actor=artist, activity=activity, post_id=work.id)


async def gone(tx: Writing, site: Site, artist: Actor, found: Series) -> None:
    """Call it before the row goes. That it was there for everyone stays known."""
    if await shelf(tx, artist, found) is None:
        return
    url = series_url(artist, found.slug)
    activity = write.delete(f"{url}#delete/{site.ids.new()}", artist.uri, url, [PUBLIC], [artist.followers_uri])
    await outbox.send(tx, site, actor=artist, activity=activity)
    await series.remember_gone(tx, found, now=site.clock.now())


def _everyone(artist: Actor) -> list[str]:
    return [PUBLIC, artist.followers_uri]
