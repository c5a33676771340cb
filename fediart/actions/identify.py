"""Whose picture is this? By the identifier hidden in its pixels, which is certain, else by its looks.

Who asks learns of works that everybody may see; moderators, and whoever runs the server, of all.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fediart.actions import brakes, copies, fingerprints
from fediart.actions.copies import OPEN_TO_ALL, Match
from fediart.actions.marks import identifier_key
from fediart.actions.submission import limits_of
from fediart.admission.fingerprint import Likeness
from fediart.errors import Problem, TooOften
from fediart.language import _
from fediart.media import studio
from fediart.media.errors import BadImage, WorkFailed
from fediart.media.marks import Read
from fediart.site import Site
from fediart.store import actors, artworks, marks, pictures
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.picture_hashes import Holder

ASKED: Final = brakes.Allowance("pictures to identify", most=30, each=600_000)
_MOST_ALIKE: Final = 5


@dataclass(frozen=True, slots=True)
class Work:
    """A work here and its artist."""

    artwork: Artwork
    artist: Actor


@dataclass(frozen=True, slots=True)
class Identified:
    """`number` is what is hidden in the pixels, None for nothing; `work` is its work, if it is to be told.

    `resembles`: it looks like that work, too. An identifier alone can have been carried over into another picture.
    `alike` are other works with pictures that look like it: `certain` ones are copies.
    """

    number: int | None
    mirrored: bool
    work: Work | None
    alike: tuple[tuple[Work, bool], ...] = ()
    resembles: bool = False


async def identify(site: Site, path: Path, *, everything: bool) -> Identified:
    """Raises Problem for a file that is no picture. `everything`: works that are not public, too."""
    try:
        read = await read_hidden(site, path)
        found = await _alike(site, path)
    except BadImage as error:
        raise Problem(error.reason, field="file") from None
    except WorkFailed as error:
        raise Problem(_("This picture could not be read: %(reason)s.", reason=error.reason), field="file") from None
    async with site.db.reading() as tx:
        work = await _work(tx, read.number, everything) if read.number is not None else None
        others = [
            (await _work(tx, one.holder.artwork_id, everything), one.likeness.certain)
            for one in found
            if one.holder.artwork_id != read.number
        ]
    resembles = len(others) < len(found)
    alike = {one.artwork.id: (one, certain) for one, certain in reversed(others) if one is not None}
    return Identified(read.number, read.mirrored, work, tuple(reversed(alike.values()))[:_MOST_ALIKE], resembles)


async def demand_allowance(site: Site, asking: Actor) -> None:
    """Reading takes a second of the processor's time: 30 pictures in ten minutes are enough. Raises TooOften."""
    async with site.db.writing() as tx:
        if not await brakes.take(tx, ASKED, str(asking.id), now=site.clock.now()):
            raise TooOften(_("That were many pictures. Wait some minutes, then try again."), retry_after=300)


async def read_hidden(site: Site, path: Path) -> Read:
    """What this instance has hidden in a file. Raises BadImage, WorkFailed."""
    return await studio.read_hidden(site.pool, path, identifier_key(site.config), limits_of(site.config))


async def hidden_match(site: Site, path: Path, *, but: int) -> Match | None:
    """The work whose identifier an upload carries: a certain match, but for the work `but` itself.

    Nothing is read where nothing was ever hidden. Raises BadImage, WorkFailed.
    """
    async with site.db.reading() as tx:
        if not await marks.any_hidden(tx):
            return None
    read = await read_hidden(site, path)
    if read.number is None or read.number == but:
        return None
    async with site.db.reading() as tx:
        work, own = await artworks.by_id(tx, read.number), await pictures.of_artwork(tx, read.number)
    if work is None or work.state == "deleted" or not own:
        return None
    whole = (0.0, 0.0, 1.0, 1.0)
    holder = Holder(0, own[0].id, work.id, work.actor_id, work.state, work.visibility, work.published)
    return Match(holder, Likeness(0, True, 0, 0.0, int(read.mirrored), whole, whole))


async def _alike(site: Site, path: Path) -> list[Match]:
    taken = await fingerprints.take(site.pool, path, limits_of(site.config))
    return list(await copies.look_up(site, taken.asking)) if taken.places else []


async def _work(tx: Reading, artwork_id: int, everything: bool) -> Work | None:
    artwork = await artworks.by_id(tx, artwork_id)
    if artwork is None or artwork.state == "deleted":
        return None
    public = artwork.state == "published" and artwork.visibility in OPEN_TO_ALL
    artist = await actors.by_id(tx, artwork.actor_id)
    if artist is None or artist.deleted or not (everything or (public and not artist.suspended)):
        return None
    return Work(artwork, artist)
