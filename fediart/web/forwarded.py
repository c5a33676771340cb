"""What one server passes on from another: believed only with its author's own proof, else fetched from its origin."""

from __future__ import annotations

from typing import Final

from federation.proofs import NoProof, ProofError, strictly_read, verify
from federation.rules import same_origin
from federation.signatures import KeyFinder, Signer
from federation.vocab import Activity, Create, Delete, Note, Update
from fediart.actions import relays
from fediart.clock import MINUTE
from fediart.jobs.forwarded import KIND
from fediart.site import Site
from fediart.store import jobs, posts

# Of what else somebody says, only their own server tells us.
PASSED_ON: Final = (Create, Update, Delete)
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

    Nothing of what was passed on is believed or kept but the address.
    """
    uri = activity.object_id
    if not isinstance(activity, PASSED_ON) or activity.actor == signer.actor_id or uri is None:
        return False
    if not same_origin(uri, activity.actor) or same_origin(uri, site.config.origin):
        return False
    now = site.clock.now()
    async with site.db.writing() as tx:
        parent = activity.object.in_reply_to if isinstance(activity.object, Note) else None
        if await posts.by_uri(tx, uri) is None and (parent is None or await posts.by_uri(tx, parent) is None):
            from_relay = signer.actor_id in (await site.rules.read(tx, now=now)).relays
            return from_relay and await relays.named(tx, site, signer.actor_id, uri)
        once = f"{KIND}:{uri} {now // NOT_AGAIN}"
        await jobs.enqueue(tx, site.ids.new(), KIND, {"uri": uri}, now=now, once_key=once, order_key=activity.actor)
    site.bell.ring()
    return True
