"""What one server passes on from another: believed only with its author's own proof, else fetched from its origin."""

from __future__ import annotations

from typing import Final

from federation.proofs import NoProof, ProofError, strictly_read, verify
from federation.rules import host_of, same_origin
from federation.signatures import KeyFinder, Signer
from federation.vocab import Activity, Announce, Create, Delete, Move, Note, Undo, Update
from fediart.actions import brakes, relays
from fediart.clock import MINUTE
from fediart.jobs.forwarded import KIND
from fediart.site import Site
from fediart.store import jobs, posts
from fediart.store.database import Reading, Writing

# Of what else somebody says, only their own server tells us.
PASSED_ON: Final = (Create, Update, Delete)
LEFT: Final = (Announce, Move, Undo)  # relays pass these on, too: nothing comes of them, and it is no fault of theirs
NOT_AGAIN: Final = 10 * MINUTE  # an object that was looked up is not looked up again, whoever passes it on


async def speaker(signer: Signer, text: str, activity: Activity, keys: KeyFinder, now: int) -> Signer:
    """Whose word this is: the signer's of the request, or with a proof in the document, that of who made the proof.

    A proof comes before the signature (FEP-8b32): a wrong one is refused, even where the signature is right. One that
    cannot be checked counts as none. Raises ProofError.
    """
    if activity.raw.get("proof") is None:
        return signer
    try:
        author = await verify(strictly_read(text), keys, now)
    except NoProof:
        return signer
    if author.actor_id != activity.actor:
        raise ProofError("the proof is not the actor's")
    return signer if author.actor_id == signer.actor_id else author


async def look_for_it(site: Site, signer: Signer, activity: Activity) -> bool:
    """Queues a look at the origin of a post that is passed on to us, if it concerns a thread here or a relay does it.

    Nothing of what was passed on is believed or kept but the address. True: who passed it on did no wrong.
    """
    if activity.actor == signer.actor_id or not isinstance(activity, (*PASSED_ON, *LEFT)):
        return False
    from_relay, uri = await _is_relay(site, signer), activity.object_id
    if isinstance(activity, LEFT):
        return from_relay
    if uri is None or not same_origin(uri, activity.actor) or same_origin(uri, site.config.origin):
        return False
    now = site.clock.now()
    async with site.db.writing() as tx:
        known = await posts.by_uri(tx, uri) is not None
        if known and isinstance(activity, Create):
            return True
        if not known and not await _answers_one_here(tx, activity):
            if not from_relay:
                return False
            await _named(tx, site, signer, activity, uri)
        elif await _may_pass_on(tx, site, signer, from_relay=from_relay):
            payload, once = {"uri": uri}, f"{KIND}:{uri} {now // NOT_AGAIN}"
            await jobs.enqueue(tx, site.ids.new(), KIND, payload, now=now, once_key=once, order_key=activity.actor)
    site.bell.ring()
    return True


async def _is_relay(site: Site, signer: Signer) -> bool:
    """Whether we are subscribed to it, and it has accepted."""
    async with site.db.reading() as tx:
        return signer.actor_id in (await site.rules.read(tx, now=site.clock.now())).relays


async def _may_pass_on(tx: Writing, site: Site, signer: Signer, *, from_relay: bool) -> bool:
    """Each counts, for the relay or for the whole server: by one request nobody aims more than one of ours at another,
    and nobody fills the queue of those they speak of.
    """
    if from_relay:
        return await relays.may_name_one_more(tx, site, signer.actor_id)
    return await brakes.take(tx, brakes.PASSED_ON_TO_US, host_of(signer.actor_id), now=site.clock.now())


async def _answers_one_here(tx: Reading, activity: Activity) -> bool:
    parent = activity.object.in_reply_to if isinstance(activity.object, Note) else None
    return parent is not None and await posts.by_uri(tx, parent) is not None


async def _named(tx: Writing, site: Site, signer: Signer, activity: Activity, uri: str) -> None:
    """What is not here needs no change and no end; only what is new is looked up."""
    if isinstance(activity, Create):
        await relays.named(tx, site, signer.actor_id, uri, order_key=activity.actor)


async def named_with_proof(site: Site, signer: Signer, author: Signer, activity: Activity) -> None:
    """A relay has brought its author's own word, which the handlers keep only for followers: it names a post, too.

    Call it after the arrival is written: what the activity itself does here comes first.
    """
    uri = activity.object_id
    if author is signer or not isinstance(activity, Create) or uri is None or not await _is_relay(site, signer):
        return
    async with site.db.writing() as tx:
        await relays.named(tx, site, signer.actor_id, uri, order_key=author.actor_id)
    site.bell.ring()
