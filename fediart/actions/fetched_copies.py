"""Fetches a picture of another server and makes our copy of it, small and safe; or lends it for one answer.

The one place where addresses that rows of remote_media name are asked, always by the guarded connector.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from federation.fetch import Saved
from fediart.actions import indexing
from fediart.actions.domains import takes_image
from fediart.actions.fingerprints import remember
from fediart.actions.forbidden_files import may_keep
from fediart.media import studio
from fediart.media.facts import EXTENSIONS, MEDIA_TYPES, Limits, Recipe, Rendition
from fediart.media.probe import probe
from fediart.media.storage import StoredFile
from fediart.rights.wishes import Heard, heard
from fediart.site import Site
from fediart.store import actors, posts, remote_copies, remote_media, wishes
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing
from fediart.store.remote_media import KEPT, RemoteMedia
from fediart.store.settings import InstanceSettings, read_settings
from fediart.store.wishes import Told
from fediart.translate.incoming import IMAGES
from fediart.translate.remote_rights import copy_packet, hearing
from fediart.translate.rights import instance_policy

LIMITS: Final = Limits(file_bytes=16_000_000, pixels=40_000_000, side=12_000, animation_pixels=20_000_000)
# Only the one WebP is kept; the federated rendition that comes with it is made as small as can be.
_POST: Final = Recipe(widths=(1440,), federated_pixels=4096, federated_side=64)
_EXTENSIONS: Final = {media_type: EXTENSIONS[form] for form, media_type in MEDIA_TYPES.items()}
_FACES: Final = {"avatar": replace(_POST, widths=(400,)), "header": replace(_POST, widths=(1500,))}


class Forbidden(Exception):
    """What was fetched is on the list of what may never be kept."""


@dataclass(frozen=True, slots=True)
class MadeCopy:
    """How it ended; our copy's bytes; and where the picture is to be judged, its file as it came."""

    told: Told
    bytes: int = 0
    original: StoredFile | None = None


async def fetch_copy(site: Site, told: Told, settings: InstanceSettings, *, judging: bool = False) -> MadeCopy:
    """Our copy, with what came along heard and said; and where it is to be judged, the file as it came, since the copy
    has lost all else that it says of itself. Raises Forbidden, FetchError, BadImage, WorkFailed."""
    one, folder = told.media, site.storage.incoming()
    try:
        original, saved = await _get(site, one, folder)
        told = hearing(told, await listen(saved, original))
        xmp = copy_packet(told, instance_policy(settings), site.config.origin)
        made = await studio.prepare(site.pool, original, folder, xmp, LIMITS, _FACES.get(one.role, _POST))
        best = _best(made.renditions)
        kept = await site.storage.keep(best.path, "public", "webp")
        extension = _EXTENSIONS.get(saved.media_type, "jpg")
        came = await site.storage.keep(original, "originals", extension) if judging else None
    finally:
        site.storage.discard(folder)
    copy = replace(one, state=KEPT, key=kept.key, width=best.width, height=best.height, media_type="image/webp")
    return MadeCopy(replace(told, media=copy), kept.bytes, came)


async def settle_copy(tx: Writing, fetched: MadeCopy, *, said_before: Told, now: int) -> None:
    """Keeps the rows of a copy that was just made."""
    told = fetched.told
    await remote_media.settle(tx, told.media)
    if not (told.came_with_nothing and said_before.came_with_nothing):
        await wishes.keep(tx, told)
    await remote_copies.keep(tx, told.media.id, fetched.bytes, now=now)


async def fetch_again(site: Site, told: Told) -> Told | None:
    """For a copy that was let go, when somebody looks. None where a rule or the list of what is forbidden is against it
    by now. Raises FetchError, BadImage, WorkFailed."""
    async with site.db.reading() as tx:
        settings = await read_settings(tx)
        if not await _may_be_had(tx, site, told):
            return None
    try:
        fetched = await fetch_copy(site, told, settings)
    except Forbidden:
        await _shut_out(site, told)
        return None
    async with site.db.writing() as tx:
        if await remote_media.by_id(tx, told.media.id) is None:
            return None  # deleted meanwhile; the file is swept
        await settle_copy(tx, fetched, said_before=told, now=site.clock.now())
        await indexing.wake(tx, site)
    return fetched.told


@asynccontextmanager
async def lent(site: Site, told: Told) -> AsyncIterator[tuple[Path, str] | None]:
    """The file as its server gives it, and its media type by its bytes, within the block only: it is gone afterwards.

    None as for `fetch_again`. Raises FetchError, BadImage.
    """
    async with site.db.reading() as tx:
        allowed = await _may_be_had(tx, site, told)
    if not allowed:
        yield None
        return
    folder = site.storage.incoming()
    try:
        try:
            original, _ = await _get(site, told.media, folder)
        except Forbidden:
            await _shut_out(site, told)
            yield None
            return
        found = await asyncio.to_thread(probe, original, LIMITS)
        yield original, found.media_type
    finally:
        site.storage.discard(folder)


async def listen(saved: Saved, original: Path) -> Heard:
    """What the answer and the bytes of a fetched picture say of AI and of rights."""
    return await asyncio.to_thread(lambda: heard(saved.headers, original.read_bytes()))


async def owner_of(tx: Reading, one: RemoteMedia) -> Actor | None:
    """Whose post or face it is; None where the post is deleted."""
    if one.actor_id is not None:
        return await actors.by_id(tx, one.actor_id)
    post = await posts.by_id(tx, one.post_id) if one.post_id is not None else None
    return await actors.by_id(tx, post.actor_id) if post and not post.deleted else None


async def _may_be_had(tx: Reading, site: Site, told: Told) -> bool:
    owner = await owner_of(tx, told.media)
    rules = await site.rules.read(tx, now=site.clock.now())
    return owner is not None and takes_image(rules, owner.host, told.media.url)


async def _get(site: Site, one: RemoteMedia, folder: Path) -> tuple[Path, Saved]:
    original = folder / "original"
    with original.open("wb") as file:
        saved = await site.http.get_bytes(one.url, LIMITS.file_bytes, IMAGES, file)
    if not await may_keep(site, original, LIMITS):
        await remember(site, one.id, original, LIMITS)
        raise Forbidden
    return original, saved


async def _shut_out(site: Site, told: Told) -> None:
    async with site.db.writing() as tx:
        await remote_media.shut_out(tx, told.media.id)
    site.pages.changed()


def _best(renditions: Sequence[Rendition]) -> Rendition:
    return max((one for one in renditions if one.format == "WEBP"), key=lambda one: one.width)
