"""Looking first: a work as it will be sent, before it is; the artist's yes; and works that were forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fediart.actions.artwork_post import post_of
from fediart.actions.delete import delete
from fediart.actions.publish import queue
from fediart.actions.telling import tell_artist
from fediart.clock import DAY
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, artworks, posts, previews, work_words
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.settings import read_settings
from fediart.translate.loading import Told, camera_notes, federated_pictures, told
from fediart.translate.outgoing import artwork_note
from fediart.translate.words import handles_in, tags_in

REMIND_AFTER = 7 * DAY
WITHDRAW_AFTER = 30 * DAY
MOST_NAMED = 20


async def sent_as(tx: Reading, site: Site, artist: Actor, artwork: Artwork) -> tuple[Mapping[str, Any], frozenset[str]]:
    """The Note as it is or would be sent, and the ids of communities among those it names.

    Raises Problem where its files are not made yet.
    """
    post = await posts.by_id(tx, artwork.id)
    made = await told(tx, post) if post else await _draft(tx, site, artist, artwork)
    if made is None or not made.pictures:
        raise Problem(_("This can be seen once the work is prepared. Come back in a moment."))
    note = artwork_note(site.config, await read_settings(tx), made)
    return note, frozenset(one.uri for one in made.mentioned if one.kind == "Group")


async def _draft(tx: Reading, site: Site, artist: Actor, artwork: Artwork) -> Told:
    """What will be told, from the rows that there are before the post is."""
    named = [
        await actors.by_handle(tx, name, host)
        for name, host in handles_in(artwork.description, site.config.instance.host)[:MOST_NAMED]
    ]
    people = {one.id: one for one in named if one is not None}
    own = {tag.lower() for tag in artwork.tags}
    return Told(
        post=post_of(site, artwork, artist, site.clock.now()),
        author=artist,
        tags=(*artwork.tags, *(tag for tag in tags_in(artwork.description) if tag not in own)),
        mentioned=tuple(people[one] for one in sorted(people)),
        reply_uris=(),
        artwork=artwork,
        pictures=await federated_pictures(tx, artwork.id),
        camera=await camera_notes(tx, artwork.id),
        facts=await work_words.facts_of(tx, artwork.id),
        words=await work_words.words_of(tx, artwork.id),
    )


async def publish_seen(site: Site, artist: Actor, artwork_id: int) -> None:
    """The artist has looked and says yes. NotFound if it is not theirs, Problem if it does not wait for them.

    What was declared anew since the filter judged it is judged anew.
    """
    now = site.clock.now()
    async with site.db.writing() as tx:
        artwork = await artworks.lock(tx, artwork_id, artist.id, now=now)
        if artwork is None:
            raise NotFound(_("There is no such artwork."))
        same = artwork.digital_source_type == await previews.judged_as(tx, artwork_id)
        state = "preparing" if same else "submitted"
        if not await artworks.move(tx, artwork_id, to=state, among=["previewed"], now=now):
            raise Problem(_("This artwork is not waiting for you."))
        await previews.approve(tx, artwork_id, now=now)
        await queue(tx, site, artwork_id, again=True)
    site.bell.ring()


async def tidy_forgotten(site: Site) -> int:
    """Reminds artists of works that wait for them, and withdraws what was left for a month. Returns how many."""
    now = site.clock.now()
    async with site.db.writing() as tx:
        for artwork_id in await previews.forgotten(tx, ready_before=now - REMIND_AFTER, unreminded=True):
            artwork = await artworks.by_id(tx, artwork_id)
            if artwork is not None:
                words = f"“{artwork.title}” waits for you to publish it. In about three weeks it is withdrawn."
                await tell_artist(tx, site, artwork, "artwork-previewed", words=words)
                await previews.set_reminded(tx, artwork_id, now=now)
    async with site.db.reading() as tx:
        old = await previews.forgotten(tx, ready_before=now - WITHDRAW_AFTER, unreminded=False)
        found = [await artworks.by_id(tx, artwork_id) for artwork_id in old]
        owners = await actors.by_ids(tx, {one.actor_id for one in found if one})
    for one in found:
        if one is not None and one.actor_id in owners:
            await delete(site, owners[one.actor_id], one.id)
    return len(old)
