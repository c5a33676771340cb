"""Answers to our ReplyRequests: with a yes the reply goes out and carries it, with a no it stays here."""

from __future__ import annotations

from federation.vocab import Accept, Reject
from fediart.actions import outbox
from fediart.outcomes import Done, Outcome, Refused
from fediart.site import Site
from fediart.store import approvals, notifications, posts
from fediart.store.actors import Actor
from fediart.store.approvals import ALLOWED, REFUSED, Approval
from fediart.store.database import Writing


async def request_answered(site: Site, sender: Actor, activity: Accept | Reject) -> Outcome | None:
    """From the author of what is answered only; None where it is about something else.

    The authorization is on the sender's own server: `federation.rules` has seen to that.
    """
    async with site.db.writing() as tx:
        row = await approvals.by_request(tx, activity.object_id or "")
        if row is None:
            return None
        if row.author_id != sender.id:
            return Refused("only the author of what is answered can answer")
        if isinstance(activity, Accept) and not activity.result:
            return Refused("the yes names no authorization")
        outcome = await _settled(tx, site, sender, row, activity)
    site.delivery_bell.ring()
    site.pages.changed()
    return outcome


async def _settled(tx: Writing, site: Site, sender: Actor, row: Approval, activity: Accept | Reject) -> Outcome:
    yes = isinstance(activity, Accept)
    state, approval = (ALLOWED, activity.result or "") if yes else (REFUSED, "")
    post = await posts.by_id(tx, row.post_id)
    if post is None or not await approvals.settle(tx, row.post_id, state, approval=approval):
        return Done("answered already")
    if yes:
        await outbox.post_created(tx, site, post, also=[sender])
        return Done("the reply is out")
    now = site.clock.now()
    await notifications.notify(
        tx, site.ids, post.actor_id, "reply-refused", from_id=sender.id, post_id=post.id, now=now
    )
    return Done("the reply stays here")
