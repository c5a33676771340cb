"""Reads shared lists of domain rules once a day, and turns what is new in them into proposals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from federation.fetch import FetchError, TimedOut, Unreachable
from fediart.actions import domain_csv, domain_lists
from fediart.clock import DAY, HOUR
from fediart.errors import Problem
from fediart.outcomes import Done, Later, Outcome, Refused
from fediart.site import Site
from fediart.store import domain_lists as rows
from fediart.store import jobs
from fediart.store.database import Writing
from fediart.store.domain_lists import SharedList

TYPES = ("text/csv", "text/plain", "application/csv", "application/octet-stream")


async def schedule(tx: Writing, site: Site) -> None:
    """Queues today's look at every list, once, however often this is called."""
    now = site.clock.now()
    for one in await rows.all_lists(tx):
        once = f"domain-list:{one.id}:{now // DAY}"
        await jobs.enqueue(tx, site.ids.new(), "domain-list", {"list_id": one.id}, now=now, once_key=once)


async def read_list(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `list_id`. Nothing is applied without a person, unless the list is set so; then the harmless alone."""
    async with site.db.reading() as tx:
        found = next((one for one in await rows.all_lists(tx) if one.id == payload["list_id"]), None)
    if found is None:
        return Done("nobody subscribes to it any more")
    outcome = await _read(site, found)
    async with site.db.writing() as tx:
        await rows.checked(tx, found.id, now=site.clock.now(), outcome=outcome.why)
    return outcome


async def _read(site: Site, one: SharedList) -> Outcome:
    try:
        answer = await site.http.get_document(one.url, TYPES)
        asked = domain_csv.read(site, answer.body.decode("utf-8", "replace"))
    except (TimedOut, Unreachable) as problem:
        return Later(6 * HOUR, problem.reason)
    except FetchError as problem:
        return Refused(problem.reason)
    except Problem as problem:
        return Refused(problem.message)
    async with site.db.writing() as tx:
        proposed = await domain_lists.propose(tx, site, one.id, asked.rules)
    applied, waiting = (0, proposed)
    if one.auto and proposed:
        applied, waiting = await domain_lists.accept_harmless(site, None, list_id=one.id)
    wrong = f", {len(asked.wrong)} lines could not be read" if asked.wrong else ""
    return Done(f"{len(asked.rules)} domains; {applied} changes applied, {waiting} wait for you{wrong}")
