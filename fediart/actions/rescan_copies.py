"""What a rescan finds out about copies: whether a published work shows what somebody else had published before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fediart.actions.copies import FORBIDDEN, HELD, OPEN_TO_ALL, Match, are_one, certain, note
from fediart.actions.fingerprints import fingerprint
from fediart.actions.forbidden import is_forbidden, nearly_turned
from fediart.actions.remembered import Remembered
from fediart.admission.fingerprint import Likeness
from fediart.admission.policy import Policy
from fediart.media.errors import WorkFailed
from fediart.site import Site
from fediart.store import copies, picture_hashes, pictures
from fediart.store.artworks import Artwork
from fediart.store.database import Reading, Writing
from fediart.store.picture_hashes import Holder
from fediart.store.pictures import Picture


@dataclass(frozen=True, slots=True)
class Alike:
    """What surely shows the same as a picture of the work, and whether one may never be uploaded."""

    found: Sequence[tuple[Picture, Likeness]] = ()
    forbidden: bool = False


async def look(site: Site, work: Remembered) -> Alike:
    """Takes the fingerprints that are missing, and looks every picture up. Nothing where no worker can look."""
    found: list[tuple[Picture, Likeness]] = []
    forbidden = False
    try:
        for key in work.keys:
            async with site.db.reading() as tx:
                picture, kept = await pictures.by_id(tx, key.id), await picture_hashes.of_picture(tx, key.id)
            if kept is None and picture and await fingerprint(site, picture.id, picture.original, picture.sha256):
                async with site.db.reading() as tx:
                    kept = await picture_hashes.of_picture(tx, picture.id)
            if kept is None or picture is None:
                continue
            async with site.db.reading() as tx:
                forbidden = forbidden or await is_forbidden(tx, nearly_turned(kept.pdq), kept.quality)
            found += [(picture, one) for one in await certain(site, kept)]
    except WorkFailed:
        return Alike()
    return Alike(found, forbidden)


async def earlier(tx: Reading, alike: Alike, artwork: Artwork) -> list[tuple[Picture, Match]]:
    """Of each public work that was there before, and whose artist has not agreed or let it be, one match a picture."""
    holders = await picture_hashes.holders(tx, sorted({one.print_id for _, one in alike.found}))
    before = [one for one in holders if _is_first(one, artwork)]
    theirs = {one.actor_id for one in before if await are_one(tx, one.actor_id, artwork.actor_id)}
    answered = {
        (one.picture_id, one.other_picture)
        for one in await copies.of_artwork(tx, artwork.id)
        if one.state in (copies.PERMITTED, copies.CREDITED, copies.DISMISSED)
    }
    found: dict[tuple[int, int], tuple[Picture, Match]] = {}
    for picture, likeness in alike.found:
        for holder in before:
            permitted = await copies.choice(tx, holder.actor_id, artwork.actor_id) == copies.PERMIT
            settled = permitted or holder.actor_id in theirs or (holder.picture_id, picture.id) in answered
            if holder.print_id != likeness.print_id or settled:
                continue
            found.setdefault((picture.id, holder.artwork_id), (picture, Match(holder, likeness)))
    return list(found.values())


def _is_first(one: Holder, artwork: Artwork) -> bool:
    public = one.state == "published" and one.visibility in OPEN_TO_ALL and one.actor_id != artwork.actor_id
    return public and (one.published, one.artwork_id) < (artwork.published, artwork.id)


def known(work: Remembered, alike: Alike, matches: Sequence[tuple[Picture, Match]]) -> Remembered:
    """The work with what was found out besides what had been measured."""
    refused = work.known.refused or (FORBIDDEN if alike.forbidden else None)
    return replace(work, known=replace(work.known, copy=HELD if matches else work.known.copy, refused=refused))


async def tell(
    tx: Writing, site: Site, artwork: Artwork, policy: Policy, matches: Sequence[tuple[Picture, Match]]
) -> None:
    """Keeps the matches that are new, and tells the first artists of them."""
    for picture, match in matches:
        await note(tx, site, artwork, picture, match, policy)
