"""An inbox said that it is gone (410). A person's own ends that person's follows; a shared one may only have moved.

So for a shared inbox some of its people are asked for anew before anybody is taken to be gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from federation.fetch import FetchError, Gone, NotFound, TimedOut, Unreachable
from fediart.actions.resolve import budget_of, fetch_actor, keep_actor
from fediart.clock import DAY, HOUR
from fediart.outcomes import Done, Later, Outcome
from fediart.site import Site
from fediart.store import departed, inboxes, jobs
from fediart.store.actors import Actor
from fediart.store.database import Writing

KIND: Final = "inbox-gone"
ASKED: Final = 3  # people of the server who are looked up before it is believed


async def schedule(tx: Writing, site: Site, inbox: str, host: str) -> None:
    """Acts on a 410: at once for a person's inbox, after asking for a shared one."""
    if await inboxes.is_shared(tx, inbox, host):
        now = site.clock.now()
        payload, once = {"inbox": inbox, "host": host}, f"{KIND}:{inbox}:{now // DAY}"
        await jobs.enqueue(tx, site.ids.new(), KIND, payload, now=now, once_key=once)
    else:
        await departed.unfollow_inbox(tx, inbox, host)


async def inbox_gone(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `inbox-gone` jobs. Payload: `inbox`, a shared one, and `host`."""
    inbox, host = str(payload["inbox"]), str(payload["host"])
    async with site.db.reading() as tx:
        people = await inboxes.people_of(tx, inbox, host, limit=ASKED)
    try:
        there = await _still_there(site, people)
    except (TimedOut, Unreachable) as problem:
        return Later(HOUR, problem.reason)
    async with site.db.writing() as tx:
        if there:
            moved = await inboxes.forget_shared(tx, inbox, host)
            return Done(f"{moved} people have no shared inbox any more")
        await departed.unfollow_inbox(tx, inbox, host)
    return Done("nobody is left there")


async def _still_there(site: Site, people: Sequence[Actor]) -> bool:
    """Whether any of these is served by their server still; they are read anew."""
    there = False
    for one in people:
        try:
            document = await fetch_actor(site, one.uri, budget_of(site), known=True)
        except (Gone, NotFound):
            continue
        except (TimedOut, Unreachable):
            raise
        except FetchError:
            there = True  # its server answers, though not to us
            continue
        async with site.db.writing() as tx:
            await keep_actor(tx, site, document)
        there = True
    return there
