"""Fetches images of other servers once, makes them small and safe, and keeps them: visitors meet no third party."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from federation.fetch import FetchError, Saved, TimedOut, Unreachable
from fediart.actions import indexing
from fediart.actions.domains import takes_image
from fediart.actions.forbidden_files import may_keep
from fediart.actions.wishes import heed
from fediart.clock import HOUR
from fediart.jobs import judge_remote
from fediart.media import studio
from fediart.media.errors import BadImage, WorkFailed
from fediart.media.facts import EXTENSIONS, MEDIA_TYPES, Limits, Recipe, Rendition
from fediart.media.storage import StoredFile
from fediart.outcomes import Done, Later, Outcome
from fediart.rights.wishes import Heard, heard
from fediart.site import Site
from fediart.store import actors, posts, remote_media, wishes
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.remote_media import FAILED, KEPT, REJECTED, WAITING
from fediart.store.settings import InstanceSettings, read_settings
from fediart.store.wishes import Told
from fediart.translate.incoming import IMAGES
from fediart.translate.remote_rights import copy_packet, hearing, wishes_for
from fediart.translate.rights import instance_policy

LIMITS = Limits(file_bytes=16_000_000, pixels=40_000_000, side=12_000, animation_pixels=20_000_000)
# Only the one WebP is kept; the federated rendition that comes with it is made as small as can be.
_POST = Recipe(widths=(1440,), federated_pixels=4096, federated_side=64)
_EXTENSIONS = {media_type: EXTENSIONS[form] for form, media_type in MEDIA_TYPES.items()}
_FACES = {"avatar": replace(_POST, widths=(400,)), "header": replace(_POST, widths=(1500,))}


class Forbidden(Exception):
    """What was fetched is on the list of what may never be kept."""


@dataclass(frozen=True, slots=True)
class _Fetched:
    """How it ended; and where the picture is to be judged, its file as it came."""

    told: Told
    original: StoredFile | None = None


async def fetch(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `post_id` or `actor_id`. What cannot be had now is tried again later; what is no image, never."""
    async with site.db.reading() as tx:
        wanted = await _wanted(tx, payload)
        owner = await _owner(tx, payload)
        settings = await read_settings(tx)
        rules = await site.rules.read(tx, now=site.clock.now())
    if not wanted or owner is None:
        return Done("nothing is wanted any more")
    failed = 0
    for told in wanted:
        one = told.media
        try:
            taken = takes_image(rules, owner.host, one.url)
            judging = one.role == "post" and await _has_room(site, owner, settings)
            fetched = await _one(site, told, settings, judging) if taken else _Fetched(_ended(told, REJECTED))
        except (TimedOut, Unreachable):
            failed += 1
            continue
        except Forbidden:
            fetched = _Fetched(_ended(told, REJECTED))
        except (FetchError, BadImage, WorkFailed):
            fetched = _Fetched(_ended(told, FAILED))
        await _settle(site, fetched, owner, said_before=told)
    site.pages.changed()
    if failed:
        return Later(HOUR, f"{failed} images could not be reached")
    return Done(f"{len(wanted)} images")


async def _settle(site: Site, fetched: _Fetched, owner: Actor, *, said_before: Told) -> None:
    """Where its owner has changed what they wish while it was fetched, its bytes are written once more."""
    told, one = fetched.told, fetched.told.media
    async with site.db.writing() as tx:
        await remote_media.settle(tx, one)
        if one.state != KEPT:
            return
        if not (told.came_with_nothing and said_before.came_with_nothing):
            await wishes.keep(tx, told)
        now = await wishes.of_media(tx, one.id)
        if now is not None and wishes_for(now) != wishes_for(told):
            await heed(tx, site, {"post_id": one.post_id} if one.post_id else {"actor_id": owner.id})
        await judge_remote.queue(tx, site, one, owner, fetched.original)
        await indexing.wake(tx, site)


async def _has_room(site: Site, owner: Actor, settings: InstanceSettings) -> bool:
    async with site.db.reading() as tx:
        return await judge_remote.room_for(tx, owner, settings, now=site.clock.now())


def _ended(told: Told, state: str) -> Told:
    return replace(told, media=replace(told.media, state=state))


async def _wanted(tx: Reading, payload: Mapping[str, Any]) -> Sequence[Told]:
    if "post_id" in payload:
        found = await wishes.of_posts(tx, [payload["post_id"]])
    else:
        found = await wishes.of_faces(tx, payload["actor_id"])
    return [one for one in found if one.media.state == WAITING]


async def _owner(tx: Reading, payload: Mapping[str, Any]) -> Actor | None:
    if "actor_id" in payload:
        return await actors.by_id(tx, payload["actor_id"])
    post = await posts.by_id(tx, payload["post_id"])
    return await actors.by_id(tx, post.actor_id) if post and not post.deleted else None


async def _one(site: Site, told: Told, settings: InstanceSettings, judging: bool) -> _Fetched:
    """Our copy, with what came along heard and said; and where it is to be judged, the file as it came, since the copy
    has lost all else that it says of itself."""
    one, folder = told.media, site.storage.incoming()
    try:
        original = folder / "original"
        with original.open("wb") as file:
            saved = await site.http.get_bytes(one.url, LIMITS.file_bytes, IMAGES, file)
        if not await may_keep(site, original, LIMITS):
            raise Forbidden
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
    return _Fetched(replace(told, media=copy), came)


async def listen(saved: Saved, original: Path) -> Heard:
    """What the answer and the bytes of a fetched picture say of AI and of rights."""
    return await asyncio.to_thread(lambda: heard(saved.headers, original.read_bytes()))


def _best(renditions: Sequence[Rendition]) -> Rendition:
    return max((one for one in renditions if one.format == "WEBP"), key=lambda one: one.width)
