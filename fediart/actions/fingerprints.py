"""Fingerprints of works that were published before there were any."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from fediart.actions.submission import limits_of
from fediart.admission.fingerprint import Print
from fediart.media.digest import sha256_of
from fediart.media.errors import BadImage, BadKey, WorkFailed
from fediart.media.facts import Limits
from fediart.media.pool import Pool
from fediart.site import Site
from fediart.store import picture_hashes
from fediart.store.picture_hashes import PictureHash

_TAKE: Final = "fediart.admission.printing:fingerprint_file"
TARGETS: Final = (_TAKE,)


@dataclass(frozen=True, slots=True)
class Part:
    """Some pictures, up to the number `last`."""

    last: int
    done: int
    failed: int


async def fingerprint_published(site: Site, after: int) -> Part | None:
    """The next 50 pictures of published works that have none; None where there is no further one."""
    async with site.db.reading() as tx:
        wanted = await picture_hashes.without(tx, after_id=after)
    done = sum([await fingerprint(site, picture, key, sha256) for picture, key, sha256 in wanted])
    return Part(wanted[-1][0], done, len(wanted) - done) if wanted else None


async def fingerprint(site: Site, picture_id: int, key: str, sha256: str) -> bool:
    """Keeps the fingerprint of a picture that has none, unless it is of one colour.

    False where its original cannot be read.
    """
    try:
        taken = await take(site.pool, await site.storage.local(key), limits_of(site.config))
    except (BadImage, BadKey, WorkFailed, FileNotFoundError):
        return False
    if taken.plain:
        return True
    row = PictureHash(site.ids.new(), sha256, taken.pdq[0], taken.quality, taken.places, taken.kept)
    async with site.db.writing() as tx:
        print_id = await picture_hashes.keep(tx, row, now=site.clock.now())
        await picture_hashes.link_picture(tx, picture_id, print_id)
    return True


async def remember(site: Site, media_id: int, path: Path, limits: Limits) -> None:
    """Keeps how an image from elsewhere looks that is kept out: it comes in when the list forgets such looks."""
    try:
        taken = await take(site.pool, path, limits)
    except (BadImage, WorkFailed):
        return
    sha256 = await asyncio.to_thread(sha256_of, path)
    row = PictureHash(site.ids.new(), sha256, taken.pdq[0], taken.quality, taken.places, taken.kept)
    async with site.db.writing() as tx:
        print_id = await picture_hashes.keep(tx, row, now=site.clock.now())
        await picture_hashes.link_media(tx, media_id, print_id)


async def take(pool: Pool, path: Path, limits: Limits) -> Print:
    """The fingerprint of a file alone. Raises BadImage, WorkFailed."""
    return cast(Print, await pool.call(_TAKE, path, limits))
