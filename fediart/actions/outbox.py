"""What leaves for other servers: activities and their deliveries, as rows in the caller's own transaction.

Ring `site.delivery_bell` after the commit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from federation import write
from federation.audience import PUBLIC, Visibility, audience
from federation.proofs import with_proof
from federation.rules import Forbidden, host_of
from fediart.actions import watching
from fediart.actions.places import for_a_crowd, for_followers_only, places
from fediart.site import Site
from fediart.store import (
    actor_keys,
    actors,
    deliveries,
    follows,
    imports,
    outgoing,
    policy_changes,
    posts,
    profile_choices,
    relays,
)
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing
from fediart.store.outgoing import Outgoing
from fediart.store.posts import Post
from fediart.store.relays import Relay
from fediart.store.settings import InstanceSettings, read_settings
from fediart.translate import outgoing as documents
from fediart.translate.loading import Told, told
from fediart.translate.rights import artist_policy, artwork_policy
from fediart.translate.words import handles_in


async def send(
    tx: Writing,
    site: Site,
    *,
    actor: Actor,
    activity: Mapping[str, Any],
    inboxes: Iterable[str] | None = None,
    post_id: int | None = None,
    kind: str = "",
    first: Iterable[str] = (),
) -> int:
    """Queues an activity of a local actor; returns to how many inboxes it goes.

    `inboxes` None means all followers, one delivery per server. The same activity id is never sent twice.
    What is about a post (`post_id`) arrives in order: it waits for what still waits before it. What is not for a
    crowd goes before what is, and so does what goes to `first`, the inboxes of people named in it.
    """
    now, kind = site.clock.now(), kind or activity["type"]
    private = for_followers_only(activity, actor.followers_uri)
    wanted = await follows.follower_inboxes(tx, actor.id) if inboxes is None else list(dict.fromkeys(inboxes))
    reachable = await _reachable(tx, site, wanted)
    if not reachable:
        return 0
    body = _json(await _proven(tx, actor, activity, now))
    row = Outgoing(site.ids.new(), activity["id"], actor.id, kind, post_id, body, now, private)
    if not await outgoing.insert(tx, row):
        return 0
    crowd = for_a_crowd(activity, actor.followers_uri)
    found = await places(tx, reachable, now=now, kind=kind, crowd=crowd, first=tuple(first), post_id=post_id)
    return await deliveries.queue(tx, site.ids, row.id, found, now=now)


async def _proven(tx: Reading, actor: Actor, activity: Mapping[str, Any], now: int) -> Mapping[str, Any]:
    """With the actor's own proof (FEP-8b32): whoever passes it on, it stays the actor's word. What we pass on of
    others stays as it came."""
    if activity.get("actor") != actor.uri:
        return activity
    key = await actor_keys.signing_key(tx, actor.id)
    return activity if key is None else with_proof(activity, key, now)


def _json(activity: Mapping[str, Any]) -> str:
    return json.dumps(activity, ensure_ascii=False, separators=(",", ":"))


async def _reachable(tx: Reading, site: Site, inboxes: Iterable[str]) -> list[tuple[str, str]]:
    """`(inbox, host)` of those elsewhere whom the rules let us talk to."""
    rules = await site.rules.read(tx, now=site.clock.now())
    found = []
    for inbox in inboxes:
        try:
            host = host_of(inbox)
        except Forbidden:
            continue
        if host != site.config.instance.host and rules.talks_to(host):
            found.append((inbox, host))
    return found


def inbox_of(actor: Actor) -> str:
    """Where others' servers take what everyone may know: the shared inbox where there is one."""
    return actor.shared_inbox or actor.inbox


def inboxes_of(people: Iterable[Actor]) -> list[str]:
    """Where those of other servers are told."""
    return [inbox_of(one) for one in people if not one.local]


