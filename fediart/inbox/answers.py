"""Accept and Reject, by what they answer: a request of ours to quote or to reply, or a follow.

Only whoever was asked can answer. Of an answer to somebody else's follow nothing comes here: it is ignored.
"""

from __future__ import annotations

from federation.fetch import Budget
from federation.vocab import Accept, Reject
from fediart.inbox import approvals, follows, quotes
from fediart.outcomes import Outcome
from fediart.site import Site
from fediart.store.actors import Actor


async def accepted(site: Site, sender: Actor, activity: Accept, budget: Budget) -> Outcome:
    about_reply = await approvals.request_answered(site, sender, activity)
    about_quote = about_reply or await quotes.request_answered(site, sender, activity, budget)
    return about_quote or await follows.accepted(site, sender, activity, budget)


async def rejected(site: Site, sender: Actor, activity: Reject, budget: Budget) -> Outcome:
    about_reply = await approvals.request_answered(site, sender, activity)
    about_quote = about_reply or await quotes.request_answered(site, sender, activity, budget)
    return about_quote or await follows.rejected(site, sender, activity, budget)
