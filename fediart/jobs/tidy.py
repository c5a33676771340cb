"""Sweeps once an hour: files that no row names, uploads that were broken off, finished work, expired secrets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fediart.actions import app_files as waiting_files
from fediart.actions import copy_cache, counting, indexing, policy_changes
from fediart.actions import imports as bringing
from fediart.actions.attach import let_go_of_closed
from fediart.actions.commission_keeping import let_go_of_old
from fediart.actions.drafts import tidy_empty
from fediart.actions.look_back import WAIT
from fediart.actions.preview import tidy_forgotten
from fediart.clock import DAY, HOUR
from fediart.ids import first_of
from fediart.jobs import (
    audits,
    backups,
    lists,
    looking,
    own_domains,
    refresh,
    relayed,
    review_limits,
    sealing,
    signing_in,
)
from fediart.jobs.retry import DELETES_TOO_OLD
from fediart.media.storage import Area, StoredKey
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import (
    account_exports,
    actor_keys,
    actors,
    app_answers,
    app_files,
    attachments,
    commission_talk,
    crawler_counts,
    deliveries,
    drafts,
    emojis,
    held_words,
    hosts,
    imports,
    jobs,
    looks,
    mail_hours,
    mail_links,
    marks,
    outgoing,
    pictures,
    remote_judgements,
    remote_media,
    renditions,
    sessions,
    site_exports,
    taken_things,
    tile_sets,
    tries,
)
from fediart.store.database import Reading, Writing
from fediart.store.settings import read_settings

TIDY: Final = "tidy"
GRACE: Final = HOUR  # a file is in its place a moment before the row that names it is committed
STALE: Final = DAY  # an upload that has not grown for so long was broken off
KEPT_JOBS: Final = 7 * DAY
KEPT_ACTIVITIES: Final = 30 * DAY
KEPT_HOSTS: Final = 90 * DAY
_BATCH: Final = 500
_AREAS: Final[tuple[Area, ...]] = ("originals", "public", "attachments")


async def schedule(tx: Writing, site: Site) -> None:
    """Queues the next sweep, at the full hour; once, however often this is called. Ring no bell: it can wait."""
    hour = site.clock.now() // HOUR + 1
    await jobs.enqueue(
        tx, site.ids.new(), TIDY, {}, now=site.clock.now(), due=hour * HOUR, once_key=f"tidy:{hour}", order_key=TIDY
    )


async def tidy(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `tidy` jobs. The next one is queued first: whatever fails here, it will be tried again."""
    now = site.clock.now()
    async with site.db.writing() as tx:
        await schedule(tx, site)
    folders = await site.storage.sweep_incoming(now - STALE)
    await tidy_forgotten(site)
    await tidy_empty(site)
    await let_go_of_closed(site)
    await let_go_of_old(site)
    await bringing.expire(site)
    stored = Counter[str]()
    files = [await sweep(site, area, stored) for area in _AREAS]
    async with site.db.writing() as tx:
        await jobs.forget_finished(tx, before=now - KEPT_JOBS)
        oldest = first_of(now - DELETES_TOO_OLD)
        await deliveries.give_up_all(tx, before_id=oldest, now=now, why="it has waited for three months")
        await outgoing.forget(tx, before=now - KEPT_ACTIVITIES)
        await sessions.forget_expired(tx, now=now)
        await signing_in.forget(tx, now=now)
        await waiting_files.tidy_old(tx, site)
        await app_answers.forget_old(tx, before=now - HOUR)
        await mail_links.forget_expired(tx, now=now)
        await tries.forget_old(tx, before=now - DAY)
        await remote_judgements.forget_old(tx, before=(now - KEPT_ACTIVITIES) // HOUR)
        await _forget_old(tx, now)
        await site_exports.expire(tx, now=now)
        await account_exports.expire(tx, now=now)
        await _wake(tx, site)
    await relayed.thin_out(site)
    await counting.count(site, stored)
    return Done(f"{sum(files)} files and {folders} broken uploads swept")


async def _wake(tx: Writing, site: Site) -> None:
    """What is to be done from time to time has its job."""
    await own_domains.schedule(tx, site)
    await sealing.schedule_look(tx, site)
    await refresh.schedule(tx, site)
    await looking.schedule(tx, site)
    await lists.schedule(tx, site)
    await review_limits.schedule(tx, site)
    await audits.schedule(tx, site)
    await backups.schedule(tx, site)
    await copy_cache.schedule(tx, site)
    await policy_changes.wake(tx, site)
    await indexing.wake(tx, site)


async def _forget_old(tx: Writing, now: int) -> None:
    """What is counted or remembered for a time only."""
    await hosts.forget_old(tx, before=now - KEPT_HOSTS)
    kept = (await read_settings(tx)).crawlers_kept
    await crawler_counts.forget_old(tx, before=now // DAY - kept)
    await actor_keys.forget_hosts(tx, before=now - KEPT_HOSTS)
    await mail_hours.forget_old(tx, now=now)
    await held_words.forget_old(tx, before=first_of(now - held_words.KEPT_DAYS * DAY))
    await looks.forget_old(tx, before=now - DAY)
    await looks.forget_old_backs(tx, before=now - WAIT)


async def sweep(site: Site, area: Area, stored: Counter[str] | None = None) -> int:
    """Deletes the files of an area that no row names, if nobody kept them within the hour. Returns how many.

    `stored` gets the bytes that were found in this area.
    """
    before = site.clock.now() - GRACE
    swept, batch = 0, list[StoredKey]()
    async for found in site.storage.keys(area):
        if stored is not None:
            stored[area] += found.bytes
        if found.modified < before:
            batch.append(found)
        if len(batch) == _BATCH:
            swept += await _sweep(site, batch, before)
            batch = []
    return swept + await _sweep(site, batch, before)


async def _sweep(site: Site, batch: Sequence[StoredKey], before: int) -> int:
    async with site.db.reading() as tx:
        named = await _named(tx, [found.key for found in batch])
    return sum([await _delete(site, found.key, before) for found in batch if found.key not in named])


async def delete_unnamed(site: Site, keys: Sequence[str]) -> int:
    """Deletes at once those of these files that no row names any more. Returns how many."""
    deleted = 0
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        async with site.db.reading() as tx:
            named = await _named(tx, batch)
        deleted += sum([await site.storage.delete(key) for key in batch if key not in named])
    return deleted


async def _named(tx: Reading, keys: Sequence[str]) -> set[str]:
    """Which of these keys any row names: every table that names files stands here."""
    found: set[str] = set()
    tables = (
        pictures, renditions, remote_media, remote_judgements, emojis, actors, attachments, marks, drafts,
        commission_talk, tile_sets, site_exports, account_exports, app_files, imports, taken_things,
    )  # fmt: skip
    for table in tables:
        found |= await table.named(tx, keys)
    return found


async def _delete(site: Site, key: str, before: int) -> bool:
    """Looks at the file once more: the same bytes may have been kept anew since the inventory."""
    try:
        if await site.storage.modified(key) >= before:
            return False
    except FileNotFoundError:
        return False
    return await site.storage.delete(key)