async def audience_inboxes(tx: Reading, author: Actor, visibility: str, people: Iterable[Actor]) -> list[str]:
    """Who is told of a post: the followers unless it is direct, and everyone named."""
    told_ = [] if visibility == Visibility.DIRECT else await follows.follower_inboxes(tx, author.id)
    return [*told_, *inboxes_of(people)]


async def artwork_published(tx: Writing, site: Site, artwork_id: int) -> None:
    """The artwork's post is there and public enough: its followers, and those it names, get the Create."""
    post = await posts.by_id(tx, artwork_id)
    if post is None or post.deleted:
        return
    await _mention_known(tx, site, post)
    await post_created(tx, site, post)
    await _announce_to_relays(tx, site, post)


async def _relays(tx: Reading, post: Post, author: Actor, style: str) -> Sequence[Relay]:
    """Those that are told of this post: only of public artworks, whose artist may be discovered."""
    wanted = post.kind == "artwork" and post.visibility == Visibility.PUBLIC and author.discoverable
    return await relays.accepted(tx, style) if wanted else ()


async def _announce_to_relays(tx: Writing, site: Site, post: Post) -> None:
    """Relays of LitePub's kind take Announces by the instance's own actor, and fetch the post."""
    author = await actors.by_id(tx, post.actor_id)
    told_ = await _relays(tx, post, author, relays.LITEPUB) if author else ()
    instance = await actors.by_uri(tx, f"{site.config.origin}/actor") if told_ else None
    if instance is None:
        return
    to, at = [one.actor_uri for one in told_], write.iso(post.published)
    activity = write.announce(f"{instance.uri}#announces/{post.id}", instance.uri, post.uri, to, [PUBLIC], at)
    await send(tx, site, actor=instance, activity=activity, inboxes=[one.inbox for one in told_], post_id=post.id)


async def post_created(tx: Writing, site: Site, post: Post, *, also: Iterable[Actor] = ()) -> None:
    """Sends the Create of a post of ours; `also` are people to tell who are not named in it."""
    made = await told(tx, post)
    if made is None:
        return
    settings = await read_settings(tx)
    note = documents.note(site.config, settings, made)
    terms = documents.activity_terms(site.config, settings, made)
    activity = {**write.create(f"{post.uri}#create", made.author.uri, note), **terms}
    people = (*made.mentioned, *also)
    inboxes = await audience_inboxes(tx, made.author, post.visibility, people)
    inboxes += [one.inbox for one in await _relays(tx, post, made.author, relays.MASTODON)]
    named = inboxes_of(people)
    await _remember(tx, settings, made)
    await watching.posted(tx, site, post)
    await send(tx, site, actor=made.author, activity=activity, inboxes=inboxes, post_id=post.id, first=named)


async def artwork_changed(tx: Writing, site: Site, artwork_id: int) -> int:
    """Sends the Update of an artwork's post; to how many inboxes."""
    post = await posts.by_id(tx, artwork_id)
    if post is None or post.deleted:
        return 0
    await _mention_known(tx, site, post)
    return await words_changed(tx, site, post)


async def words_changed(tx: Writing, site: Site, post: Post) -> int:
    """Sends the Update of a post that was edited to everyone who was told of it, or reacted; to how many inboxes."""
    made = await told(tx, post)
    if made is None:
        return 0
    settings = await read_settings(tx)
    note = documents.note(site.config, settings, made)
    # A change of rights or of a picture's file is no edit of the words, yet others read it only when it looks newer.
    note["updated"] = write.iso(max(site.clock.now(), post.edited))
    address = f"{post.uri}#updates/{site.ids.new()}"
    terms = documents.activity_terms(site.config, settings, made)
    activity = {**write.update(address, made.author.uri, note), **terms}
    inboxes, named = await _everyone_told(tx, made), inboxes_of(made.mentioned)
    await _remember(tx, settings, made)
    return await send(tx, site, actor=made.author, activity=activity, inboxes=inboxes, post_id=post.id, first=named)


