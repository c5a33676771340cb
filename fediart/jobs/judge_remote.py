"""Pictures of other servers go through the filter: in the background, one at a time, within what the instance allows.

Their original bytes are kept from the fetching until then, never shown to anybody, and swept away afterwards. Uploads
and deliveries go first: where no worker is free, this waits.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from fediart.actions.admission_policy import current_policy
from fediart.actions.copies import seen
from fediart.actions.judging import judge_here
from fediart.actions.remote_labels import restand
from fediart.admission.findings import Band, Claim, Finding, Grade
from fediart.admission.fingerprint import Print
from fediart.admission.measured import findings_of, measurement_of
from fediart.admission.policy import Policy
from fediart.clock import DAY, HOUR, SECOND
from fediart.media.errors import WorkFailed
from fediart.media.storage import StoredFile
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import follows, jobs, measurements, remote_judgements
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing
from fediart.store.measurements import Measurement
from fediart.store.remote_judgements import FAILED, JUDGED, SKIPPED, WAITING, Judged, Spent
from fediart.store.remote_labels import Label
from fediart.store.remote_media import RemoteMedia
from fediart.store.settings import InstanceSettings, read_settings

KIND: Final = "judge-remote"
BATCH: Final = 20
MOST_WAITING: Final = 100  # originals that are kept at once
SHARE: Final = 5  # no server may take more than a fifth of a day, or of what waits
KNOWN_FOR: Final = 7 * DAY  # the same bytes are not measured twice within this
PAUSE: Final = 10 * SECOND  # when uploads are being worked on

_SAYS: Final = (Grade.PROVEN, Grade.SIGNED, Grade.DECLARED, Grade.WATERMARK)
_LABELS: Final = {Claim.GENERATED: Label.GENERATED, Claim.ASSISTED: Label.ASSISTED}


async def room_for(tx: Reading, owner: Actor, settings: InstanceSettings, *, now: int) -> bool:
    """Whether one more picture of this person's server is taken: a day's number, a fair share of it for each server,
    and half of it at most for people whom nobody here follows, since they may come under any number of names."""
    if settings.elsewhere == "off" or settings.elsewhere_per_day <= 0:
        return False
    waiting, of_host = await remote_judgements.count_waiting(tx, owner.host)
    if waiting >= MOST_WAITING or of_host >= MOST_WAITING // SHARE:
        return False
    spent = await remote_judgements.spent_since(tx, (now - DAY) // HOUR + 1)
    taken = {one.host: one.taken for one in spent}
    day = settings.elsewhere_per_day
    if sum(taken.values()) >= day or taken.get(owner.host, 0) >= max(1, day // SHARE):
        return False
    return sum(one.strange for one in spent) < day // 2 or await follows.followed_from_here(tx, owner.id)


async def queue(tx: Writing, site: Site, media: RemoteMedia, owner: Actor, came: StoredFile | None) -> None:
    """In the transaction that settles a fetched picture. Where its file was not kept, it is counted as skipped."""
    if media.post_id is None or (await read_settings(tx)).elsewhere == "off":
        return
    now = site.clock.now()
    one = Judged(media.id, media.post_id, owner.host, SKIPPED, created=now)
    if came is not None:
        one = replace(one, state=WAITING, original=came.key, sha256=came.sha256)
    await remote_judgements.put(tx, one)
    strange = 0 if await follows.followed_from_here(tx, owner.id) else 1
    spent = Spent(owner.host, taken=1, strange=strange) if came else Spent(owner.host, skipped=1)
    await remote_judgements.spend(tx, now // HOUR, spent)
    if came is not None:
        await jobs.enqueue(tx, site.ids.new(), KIND, {}, now=now, order_key=KIND)


async def judge_waiting(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `judge-remote` jobs: some of what waits, servers in turn, while the hour's work lasts."""
    now = site.clock.now()
    async with site.db.reading() as tx:
        settings, policy = await read_settings(tx), await current_policy(tx)
        waiting = await remote_judgements.next_waiting(tx, limit=BATCH)
        hour = await remote_judgements.spent_since(tx, now // HOUR)
    left = settings.elsewhere_cpu * SECOND - sum(one.cpu for one in hour)
    for one in waiting:
        if left <= 0:
            return await _again(site, (now // HOUR + 1) * HOUR, "the hour's work is done")
        if site.pool.busy:
            return await _again(site, now + PAUSE, "artists' uploads come first")
        left -= await _judge(site, one, policy, off=settings.elsewhere == "off")
    if len(waiting) == BATCH:
        return await _again(site, now, f"{len(waiting)} pictures judged; more wait")
    return Done(f"{len(waiting)} pictures judged")


async def _again(site: Site, due: int, why: str) -> Outcome:
    """Later work is a job of its own: to wait for the next hour is no failure."""
    async with site.db.writing() as tx:
        once = f"{KIND}:{due}" if due > site.clock.now() else None
        await jobs.enqueue(tx, site.ids.new(), KIND, {}, now=site.clock.now(), due=due, order_key=KIND, once_key=once)
    return Done(why)


async def _judge(site: Site, one: Judged, policy: Policy, *, off: bool) -> int:
    """Milliseconds of work. Whatever the file is, this ends with a word on its row."""
    clock, began = asyncio.get_running_loop().time, 0.0
    async with site.db.reading() as tx:
        known = (await measurements.newest(tx, [one.sha256])).get(one.sha256)
    measured = known if known and known.created > site.clock.now() - KNOWN_FOR else None
    took = 0
    if measured is None and not off:
        began = clock()
        measured = await _measured(site, one, policy)
        took = int((clock() - began) * 1000)
    else:
        await _see(site, one, None)
    settled = _settled(one, measured, now=site.clock.now())
    async with site.db.writing() as tx:
        if measured is not None and measured is not known:
            await measurements.keep(tx, measured)
        await remote_judgements.put(tx, settled)
        spent = Spent(one.host, judged=1, cpu=took) if measured else Spent(one.host, skipped=1, cpu=took)
        await remote_judgements.spend(tx, site.clock.now() // HOUR, spent)
        await restand(tx, one.post_id, now=site.clock.now())
    site.pages.changed()
    return took


async def _measured(site: Site, one: Judged, policy: Policy) -> Measurement | None:
    """None for what cannot be read, and for what brought a worker down."""
    try:
        found = await judge_here(site, await site.storage.local(one.original), policy)
    except (WorkFailed, FileNotFoundError):
        return None
    await _see(site, one, found.fingerprint)
    return measurement_of(found, now=site.clock.now()) if found.readable else None


async def _see(site: Site, one: Judged, taken: Print | None) -> None:
    """Looks for copies of our artists' works; that no worker could look is no reason to forget what was measured."""
    with contextlib.suppress(WorkFailed):
        await seen(site, one.media_id, one.sha256, taken)


def _settled(one: Judged, measured: Measurement | None, *, now: int) -> Judged:
    if measured is None:
        return replace(one, state=FAILED, original="", ended=now)
    told = said_by_file(findings_of(measured))
    return replace(
        one,
        state=JUDGED,
        original="",
        label=_LABELS[told.claim].value if told else "",
        quote=f"{told.where}: {told.quote}" if told else "",
        band=Band(measured.band).value,
        probability=measured.probability,
        model=measured.model,
        ended=now,
    )


def said_by_file(findings: Sequence[Finding]) -> Finding | None:
    """The strongest finding that says a picture was made with AI. What is unclear says nothing."""
    told = [one for one in findings if one.claim in _LABELS and one.grade in _SAYS]
    return min(told, key=lambda one: (_SAYS.index(one.grade), one.claim is not Claim.GENERATED), default=None)
