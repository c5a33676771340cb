"""Looks at kept pictures of other servers again when the list of what nobody may upload has changed.

One job looks at some of them and queues the next. The hashes that are kept tell which files to open; only those decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fediart.actions.fetched_copies import LIMITS
from fediart.actions.fingerprints import take
from fediart.actions.forbidden import KIND, is_forbidden, nearly_turned
from fediart.clock import SECOND
from fediart.media.errors import BadImage
from fediart.outcomes import Done, Outcome
from fediart.site import Site
from fediart.store import jobs, picture_hashes, remote_media
from fediart.store.picture_hashes import Cached
from fediart.store.remote_media import KEPT, REJECTED

AT_ONCE: Final = 100
PAUSE: Final = 10 * SECOND  # when uploads are being worked on


async def look_again(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `forbidden-again` jobs: `after` is how far it came; `removed`: what is kept out may come in.

    Raises WorkFailed.
    """
    if site.pool.busy:
        return await _go_on(site, payload, "artists' uploads come first", wait=PAUSE)
    async with site.db.reading() as tx:
        found = await picture_hashes.cached(tx, after_id=int(payload["after"]), limit=AT_ONCE)
    out = [one for one in found if one.state == KEPT and await _is_forbidden(site, one)]
    back = [one for one in found if payload["removed"] and one.state == REJECTED and not await _seems(site, one)]
    await _settle(site, out, back)
    said = f"{len(found)} pictures: {len(out)} kept out, {len(back)} let in"
    if len(found) == AT_ONCE:
        return await _go_on(site, {**payload, "after": found[-1].media_id}, f"{said}; more wait")
    return Done(said)


async def _go_on(site: Site, payload: Mapping[str, Any], why: str, *, wait: int = 0) -> Outcome:
    """Later work is a job of its own: to wait is no failure."""
    now = site.clock.now()
    async with site.db.writing() as tx:
        await jobs.enqueue(tx, site.ids.new(), KIND, payload, now=now, due=now + wait, order_key=KIND)
    site.bell.ring()
    return Done(why)


async def _settle(site: Site, out: Sequence[Cached], back: Sequence[Cached]) -> None:
    """What comes in again is fetched as if it were new, and so looked at with all rules."""
    now = site.clock.now()
    async with site.db.writing() as tx:
        for one in out:
            await remote_media.shut_out(tx, one.media_id)
        posts = {one.post_id for one in back if await remote_media.let_in(tx, one.media_id)}
        for post_id in sorted(one for one in posts if one is not None):
            await jobs.enqueue(tx, site.ids.new(), "remote-media", {"post_id": post_id}, now=now)
    if out:
        site.pages.changed()
    if back:
        site.bell.ring()


async def _seems(site: Site, one: Cached) -> bool:
    async with site.db.reading() as tx:
        return await is_forbidden(tx, nearly_turned(one.pdq), one.quality)


async def _is_forbidden(site: Site, one: Cached) -> bool:
    """What does not lie here is looked at when it is fetched again."""
    if not one.key or not await _seems(site, one):
        return False
    try:
        taken = await take(site.pool, await site.storage.local(one.key), LIMITS)
    except (BadImage, FileNotFoundError):
        return False  # nobody can be shown it
    async with site.db.reading() as tx:
        return await is_forbidden(tx, taken.pdq, taken.quality)
