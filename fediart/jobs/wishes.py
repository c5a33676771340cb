"""Writes into our copies of others' pictures what holds for them now: pixels stay, the packet is replaced.

One job looks at some copies and queues the next. What says the right thing already is left: a job may run twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from fediart.actions.wishes import JOB
from fediart.media import studio
from fediart.media.errors import BadImage
from fediart.outcomes import Done, Outcome
from fediart.rights.model import Policy
from fediart.rights.read_image import packets
from fediart.site import Site
from fediart.store import jobs, wishes
from fediart.store.database import Reading
from fediart.store.remote_media import KEPT
from fediart.store.settings import read_settings
from fediart.store.wishes import Told
from fediart.translate.remote_rights import copy_packet
from fediart.translate.rights import instance_policy

AT_ONCE: Final = 40


async def go_on(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `heed-wishes` jobs: `post_id`, `actor_id` or neither, for all; `after` is how far it came."""
    after = int(payload["after"])
    async with site.db.reading() as tx:
        local = instance_policy(await read_settings(tx))
        found = await _next(tx, payload, after)
    written = sum([await _write(site, one, local) for one in found if one.media.state == KEPT and one.media.key])
    if len(found) >= AT_ONCE and "post_id" not in payload:
        async with site.db.writing() as tx:
            further = {**payload, "after": found[-1].media.id}
            await jobs.enqueue(tx, site.ids.new(), JOB, further, now=site.clock.now(), order_key=JOB)
        site.bell.ring()
    if written:
        site.pages.changed()
    return Done(f"{written} of {len(found)} copies")


async def _next(tx: Reading, payload: Mapping[str, Any], after: int) -> Sequence[Told]:
    if "post_id" in payload:
        return await wishes.of_posts(tx, [int(payload["post_id"])])
    if "actor_id" not in payload:
        return await wishes.of_all(tx, after=after, limit=AT_ONCE)
    actor_id = int(payload["actor_id"])
    faces = [] if after else await wishes.of_faces(tx, actor_id)
    return [*faces, *await wishes.of_author(tx, actor_id, after=after, limit=AT_ONCE)]


async def _write(site: Site, told: Told, local: Policy) -> bool:
    """Whether the file said something else. Of one that is gone or cannot be written the headers alone are right.
    Raises WorkFailed."""
    packet, one = copy_packet(told, local, site.config.origin), told.media
    try:
        now = await site.storage.local(one.key)
        if packet in await asyncio.to_thread(_packets, now):
            return False
        folder = site.storage.incoming()
        try:
            out = folder / "copy.webp"
            await studio.embed(site.pool, now, out, "WEBP", packet)
            key = (await site.storage.keep(out, "public", "webp")).key
        finally:
            site.storage.discard(folder)
    except (BadImage, FileNotFoundError):
        return False
    async with site.db.writing() as tx:
        return await wishes.rewritten(tx, one, key=key)


def _packets(path: Path) -> list[bytes]:
    return list(packets(path.read_bytes()))
