"""Update: of a post by its author, of an actor by itself."""

from __future__ import annotations

from dataclasses import replace

from federation.fetch import Budget, FetchError
from federation.vocab import Actor as ActorDocument
from federation.vocab import Note, Update
from fediart.actions.forward import forward_change
from fediart.actions.keep import emojis_wanted, face_later, fetch_later, named_in, people_of
from fediart.actions.quote_checks import quote_changed
from fediart.actions.remote_labels import restand
from fediart.actions.resolve import keep_actor
from fediart.actions.wishes import heed
from fediart.actions.words_elsewhere import may_keep
from fediart.outcomes import Done, Ignored, Outcome, Refused
from fediart.site import Site
from fediart.store import details, polls, posts, remote_media
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.posts import Post
from fediart.store.regrouping import place_below
from fediart.store.remote_media import FAILED, WAITING
from fediart.translate.declared import declared
from fediart.translate.details import post_details
from fediart.translate.incoming import media_rows, post_row, tags_of
from fediart.translate.polls import poll_row


async def updated(site: Site, sender: Actor, activity: Update, budget: Budget) -> Outcome:
    """The whole new state is in the activity, which its owner has signed."""
    changed = activity.object
    if isinstance(changed, ActorDocument):
        return await _actor(site, sender, changed)
    if isinstance(changed, Note):
        return await _post(site, sender, activity, changed)
    return Ignored("what was changed is neither a post nor an actor")


async def _actor(site: Site, sender: Actor, document: ActorDocument) -> Outcome:
    if document.id != sender.uri:
        return Refused("an actor can only be changed by itself")
    if not document.keys:
        return Refused("the actor has no key")
    try:
        async with site.db.writing() as tx:
            kept = await keep_actor(tx, site, document)
            if await remote_media.of_actor(tx, kept.id):
                await face_later(tx, site, kept)
    except FetchError as problem:
        return Refused(problem.reason)
    site.bell.ring()
    site.pages.changed()
    return Done()


async def _post(site: Site, sender: Actor, activity: Update, note: Note) -> Outcome:
    now = site.clock.now()
    if not await may_keep(site, sender, note):
        return Refused("a rule for words does not take the change")
    async with site.db.writing() as tx:
        post = await posts.by_uri(tx, note.id)
        if post is None or post.deleted:
            return Ignored("the post is not here")
        if post.actor_id != sender.id or post.local:
            return Refused("only its author may change a post")
        people = people_of(await named_in(tx, note))
        made = post_row(note, sender, None, post_id=post.id, published=post.published, now=now, people=people)
        if made.edited < post.edited:
            return Ignored("a later version is here already")
        await _keep(tx, site, note, post, made)
        await tx.batch(
            [
                *details.replacing(post.id, post_details(note, people)),
                *emojis_wanted(site, note.emojis, sender.host),
            ]
        )
        if note.poll is not None:
            await polls.retally(tx, poll_row(note.poll, post.id, told=min(activity.published or now, now)))
        if post.reply_to_id is not None:
            await forward_change(tx, site, sender, activity, post)
    site.bell.ring()
    site.delivery_bell.ring()
    site.pages.changed()
    return Done()


async def _keep(tx: Writing, site: Site, note: Note, post: Post, made: Post) -> None:
    """Words, warning, tags, images and what it answers change; audience and counts do not."""
    kept = replace(
        post,
        content=made.content,
        title=made.title,
        warning=made.warning,
        sensitive=made.sensitive,
        language=made.language,
        url=made.url,
        edited=made.edited,
        remote_rights=made.remote_rights,
        consent=made.consent,
    )
    await posts.edit(tx, kept)
    await quote_changed(tx, site, post, note)
    await tx.batch(posts.tagging(post.id, tags_of(note), published=post.published))
    await _change_files(tx, site, note, post, made.remote_rights)
    await restand(tx, post.id, now=site.clock.now(), said=declared(note))
    if (note.in_reply_to or "") != post.reply_to_uri:
        parent = await posts.by_uri(tx, note.in_reply_to) if note.in_reply_to else None
        await place_below(tx, post, None if parent is None or parent.deleted else parent, note.in_reply_to or "")


async def _change_files(tx: Writing, site: Site, note: Note, post: Post, rights: str) -> None:
    """Files keep their copies by their address; what could not be had before is tried again."""
    before = {one.url: one for one in (await remote_media.of_posts(tx, [post.id])).get(post.id, [])}
    wanted = media_rows(note, post.id, site.ids, now=site.clock.now())
    fresh = [one for one in wanted if one.url not in before]
    named = {one.url for one in wanted}
    await remote_media.forget(tx, (one.id for url, one in before.items() if url not in named))
    await tx.batch([remote_media.inserting(one) for one in fresh])
    again = [replace(one, state=WAITING) for one in before.values() if one.state == FAILED and one.url in named]
    for one in again:
        await remote_media.settle(tx, one)
    for one in wanted:
        if one.url in before:
            await remote_media.describe(
                tx, before[one.url].id, alt=one.alt, position=one.position, focal_x=one.focal_x, focal_y=one.focal_y,
                rights=one.rights,
            )  # fmt: skip
    if fresh or again:
        await fetch_later(tx, site, post_id=post.id)
    said = {one.url: one.rights for one in wanted}
    others = (said.get(url, one.rights) != one.rights for url, one in before.items())
    if before and (post.remote_rights != rights or any(others)):
        await heed(tx, site, {"post_id": post.id})
