"""Pictures of a published work are replaced, added and taken away.

New ones are judged as those of any new work: as an artwork row of their own, which goes the whole way through the
filter and, if need be, before a moderator. The work shows what it did until they are let in; then its Update goes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from fediart.actions import brakes, outbox
from fediart.actions.delete import let_go
from fediart.actions.history import note_edit
from fediart.actions.marks import queue_remarking
from fediart.actions.moved import demand_not_moved
from fediart.actions.publish import queue
from fediart.actions.submission import Upload, checked_alt
from fediart.actions.telling import tell_artist
from fediart.actions.uploads import probed, taken_over
from fediart.clock import HOUR
from fediart.errors import NotFound, Problem, Problems, TooOften
from fediart.language import _
from fediart.site import Site
from fediart.store import artworks, marks, pictures, posts, process, renditions, revisions, verdicts
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Reading, Writing
from fediart.store.history import Change
from fediart.store.marks import Marked
from fediart.store.pictures import Picture
from fediart.store.renditions import Rendition
from fediart.store.revisions import Revision
from fediart.store.settings import read_settings

CHANGES: Final = brakes.Allowance("changes of pictures", most=60, each=HOUR)  # each is judged, and told to everybody
_LABELS: Final = ("", "assisted", "generated")


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a revision brings: the files of its new pictures, and what was put into their pixels."""

    files: tuple[Rendition, ...]
    marked: Marked


async def revise(site: Site, artist: Actor, artwork_id: int, places: Sequence[int | Upload]) -> int | None:
    """The pictures that a published work is to have, in order: numbers of those that stay, and new files.

    Where there are new ones they go before the filter, and the number is returned under which one can watch it
    (`/works/NUMBER`); else the change holds at once. Raises NotFound, TooOften, Problems.
    """
    demand_not_moved(artist)
    uploads = [one for one in places if isinstance(one, Upload)]
    async with site.db.reading() as tx:
        before = await artworks.owned(tx, artwork_id, artist.id)
        if before is None:
            raise NotFound(_("There is no such artwork."))
        await _demand_open(tx, site, before, places)
        alts = checked_alt(tuple(one.alt for one in uploads), await read_settings(tx))
    uploads = [replace(one, alt=alt) for one, alt in zip(uploads, alts, strict=True)]
    revision_id, at = site.ids.new(), [place for place, one in enumerate(places) if isinstance(one, Upload)]
    fresh = await taken_over(site, revision_id, uploads, await probed(site, uploads), places=at)
    added = iter(fresh)
    sequence = tuple(one if isinstance(one, int) else next(added).id for one in places)
    async with site.db.writing() as tx:
        if not await brakes.take(tx, CHANGES, str(artist.id), now=site.clock.now()):
            raise TooOften(_("These are many changes of pictures at once. Go on in an hour."), retry_after=3600)
        locked = await artworks.lock(tx, artwork_id, artist.id, now=site.clock.now())
        if locked is None:
            raise NotFound(_("There is no such artwork."))
        await _demand_open(tx, site, locked, places)
        await _begin(tx, site, locked, Revision(revision_id, artwork_id, sequence, "", site.clock.now()), fresh)
    site.bell.ring()
    site.delivery_bell.ring()
    site.pages.changed()
    return revision_id if fresh else None


async def _demand_open(tx: Reading, site: Site, work: Artwork, places: Sequence[int | Upload]) -> None:
    """Raises Problems where its pictures cannot become these."""
    found, most = list[Problem](), site.config.media.max_pictures
    if work.state != "published":
        found.append(Problem(_("Only a published work gets new pictures. Withdraw this one and send it in anew.")))
    if await revisions.open_of(tx, work.id) is not None:
        words = _("New pictures for this work are on their way already. Wait until they are in, or withdraw them.")
        found.append(Problem(words, field="files"))
    known = {one.id for one in await pictures.of_artwork(tx, work.id)}
    stay = [one for one in places if isinstance(one, int)]
    if len(set(stay)) != len(stay) or not set(stay) <= known:
        found.append(Problem(_("The pictures have changed meanwhile. Load the page again, then edit.")))
    if not places:
        found.append(Problem(_("A work keeps at least one picture. To take it away, delete it."), field="files"))
    if len(places) > most:
        words = _("Choose at most %(count)s pictures for one artwork.", count=most)
        found.append(Problem(words, field="files"))
    if found:
        raise Problems(found)


