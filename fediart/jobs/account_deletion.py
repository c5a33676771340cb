"""Deletes an account whose time to come back is over: tells everybody, erases, and reports where it was heard.

Each step is safe to repeat, and how far it is stands in the row of the departure.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from federation import write
from federation.audience import PUBLIC
from fediart.actions import account_deletion, gone, indexing, outbox
from fediart.actions.account_deletion import rung
from fediart.catalogues import named
from fediart.clock import DAY, HOUR
from fediart.jobs import tidy
from fediart.language import speaking
from fediart.mail import MailFailed
from fediart.outcomes import Done, Ignored, Later, Outcome
from fediart.resources import resource
from fediart.site import Site
from fediart.store import accounts, acquaintances, actors, departed, departures, erasing, erasing_words, relays
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.departures import OVER, WAITING, Departure
from fediart.store.settings import read_settings
from fediart.web.render import mail_text

REPORTED_AFTER: Final = DAY  # the member is told where it was heard, whether all have answered or not
TOLD_FOR: Final = 30 * DAY  # who has not been reached by then is not told any more: then the key is erased, too

log = logging.getLogger("fediart.leaving")


async def go_on(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `delete-account` jobs. Payload: `departure`."""
    async with site.db.reading() as tx:
        one = await departures.by_id(tx, int(payload["departure"]))
    if one is None or one.state == OVER:
        return Ignored("the account stays, or is deleted already")
    now = site.clock.now()
    if one.state == WAITING and now < one.due:
        return Later(one.due - now, "it may still be undone")
    if one.state == WAITING:
        one = await _tell(site, one)
    if one is not None and not one.erased:
        one = await _erase(site, one)
    return Done("the account stays") if one is None else await _report(site, one)


async def _tell(site: Site, one: Departure) -> Departure | None:
    """The Delete goes out, and nothing of the account is seen from now on. None if it was undone at the last moment."""
    now = site.clock.now()
    async with site.db.writing() as tx:
        actor, account = await actors.by_id(tx, one.actor_id), await accounts.by_id(tx, one.account_id)
        if actor is None or account is None or not await departures.start(tx, one.id, now=now):
            return None
        activity = write.delete(f"{actor.uri}#delete", actor.uri, actor.uri, [PUBLIC])
        inboxes = [*await acquaintances.inboxes(tx, actor.id), *await _relays(tx, actor)]
        await outbox.send(tx, site, actor=actor, activity=activity, inboxes=inboxes)
        await departures.stop_others(tx, one.id, actor.id, activity["id"], now=now)
        await departed.forget_actor(tx, actor.id, now=now)
        await gone.remember(tx, site.config, actor.name, now=now)
        told = await departures.by_id(tx, one.id)
    rung(site)
    return told


async def _relays(tx: Reading, actor: Actor) -> list[str]:
    """They were told of the works of whoever may be discovered."""
    return [one.inbox for one in await relays.everyone(tx) if one.state == relays.ACCEPTED and actor.discoverable]


async def _erase(site: Site, one: Departure) -> Departure:
    """Everything here but the address and the key, with which the news is signed."""
    async with site.db.reading() as tx:
        files = await erasing.files_of(tx, one)
    await erasing.carry_out(site.db, erasing.AT_ONCE, one, now=site.clock.now())
    await tidy.delete_unnamed(site, files)
    return await _keep(site, replace(one, erased=site.clock.now()))


async def _report(site: Site, one: Departure) -> Outcome:
    """Until all have answered, or TOLD_FOR is over; then the rest is erased."""
    async with site.db.reading() as tx:
        arrivals = await departures.arrivals(tx, one)
    now, waiting = site.clock.now(), sum(arrival.state == "waiting" for arrival in arrivals)
    last = not waiting or now - one.told >= TOLD_FOR
    if one.mail and (last or now - one.told >= REPORTED_AFTER):
        sent = await _mail(site, one)
        one = await _keep(site, replace(one, mail="" if sent or last else one.mail))
    if last:
        await _erase_rest(site, one)
        return Done(f"{len(arrivals) - waiting} of {len(arrivals)} servers have answered")
    async with site.db.writing() as tx:
        await account_deletion.queue(tx, site, one, due=now + (HOUR if now - one.told < DAY else DAY))
    return Done(f"{waiting} of {len(arrivals)} servers have not answered yet")


async def _mail(site: Site, one: Departure) -> bool:
    """Sent at once, and not as a job: no row is to hold the address any more."""
    async with site.db.reading() as tx:
        settings, counts = await read_settings(tx), departures.count(await departures.arrivals(tx, one))
    words = {
        "instance": settings.name, "origin": site.config.origin, "all": counts.all, "confirmed": counts.confirmed,
        "pending": counts.pending, "unreachable": ", ".join(counts.unreachable),
    }  # fmt: skip
    with speaking(named(one.locale)):
        subject, text = mail_text(resource("templates"), "leaving-done", words)
    try:
        await site.mail.send(to=one.mail, subject=subject, text=text)
    except MailFailed:
        log.warning("departure %s: the last mail could not be sent", one.id)
        return False
    return True


async def _erase_rest(site: Site, one: Departure) -> None:
    async with site.db.writing() as tx:
        actor = await actors.by_id(tx, one.actor_id)
        await departures.keep_receipts(tx, one)
        await departures.save(tx, replace(one, outgoing_id=0))
        await indexing.wake(tx, site)
    if actor is not None and actor.uri.startswith(site.config.origin):
        await erasing_words.sweep(site.db, _names(site, actor, one), sparing=one.outgoing_id)
    await erasing.carry_out(site.db, erasing.AT_LAST, one, now=site.clock.now())
    await _keep(site, replace(one, state=OVER, outgoing_id=0, mail="", reason="", ended=site.clock.now()))
    log.info("departure %s: nothing is left", one.id)


def _names(site: Site, actor: Actor, one: Departure) -> re.Pattern[str]:
    """What names the person in the words of rows: addresses, handles, and the account in the payload of jobs."""
    name = re.escape(actor.name)
    host = re.escape(site.config.instance.host)
    return re.compile(
        rf"{re.escape(site.config.origin)}/(?:users/|@){name}(?![\w])|(?<![\w@/])@{name}(?:@{host})?(?![\w@.])"
        rf"|(?<![\w@.-]){name}@{host}(?![\w.])|\"account\":{one.account_id}\b|:(?:{name}|{one.account_id})$",
        re.IGNORECASE,
    )


async def _keep(site: Site, one: Departure) -> Departure:
    async with site.db.writing() as tx:
        await departures.save(tx, one)
    return one