async def _remember(tx: Writing, settings: InstanceSettings, made: Told) -> None:
    """Which AI policy others have been told of a work."""
    if made.artwork is not None:
        holds = artwork_policy(made.artwork, made.author, settings).preset.value
        await policy_changes.work_told(tx, made.artwork.id, holds)


async def post_changed(tx: Writing, site: Site, post: Post) -> None:
    """Sends the Update of a post whose words are the same, but not what holds for it: whether its quote is allowed."""
    made = await told(tx, post)
    if made is None:
        return
    settings = await read_settings(tx)
    note = documents.note(site.config, settings, made)
    activity = write.update(f"{post.uri}#updates/{site.ids.new()}", made.author.uri, note)
    activity |= documents.activity_terms(site.config, settings, made)
    await send(tx, site, actor=made.author, activity=activity, inboxes=await _everyone_told(tx, made), post_id=post.id)


async def artwork_deleted(tx: Writing, site: Site, artwork_id: int) -> None:
    """Sends the Delete. Call it before `posts.bury` in the same transaction, while we still know who reacted."""
    post = await posts.by_id(tx, artwork_id)
    if post is not None:
        await post_deleted(tx, site, post)


async def post_deleted(tx: Writing, site: Site, post: Post) -> None:
    """Tells everyone who was told of the post, boosted, liked or answered it, that it is gone."""
    made = await told(tx, post)
    if made is None:
        return
    to, cc = audience(Visibility(post.visibility), made.author.followers_uri, [one.uri for one in made.mentioned])
    activity = write.delete(f"{post.uri}#delete", made.author.uri, post.uri, to, cc)
    inboxes, named = await _everyone_told(tx, made), inboxes_of(made.mentioned)
    await send(tx, site, actor=made.author, activity=activity, inboxes=inboxes, post_id=post.id, first=named)


async def actor_updated(tx: Writing, site: Site, actor: Actor) -> None:
    """The profile, the keys or the default AI policy changed: all followers' servers read the actor anew."""
    keys, settings = await actor_keys.of_actor(tx, actor.id), await read_settings(tx)
    choice = await profile_choices.of_actor(tx, actor.id)
    document = documents.actor_document(site.config, settings, actor, keys, choice)
    await policy_changes.artist_told(tx, actor.id, artist_policy(actor, settings).preset.value)
    document |= {"to": [PUBLIC], "cc": [actor.followers_uri], "updated": write.iso(site.clock.now())}
    activity = write.update(f"{actor.uri}#updates/{site.ids.new()}", actor.uri, document)
    activity |= documents.profile_terms(site.config, settings, actor)
    await send(tx, site, actor=actor, activity=activity)


async def _everyone_told(tx: Reading, made: Told) -> list[str]:
    """Followers, who was named, who reacted, who was sent it. Where a whole import is taken back, of which followers
    have not heard, they do not hear of its end either."""
    post = made.post
    if await imports.goes_back(tx, post.id):
        inboxes = inboxes_of(made.mentioned)
    else:
        inboxes = await audience_inboxes(tx, made.author, post.visibility, made.mentioned)
    reacted = await tx.all(
        """select distinct case when shared_inbox <> '' then shared_inbox else inbox end as inbox from actors
        where host <> '' and deleted = 0 and id in (
            select actor_id from likes where post_id = :id union select actor_id from boosts where post_id = :id
            union select actor_id from reactions where post_id = :id
            union select actor_id from posts where reply_to_id = :id and local = 0)""",
        id=post.id,
    )
    return [*inboxes, *await deliveries.inboxes_told(tx, post.id), *(row["inbox"] for row in reacted)]


async def _mention_known(tx: Writing, site: Site, post: Post) -> None:
    """People named in the description who are known here are mentioned, and told."""
    row = await tx.one("select description from artworks where id = :id", id=post.id)
    named = [
        await actors.by_handle(tx, name, host)
        for name, host in handles_in(row["description"] if row else "", site.config.instance.host)[:20]
    ]
    await tx.batch(posts.mentioning(post.id, (one.id for one in named if one is not None)))