async def _begin(tx: Writing, site: Site, work: Artwork, revision: Revision, fresh: Sequence[Picture]) -> None:
    """The row that carries the new pictures, as the work declares itself; without any, the change holds at once."""
    carrier = replace(
        work, id=revision.id, state="submitted", series_id=None, series_position=0, ai_label="", note="",
        created=revision.created, changed=revision.created, published=0,
    )  # fmt: skip
    await artworks.insert(tx, carrier)
    await pictures.insert(tx, fresh)
    await process.keep(tx, revision.id, await process.of_artwork(tx, work.id))
    await revisions.insert(tx, revision)
    if fresh:
        await queue(tx, site, revision.id)
        return
    await artworks.move(tx, revision.id, to="preparing", among=["submitted"], now=site.clock.now())
    await let_in(tx, site, carrier, revision, Incoming((), Marked("", 0, 0)))


async def let_in(tx: Writing, site: Site, carrier: Artwork, revision: Revision, new: Incoming) -> str:
    """The filter has said yes, and the files are made: the work has its new pictures, and its Update goes out.

    The carrier must be `preparing`; where it is not any more, nothing happens. Returns what was done, in words.
    """
    now = site.clock.now()
    await artworks.hold_still(tx, [revision.artwork_id, carrier.id])
    fresh, work = await artworks.by_id(tx, carrier.id), await artworks.by_id(tx, revision.artwork_id)
    if fresh is None or fresh.state != "preparing" or work is None:
        return "withdrawn meanwhile"
    if work.state != "published":
        words = _("The work itself is not published any more. When it is back, try again.")
        await artworks.move(tx, carrier.id, to="failed", among=["preparing"], now=now)
        await artworks.set_note(tx, carrier.id, words)
        await tell_artist(tx, site, carrier, "artwork-refused", words=words)
        return "the work is not published any more"
    known, added = await pictures.of_artwork(tx, work.id), await pictures.of_artwork(tx, carrier.id)
    await _exchange(tx, revision, known, added, new)
    await _label(tx, work, fresh)
    await _carry_verdicts(tx, site, carrier.id, work.id)
    await _note_marks(tx, site, work.id, new)
    gone = [one for one in known if one.id not in revision.sequence]
    await note_edit(tx, site, work.id, _changes(revision, known, added, gone))
    await let_go(tx, site, fresh)
    await posts.mark_edited(tx, work.id, now=now)
    await outbox.artwork_changed(tx, site, work.id)
    if added:
        await tell_artist(tx, site, work, "artwork-published", words=_("Its new pictures are up."))
    return "the new pictures are in"


async def _exchange(
    tx: Writing, revision: Revision, known: Sequence[Picture], added: Sequence[Picture], new: Incoming
) -> None:
    gone = [one.id for one in known if one.id not in revision.sequence]
    await revisions.hand_over(tx, gone, to=revision.id)
    await revisions.hand_over(tx, [one.id for one in added], to=revision.artwork_id)
    await revisions.put_in_order(tx, revision.artwork_id, revision.sequence)
    await renditions.add(tx, [replace(file, artwork_id=revision.artwork_id) for file in new.files])


async def _label(tx: Writing, work: Artwork, carrier: Artwork) -> None:
    """The stricter of both: exchanging pictures takes no label off."""
    label = max(work.ai_label, carrier.ai_label, key=_LABELS.index)
    if label != work.ai_label:
        await artworks.set_label(tx, work.id, label)


async def _carry_verdicts(tx: Writing, site: Site, carrier_id: int, artwork_id: int) -> None:
    """What the machine found in the new pictures is known of the work; people's decisions were about the carrier."""
    for row in await verdicts.of_artwork(tx, carrier_id):
        if row.account_id is None and row.picture_id is not None:
            await verdicts.insert(tx, replace(row, id=site.ids.new(), artwork_id=artwork_id))


async def _note_marks(tx: Writing, site: Site, artwork_id: int, new: Incoming) -> None:
    """What its files are made with; where the new ones differ from those that stay, all are made anew."""
    before, files = await marks.marked(tx, artwork_id), await renditions.of_artwork(tx, artwork_id)
    if not new.files:
        return
    stayed = len(files) - len(new.files)
    if stayed and before.marks != new.marked.marks:
        await queue_remarking(tx, site, artwork_id)
        return
    hidden = new.marked.hidden + (before.hidden if stayed else 0)
    await marks.note(tx, artwork_id, Marked(new.marked.marks, len(files), hidden), now=site.clock.now())


def _changes(
    revision: Revision, known: Sequence[Picture], added: Sequence[Picture], gone: Sequence[Picture]
) -> list[Change]:
    """In numbers: who may see the work sees what there is now, and no picture that was taken away."""
    stay = [one.id for one in known if one.id in revision.sequence]
    found = [Change("pictures", str(len(known)), str(len(revision.sequence)))] if added or gone else []
    if [one for one in revision.sequence if one in set(stay)] != stay:
        found.append(Change("order", "", ""))
    return found
