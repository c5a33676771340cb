"""What an artist reads on the page of a work about copies: their own earlier ones, and a credit that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.actions.copies import first_works
from fediart.actions.copy_answers import credit_line
from fediart.language import _
from fediart.site import Site
from fediart.store import copies
from fediart.store.artworks import Artwork
from fediart.store.database import Reading


@dataclass(frozen=True, slots=True)
class Earlier:
    """An own work that this one looks like. `copy_id` is 0 where there is no series to join."""

    title: str
    path: str
    copy_id: int


@dataclass(frozen=True, slots=True)
class OwnCopies:
    """`credits` are the lines that others ask for; they can be added here while the work is not published."""

    earlier: Sequence[Earlier]
    credits: Sequence[str]
    addable: bool


async def own_copies(tx: Reading, site: Site, work: Artwork) -> OwnCopies:
    found = await copies.of_artwork(tx, work.id)
    works = await first_works(tx, found)
    earlier = [
        Earlier(first.title or _("Untitled"), f"/works/{first.id}", one.id if first.series_id else 0)
        for one in found
        if one.own and one.state == copies.OPEN and work.series_id is None
        and (first := works.get(one.picture_id)) is not None
    ]  # fmt: skip
    asked = [await credit_line(tx, site, one) for one in found if one.state == copies.ASKED]
    return OwnCopies(earlier, [line for line in asked if line], work.state != "published")
