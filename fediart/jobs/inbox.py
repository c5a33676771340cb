"""The job that handles an activity which arrived: its sender from the rows, its handler from the table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from federation.vocab import BadObject, read_activity
from fediart.actions.domains import talks_to_url
from fediart.actions.resolve import budget_of
from fediart.inbox import HANDLERS
from fediart.outcomes import Ignored, Outcome, Refused
from fediart.site import Site
from fediart.store import actors

KIND = "inbox"


async def receive(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """`payload` holds the activity as it was signed, and its verified signer."""
    try:
        raw = payload["activity"]
        activity = site.arrived.take(payload["signer"], raw) or read_activity(raw)
    except BadObject as problem:
        return Refused(problem.reason)
    handler = HANDLERS.get(type(activity))
    if handler is None:
        return Ignored(f"{activity.type[:40]} is not an activity we act on")
    if activity.actor != payload["signer"]:
        return Refused("the signer is not the actor")
    async with site.db.reading() as tx:
        sender = await actors.by_uri(tx, activity.actor)
        rules = await site.rules.read(tx, now=site.clock.now())
    if sender is None or sender.local:
        return Refused("the sender is not known")
    if sender.suspended or not (talks_to_url(rules, sender.uri) and rules.talks_to(sender.host)):
        return Ignored("the sender is blocked here")
    if sender.deleted:
        return Ignored("the sender is gone")
    return await handler(site, sender, activity, budget_of(site))
