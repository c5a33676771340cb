"""Just before a work is published: what others have published since it was looked up, or are publishing at this moment.

Of alike works by different artists that come side by side, one is published and each further one is held against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fediart.actions.admission_policy import current_policy
from fediart.actions.copies import HELD, OPEN_TO_ALL, Match, certain, note
from fediart.admission.fingerprint import Likeness
from fediart.admission.verdict import Decision, Label, outcome_of
from fediart.clock import HOUR
from fediart.ids import first_of
from fediart.jobs.checking import settle
from fediart.media.errors import WorkFailed
from fediart.site import Site
from fediart.store import artworks, copies, picture_hashes, pictures, verdicts
from fediart.store.artworks import Artwork
from fediart.store.database import Reading, Writing
from fediart.store.picture_hashes import Holder
from fediart.store.pictures import Picture

MOST_LOOKS: Final = 50
_LABELS: Final = ("", Label.ASSISTED.value, Label.GENERATED.value)


@dataclass(frozen=True, slots=True)
class Look:
    """What a work resembles, with a stamp by which one sees whether a fingerprint has come since."""

    since: int
    stamp: tuple[int, int]
    alike: Sequence[tuple[Picture, Likeness]]


async def look(site: Site, artwork: Artwork) -> Look:
    """Everything that is surely the same picture, of whatever work. Empty where a person has decided. WorkFailed."""
    since = first_of(site.clock.now() - HOUR)
    async with site.db.reading() as tx:
        stamp = await picture_hashes.stamp(tx, since)
        if any(row.account_id is not None for row in await verdicts.of_artwork(tx, artwork.id)):
            return Look(since, stamp, ())
        kept = [(one, await picture_hashes.of_picture(tx, one.id)) for one in await pictures.of_artwork(tx, artwork.id)]
    alike = [(picture, one) for picture, known in kept if known for one in await certain(site, known)]
    return Look(since, stamp, alike)


async def is_stale(tx: Writing, seen: Look, artwork: Artwork) -> bool:
    """Whether another look is needed. Until the transaction ends, nobody publishes what this one has found.

    Whoever publishes something alike waits for this work's row, or is waited for: both know of each other, since a
    fingerprint is kept before the first look, and one that was kept after ours changes the stamp.
    """
    if not seen.alike:
        return False
    before = {one.artwork_id for one in await _others(tx, seen, artwork)}
    await artworks.hold_still(tx, {artwork.id, *before})
    after = {one.artwork_id for one in await _others(tx, seen, artwork)}
    return bool(after - before) or await picture_hashes.stamp(tx, seen.since) != seen.stamp


async def is_stopped(tx: Writing, site: Site, seen: Look, artwork: Artwork) -> bool:
    """Notes what is public by now and is no news of before, and does what the policy says of copies."""
    if not seen.alike:
        return False
    policy, acts = await current_policy(tx), False
    known = {(one.picture_id, one.other_picture) for one in await copies.of_artwork(tx, artwork.id)}
    for picture, match in await _matches(tx, seen, artwork):
        if (match.holder.picture_id, picture.id) not in known:
            acts |= await note(tx, site, artwork, picture, match, policy)
    verdict = outcome_of(policy.copies, HELD)
    if not acts or verdict.decision is Decision.PUBLISH:
        return False
    if verdict.decision is Decision.LABEL and _LABELS.index(artwork.ai_label) >= _LABELS.index(verdict.label.value):
        return False
    return not await settle(tx, site, artwork, policy, verdict, among="preparing")


async def _matches(tx: Reading, seen: Look, artwork: Artwork) -> list[tuple[Picture, Match]]:
    """One for each picture and public work of somebody else."""
    holders = await _others(tx, seen, artwork)
    public = [one for one in holders if one.state == "published" and one.visibility in OPEN_TO_ALL]
    found: dict[tuple[int, int], tuple[Picture, Match]] = {}
    for picture, likeness in seen.alike:
        for holder in public:
            if holder.print_id == likeness.print_id:
                found.setdefault((picture.id, holder.artwork_id), (picture, Match(holder, likeness)))
    return list(found.values())


async def _others(tx: Reading, seen: Look, artwork: Artwork) -> list[Holder]:
    """Who else has these pictures now; an artist's own works do not count."""
    holders = await picture_hashes.holders(tx, sorted({one.print_id for _, one in seen.alike}))
    return [one for one in holders if one.actor_id != artwork.actor_id]


def too_many() -> WorkFailed:
    """So many uploads came in between that no look was ever the last one."""
    return WorkFailed("other uploads came in between again and again")
