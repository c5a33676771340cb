"""Inbox forwarding (ActivityPub 7.1.2): what is answered to a post of ours reaches the followers of its author, too.

Only what everyone may fetch from its own server is passed on, word for word and signed by our author for the way: who
receives it asks its server, or verifies the proof in it (FEP-8b32), and believes us nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from federation.audience import Visibility, visibility_of
from federation.proofs import ProofError, the_proof
from federation.rules import Forbidden, host_of
from federation.vocab import Activity, Note
from fediart.actions import brakes, outbox
from fediart.site import Site
from fediart.store import actors, blocks, deliveries, follows, outgoing, posts
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.posts import Post

MOST_BYTES = 64 * 1024  # longer ones are passed on by their author alone: nobody sends a crowd a load by us
_OPEN = (Visibility.PUBLIC, Visibility.UNLISTED)


def for_followers_here(site: Site, activity: Activity) -> bool:
    """Whether there is anything to pass on at all: it is told to followers of somebody here, or proves itself."""
    named = (uri.startswith(f"{site.config.origin}/") for uri in (*activity.to, *activity.cc))
    return _proves_itself(activity) or any(named)


def _proves_itself(activity: Activity) -> bool:
    """Whether there is a proof that others could verify; what is only called so is none."""
    try:
        the_proof(activity.raw)
    except ProofError:
        return False
    return True


async def forward_answer(
    tx: Writing, site: Site, sender: Actor, activity: Activity, answer: Post, parent_id: int
) -> int:
    """A Create that answers a post of ours; returns to how many inboxes it goes.

    It goes on when its author addressed the followers of ours, or when it carries a proof.
    """
    parent = await posts.by_id(tx, parent_id)
    author = await actors.by_id(tx, parent.actor_id) if parent else None
    if parent is None or author is None or not author.local:
        return 0
    if answer.visibility not in _OPEN or parent.visibility not in _OPEN:
        return 0
    if await blocks.between(tx, author.id, sender.id):
        return 0
    addressed = author.followers_uri in {*activity.to, *activity.cc}
    if not addressed and not _proves_itself(activity):
        return 0
    return await _send(tx, site, sender, activity, answer, author, await follows.follower_inboxes(tx, author.id))


async def forward_change(tx: Writing, site: Site, sender: Actor, activity: Activity, answer: Post) -> int:
    """An Update or Delete of an answer: it goes where its Create went, by the same hand.

    Not an Update that is not for everyone any more, nor one of somebody whom the author has blocked since.
    """
    hand = await outgoing.forwarder(tx, answer.id)
    author = await actors.by_id(tx, hand) if hand else None
    if author is None or author.deleted:
        return 0
    said = activity.object
    if isinstance(said, Note):
        narrowed = visibility_of(said.to, said.cc, sender.followers_uri or None) not in _OPEN
        if narrowed or await blocks.between(tx, author.id, sender.id):
            return 0
    return await _send(tx, site, sender, activity, answer, author, await deliveries.inboxes_told(tx, answer.id))


async def _send(
    tx: Writing, site: Site, sender: Actor, activity: Activity, answer: Post, author: Actor, inboxes: Iterable[str]
) -> int:
    """Not to the server it came from, and not without end: one request of a stranger becomes many of ours."""
    others = [one for one in inboxes if _host(one) != _host(sender.uri)]
    if not others or len(json.dumps(activity.raw)) > MOST_BYTES:
        return 0
    if not await brakes.take(tx, brakes.PASSED_ON, _host(sender.uri), now=site.clock.now()):
        return 0
    return await outbox.send(
        tx, site, actor=author, activity=activity.raw, inboxes=others, post_id=answer.id, kind=activity.type
    )


def _host(url: str) -> str:
    try:
        return host_of(url)
    except Forbidden:
        return ""
