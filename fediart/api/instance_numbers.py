"""How much happens here, which servers are known, and what is held against some: for directories and other admins."""

from __future__ import annotations

from hashlib import sha256

from fediart.actions.domain_names import obfuscated, shown_domain
from fediart.api.call import Call
from fediart.api.entities.common import Empty
from fediart.api.entities.instance import DomainBlock, WeekOfActivity
from fediart.api.refusals import NOBODY, Refused
from fediart.errors import NotFound
from fediart.store import activity
from fediart.store.database import Reading
from fediart.store.domain_rules import ALLOW_LIST, EVERYONE, MEMBERS, SILENCE, SUSPEND, Rules

WEEKS = 12


async def weeks(call: Call) -> list[WeekOfActivity]:
    """Counts posts, visits and sign-ups of the last twelve weeks, the newest first.

    Who was here is known only by when they were here last: of weeks gone by it is those who have not come since.
    """
    start = activity.start_of_week(call.now)
    async with call.site.db.reading() as tx:
        await _demand_open(tx, call)
        found = [await activity.week(tx, start - number * activity.WEEK) for number in range(WEEKS)]
    return [
        {
            "week": str(one.start // 1000),
            "statuses": str(one.posts),
            "logins": str(one.here),
            "registrations": str(one.joined),
        }
        for one in found
    ]


async def peers(call: Call) -> list[str]:
    """Lists the servers that are known here and not suspended."""
    async with call.site.db.reading() as tx:
        rules = await _demand_open(tx, call)
        found = await activity.peers(tx)
    return [host for host in found if rules.talks_to(host)]


async def domain_blocks(call: Call) -> list[DomainBlock]:
    """Lists the rules for other servers, where the admins let the asker read them; else 404."""
    async with call.site.db.reading() as tx:
        rules = await call.site.rules.read(tx, now=call.now)
    shown_to = rules.settings.shown_to
    if shown_to == MEMBERS and call.viewer is None:
        raise Refused(401, NOBODY)
    if shown_to not in (EVERYONE, MEMBERS):
        raise NotFound("Record not found")
    return [
        {
            "domain": obfuscated(one.domain) if one.obfuscate else shown_domain(one.domain),
            "digest": sha256(one.domain.encode()).hexdigest(),
            "severity": "suspend" if one.severity == SUSPEND else "silence",
            "comment": one.public_comment or None,
        }
        for one in rules.by_domain.values()
        if one.severity in (SILENCE, SUSPEND)
    ]


async def translation_languages(call: Call) -> Empty:
    """Nothing is translated here: an empty object."""
    return {}


async def _demand_open(tx: Reading, call: Call) -> Rules:
    """An instance that talks to chosen servers only says nothing to strangers (as Mastodon does since 3.0)."""
    rules = await call.site.rules.read(tx, now=call.now)
    if rules.settings.mode == ALLOW_LIST and call.viewer is None:
        raise Refused(401, NOBODY)
    return rules
