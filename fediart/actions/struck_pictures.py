"""Single pictures that moderators take out of a work of ours, and put back when an appeal is won.

Meanwhile a picture is that of a row that nobody sees, with its files, so that their addresses answer 404. Other servers
get the work's Update both times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fediart.actions import indexing, outbox
from fediart.actions.marks import queue_remarking
from fediart.actions.policy_changes import catch_up
from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import (
    artworks,
    camera,
    credentials,
    marks,
    picture_hashes,
    pictures,
    posts,
    renditions,
    revisions,
    taken_things,
    tile_sets,
    work_words,
)
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Reading, Writing
from fediart.store.pictures import Picture
from fediart.store.posts import Post
from fediart.store.taken_things import PICTURE, Taken

_STALE = "?"  # no digest of marks: the files are made anew


async def chosen(tx: Reading, person: Actor, found: Sequence[Post], picture_ids: Sequence[int]) -> list[Picture]:
    """These pictures of the works among `found`, some of each work staying. Raises Problem for the field `pictures`."""
    works = [one for one in found if one.local and one.kind == "artwork" and one.actor_id == person.id]
    own = {one.id: await pictures.of_artwork(tx, one.id) for one in works}
    fit = [one for all_of_it in own.values() for one in all_of_it if one.id in picture_ids]
    if not fit:
        raise Problem(_("Choose the pictures it is about."), field="pictures")
    if len(fit) != len(set(picture_ids)):
        raise Problem(_("Some of these pictures are gone. Load the page again."), field="pictures")
    for all_of_it in own.values():
        if all_of_it and all(one in fit for one in all_of_it):
            raise Problem(_("These are all pictures of a work: take the whole work away instead."), field="pictures")
    return fit


async def take_out(tx: Writing, site: Site, found: Sequence[Picture], *, final: int) -> list[Taken]:
    """They are seen nowhere any more. What is returned is to be kept with the strike."""
    now, taken = site.clock.now(), list[Taken]()
    for work_id in dict.fromkeys(one.artwork_id for one in found):
        known = await artworks.by_id(tx, work_id)
        work = await artworks.lock(tx, work_id, known.actor_id, now=now) if known else None
        if work is None or work.state != "published":
            raise Problem(_("This work is not up any more. Load the page again."), field="pictures")
        carrier = _carrier(site, work)
        await artworks.insert(tx, carrier)
        own, made_with = await pictures.of_artwork(tx, work.id), (await marks.marked(tx, work.id)).marks
        places = {one.id: place for place, one in enumerate(own)}
        gone = [one.id for one in found if one.artwork_id == work.id]
        await revisions.carry_over(tx, gone, to=carrier.id)
        await revisions.put_in_order(tx, work.id, [one.id for one in own if one.id not in gone])
        taken += [
            Taken(site.ids.new(), work.actor_id, PICTURE, final, post_id=work.id, picture_id=one, carrier_id=carrier.id,
                  place=places[one], label=made_with)
            for one in gone
        ]  # fmt: skip
        await _tell(tx, site, work.id)
    return taken


def _carrier(site: Site, work: Artwork) -> Artwork:
    """A row that says nothing, and that nobody is led to."""
    now = site.clock.now()
    return replace(
        work, id=site.ids.new(), state="deleted", title="", description="", medium="", tools="", tags=(),
        series_id=None, series_position=0, licence="", warning="", note="", portfolio=0, created=now, changed=now,
        published=0,
    )  # fmt: skip


async def put_back(tx: Writing, site: Site, things: Sequence[Taken]) -> None:
    """Each where it hung, as far as its work still has that place. Works that are gone get none back."""
    now = site.clock.now()
    for one in things:
        work = await artworks.by_id(tx, one.post_id)
        if work is None or work.state not in ("published", "withdrawn"):
            continue
        if not await taken_things.end(tx, one.id, now=now):
            continue
        sequence = [known.id for known in await pictures.of_artwork(tx, work.id)]
        sequence.insert(min(one.place, len(sequence)), one.picture_id)
        await revisions.carry_over(tx, [one.picture_id], to=work.id)
        await revisions.put_in_order(tx, work.id, sequence)
        made_with = await marks.marked(tx, work.id)
        if made_with.marks != one.label:
            await marks.note(tx, work.id, replace(made_with, marks=_STALE), now=now)
            await queue_remarking(tx, site, work.id)
    for work_id in dict.fromkeys(one.post_id for one in things):
        work = await artworks.by_id(tx, work_id)
        if work is not None and work.state == "published":
            await catch_up(tx, site, work.id)
            await _tell(tx, site, work.id)


async def let_go(tx: Writing, site: Site, one: Taken) -> None:
    """Nothing can bring it back: its files are swept. The row stays for the verdicts that name it."""
    if not await taken_things.end(tx, one.id, now=site.clock.now()) or not one.carrier_id:
        return
    for table in (renditions, camera, work_words, tile_sets, credentials, picture_hashes, pictures):
        await table.forget(tx, one.carrier_id)


async def work_gone(tx: Writing, site: Site, artwork_id: int) -> None:
    """A work was deleted: what was taken out of it goes, too."""
    for one in await taken_things.pictures_of(tx, artwork_id):
        await let_go(tx, site, one)


async def _tell(tx: Writing, site: Site, artwork_id: int) -> None:
    await posts.mark_edited(tx, artwork_id, now=site.clock.now())
    await indexing.wake(tx, site)
    await outbox.artwork_changed(tx, site, artwork_id)
