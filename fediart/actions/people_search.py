"""Finding people for apps: by a handle, which may be asked for elsewhere, and by how names begin or what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.actions import find
from fediart.errors import Problem, TooOften
from fediart.site import Site
from fediart.store import actors, blocks, people_names, search
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.search_words import asked


@dataclass(frozen=True, slots=True)
class Wanted:
    """`resolve`: another server may be asked for a handle or an address. `following`: only whom the viewer follows."""

    words: str
    limit: int
    offset: int = 0
    resolve: bool = False
    following: bool = False


async def people(site: Site, wanted: Wanted, *, viewer_id: int) -> Sequence[Actor]:
    """Who fits exactly comes first, then people here, then people elsewhere. Raises TooOften."""
    words = wanted.words.replace("\0", "").strip()
    if not words:
        return []
    exact = await _exact(site, words, wanted, viewer_id) if wanted.offset == 0 else None
    many = wanted.offset + wanted.limit
    async with site.db.reading() as tx:
        if wanted.following:
            found = list(await people_names.followed(tx, viewer_id, words.lstrip("@"), limit=many))
        else:
            found = await _named(tx, site, words, viewer_id, many)
    whole = [*([exact] if exact else []), *found]
    return list({one.id: one for one in whole}.values())[wanted.offset : many]


async def _named(tx: Reading, site: Site, words: str, viewer_id: int, many: int) -> list[Actor]:
    """By how names begin and what they hold; a whole handle of another server, or an address, names one alone."""
    bare, _at, host = words.lstrip("@").partition("@")
    if (host and host.lower() != site.config.instance.host) or words.startswith(("https://", "http://")):
        return []
    found = await search.beginning(tx, bare, viewer=viewer_id, limit=many) if bare else []
    return [*found, *await search.people(tx, site.db.engine, asked(bare), viewer=viewer_id, limit=many)]


async def _exact(site: Site, words: str, wanted: Wanted, viewer_id: int) -> Actor | None:
    """Who has this handle or address; another server is asked where the viewer wants it and may."""
    address = words.startswith(("https://", "http://"))
    name, _at, host = words.lstrip("@").partition("@")
    found: Actor | None = None
    if not address and " " not in words:
        own = not host or host.lower() == site.config.instance.host
        async with site.db.reading() as tx:
            found = await actors.by_handle(tx, name, "" if own else host.lower())
    if found is None and wanted.resolve and (address or (host and " " not in words)):
        try:
            looked_up = await find.by_member(site, words, viewer_id=viewer_id)
        except TooOften:
            raise
        except Problem:
            looked_up = None  # who cannot be asked is not found
        found = looked_up if isinstance(looked_up, Actor) else None
    if found is None or found.deleted or found.suspended or found.kind == "Application":
        return None
    async with site.db.reading() as tx:
        if await blocks.blocks(tx, found.id, viewer_id):
            return None
        follows = not wanted.following or await people_names.is_followed(tx, viewer_id, found.id)
    return found if follows else None
