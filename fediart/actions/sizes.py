"""The largest size that visitors get of an artist's works: chosen for all of them, and otherwise for a single one."""

from __future__ import annotations

from typing import Final

from fediart.actions import outbox
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import artworks, visitor_sizes
from fediart.store.actors import Actor
from fediart.store.visitor_sizes import Bound

SIDES: Final = (0, 2048, 1440, 960, 640)  # pixels of the longest side; 0 for no bound


async def choose_for_all(site: Site, artist: Actor, bound: Bound) -> None:
    """Holds at once for every work without a choice of its own. Raises Problem for a size there is not."""
    _demand(bound)
    async with site.db.writing() as tx:
        if bound == visitor_sizes.WHOLE:
            await visitor_sizes.forget(tx, artist.id)
        else:
            await visitor_sizes.keep(tx, artist.id, bound)
    site.pages.changed()


async def choose_for_work(site: Site, artist: Actor, artwork_id: int, bound: Bound | None) -> None:
    """None: as the artist's other works. Other servers are told where the file for them is another one now.

    Raises NotFound if it is not theirs.
    """
    if bound is not None:
        _demand(bound)
    async with site.db.writing() as tx:
        work = await artworks.lock(tx, artwork_id, artist.id, now=site.clock.now())
        if work is None:
            raise NotFound(_("There is no such artwork."))
        before = await visitor_sizes.of_work(tx, artwork_id, artist.id)
        if bound is None:
            await visitor_sizes.forget(tx, artwork_id)
        else:
            await visitor_sizes.keep(tx, artwork_id, bound)
        after = await visitor_sizes.of_work(tx, artwork_id, artist.id)
        if work.state == "published" and _for_servers(before) != _for_servers(after):
            await outbox.artwork_changed(tx, site, artwork_id)
    site.delivery_bell.ring()
    site.pages.changed()


def _for_servers(bound: Bound) -> int:
    return bound.side if bound.servers else 0


def _demand(bound: Bound) -> None:
    if bound.side not in SIDES:
        raise Problem(_("Choose one of the sizes."), field="side")
    if bound.servers and not bound.side:
        raise Problem(_("Choose a size first: without one, everybody gets the whole picture."), field="servers")
