"""Create: a post of another server is kept only where it concerns someone here."""

from __future__ import annotations

from dataclasses import replace

from federation.audience import PUBLIC, Visibility, visibility_of
from federation.fetch import Budget
from federation.vocab import Create, Note
from fediart.actions import words_elsewhere
from fediart.actions.forward import for_followers_here, forward_answer
from fediart.actions.keep import Facts, facts_of, put
from fediart.actions.poll import vote_from_elsewhere
from fediart.actions.resolve import remote_post
from fediart.actions.unwanted import refuse_elsewhere, unwanted_reply
from fediart.outcomes import Done, Ignored, Outcome, Refused
from fediart.site import Site
from fediart.store import posts
from fediart.store.actors import Actor
from fediart.store.contexts import begun_at
from fediart.translate.incoming import Parent
from fediart.translate.polls import choice_of


async def created(site: Site, sender: Actor, activity: Create, budget: Budget) -> Outcome:
    """`rules.may_speak` has seen to it that the post is the sender's and lives on the sender's server."""
    note = activity.object
    if not isinstance(note, Note):
        return Ignored("what was made is not a post")
    if note.attributed_to != sender.uri:
        return Refused("the post is attributed to somebody else")
    if _is_vote(note):
        return await _vote(site, sender, note)
    async with site.db.reading() as tx:
        facts = await facts_of(tx, note, sender)
    if facts.known is not None:
        return Done("known already")
    concerns = relevant(note, sender, facts)
    ours = None if concerns else await _of_our_thread(site, note)
    if not concerns and ours is None:
        return Ignored("nobody here follows the sender, and nothing and nobody here is meant")
    if note.in_reply_to and facts.parent is None:
        facts = await _with_parent(site, note.in_reply_to, facts, budget, thread_id=ours)
    if not concerns and facts.parent is None:
        return Ignored("it names a thread of ours, and nothing leads there")
    if facts.narrow and facts.parent and await _unwanted(site, note, sender, facts.parent.id):
        return Refused("the artist does not let the sender answer this post")
    note, ended = await words_elsewhere.meet(site, sender, activity, note)
    if ended is not None:
        return ended
    post = await put(site, note, sender, facts)
    if post is not None and facts.parent and facts.parent_local and for_followers_here(site, activity):
        async with site.db.writing() as tx:
            await forward_answer(tx, site, sender, activity, post, facts.parent.id)
        site.delivery_bell.ring()
    return Done() if post is not None else Done("known already")


async def _vote(site: Site, sender: Actor, note: Note) -> Outcome:
    """Counted in a poll of ours, and kept as a vote: it is no reply, and nobody sees whose it is."""
    async with site.db.writing() as tx:
        why = await vote_from_elsewhere(tx, site, sender, note.in_reply_to or "", choice_of(note.name or ""))
    if why:
        return Ignored(f"a vote, and {why}")
    site.bell.ring()
    site.pages.changed()
    return Done("a vote")


async def _unwanted(site: Site, note: Note, sender: Actor, parent_id: int) -> bool:
    """A reply that the artist's policy does not allow is not kept, and its server is told."""
    async with site.db.writing() as tx:
        found = await unwanted_reply(tx, parent_id, sender)
        if found is None:
            return False
        parent, artist = found
        await refuse_elsewhere(tx, site, artist, sender, note.type, note.id, parent)
    site.delivery_bell.ring()
    return True


async def _of_our_thread(site: Site, note: Note) -> int | None:
    """The thread that began here, where it says it answers something in it (FEP-7888). What lies between is fetched
    then, and kept only if it leads there."""
    context, public = note.context or "", PUBLIC in {*note.to, *note.cc}
    if not note.in_reply_to or not public or not context.startswith(f"{site.config.origin}/"):
        return None
    async with site.db.reading() as tx:
        root = await posts.by_uri(tx, context.removesuffix("/context"))
    if root is None or not root.local or root.deleted or context != begun_at(root.uri):
        return None
    return root.thread_id


def _is_vote(note: Note) -> bool:
    """Votes look like replies that have a name instead of words."""
    return note.type == "Note" and bool(note.name and note.in_reply_to) and not (note.content or note.attachments)


def relevant(note: Note, sender: Actor, facts: Facts) -> bool:
    """As Mastodon decides: the sender is followed here, or it answers a post known here, or names someone here."""
    if facts.names_local or facts.parent_local:
        return True
    if visibility_of(note.to, note.cc, sender.followers_uri or None) is Visibility.DIRECT:
        return False
    return facts.followed or facts.parent is not None


async def _with_parent(site: Site, uri: str, facts: Facts, budget: Budget, *, thread_id: int | None) -> Facts:
    """The post that is answered is fetched, if it is for everyone; without it the answer waits for it to come."""
    post = await remote_post(site, uri, budget, thread_id=thread_id)
    if post is None:
        return facts
    return replace(facts, parent=Parent(post.id, post.thread_id, post.actor_id), parent_local=bool(post.local))
