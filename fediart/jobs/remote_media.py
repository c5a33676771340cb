"""Fetches images of other servers once, makes them small and safe, and keeps them: visitors meet no third party."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from federation.fetch import FetchError, TimedOut, Unreachable
from fediart.actions.domains import takes_image
from fediart.clock import HOUR
from fediart.jobs import judge_remote
from fediart.media import studio
from fediart.media.errors import BadImage, WorkFailed
from fediart.media.facts import EXTENSIONS, MEDIA_TYPES, Limits, Recipe, Rendition
from fediart.media.storage import StoredFile
from fediart.outcomes import Done, Later, Outcome
from fediart.rights.licences import ALL_RIGHTS_RESERVED
from fediart.rights.model import Holder, Rights
from fediart.rights.xmp import packet
from fediart.site import Site
from fediart.store import actors, posts, remote_media
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.remote_media import FAILED, KEPT, REJECTED, WAITING, RemoteMedia
from fediart.store.settings import InstanceSettings, read_settings
from fediart.translate.incoming import IMAGES
from fediart.translate.remote_rights import joined
from fediart.translate.rights import instance_policy

LIMITS = Limits(file_bytes=16_000_000, pixels=40_000_000, side=12_000, animation_pixels=20_000_000)
# Only the one WebP is kept; the federated rendition that comes with it is made as small as can be.
_POST = Recipe(widths=(1440,), federated_pixels=4096, federated_side=64)
_EXTENSIONS = {media_type: EXTENSIONS[form] for form, media_type in MEDIA_TYPES.items()}
_FACES = {"avatar": replace(_POST, widths=(400,)), "header": replace(_POST, widths=(1500,))}


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
    for one in wanted:
        rights = _rights(site, one, owner, joined(one.rights, instance_policy(settings)))
        try:
            taken = takes_image(rules, owner.host, one.url)
            judging = one.role == "post" and await _has_room(site, owner, settings)
            settled, original = await _one(site, one, packet(rights), judging) if taken else (_refused(one), None)
        except (TimedOut, Unreachable):
            failed += 1
            continue
        except (FetchError, BadImage, WorkFailed):
            settled, original = replace(one, state=FAILED), None
        async with site.db.writing() as tx:
            await remote_media.settle(tx, settled)
            if settled.state == KEPT:
                await judge_remote.queue(tx, site, settled, owner, original)
    site.pages.changed()
    if failed:
        return Later(HOUR, f"{failed} images could not be reached")
    return Done(f"{len(wanted)} images")


async def _has_room(site: Site, owner: Actor, settings: InstanceSettings) -> bool:
    async with site.db.reading() as tx:
        return await judge_remote.room_for(tx, owner, settings, now=site.clock.now())


def _refused(one: RemoteMedia) -> RemoteMedia:
    return replace(one, state=REJECTED)


async def _wanted(tx: Reading, payload: Mapping[str, Any]) -> Sequence[RemoteMedia]:
    if "post_id" in payload:
        found = (await remote_media.of_posts(tx, [payload["post_id"]])).get(payload["post_id"], [])
    else:
        found = list(await remote_media.of_actor(tx, payload["actor_id"]))
    return [one for one in found if one.state == WAITING]


async def _owner(tx: Reading, payload: Mapping[str, Any]) -> Actor | None:
    if "actor_id" in payload:
        return await actors.by_id(tx, payload["actor_id"])
    post = await posts.by_id(tx, payload["post_id"])
    return await actors.by_id(tx, post.actor_id) if post and not post.deleted else None


def _rights(site: Site, one: RemoteMedia, owner: Actor, policy: Any) -> Rights:
    """Our copy says whose the picture is, and what its owner and we permit."""
    holder = Holder(owner.shown_name, owner.url)
    return Rights(policy, site.config.origin, holder, one.url, ALL_RIGHTS_RESERVED, _year(one))


def _year(one: RemoteMedia) -> int:
    return 1970 + one.created // 31_556_952_000


async def _one(site: Site, one: RemoteMedia, xmp: bytes, judging: bool) -> tuple[RemoteMedia, StoredFile | None]:
    """Our copy; and where it is to be judged, the file as it came, since all it says of itself is lost in the copy."""
    folder = site.storage.incoming()
    try:
        original = folder / "original"
        with original.open("wb") as file:
            saved = await site.http.get_bytes(one.url, LIMITS.file_bytes, IMAGES, file)
        recipe = _FACES.get(one.role, _POST)
        made = await studio.prepare(site.pool, original, folder, xmp, LIMITS, recipe)
        best = _best(made.renditions)
        kept = await site.storage.keep(best.path, "public", "webp")
        extension = _EXTENSIONS.get(saved.media_type, "jpg")
        came = await site.storage.keep(original, "originals", extension) if judging else None
    finally:
        site.storage.discard(folder)
    copy = replace(one, state=KEPT, key=kept.key, width=best.width, height=best.height, media_type="image/webp")
    return copy, came


def _best(renditions: Sequence[Rendition]) -> Rendition:
    return max((one for one in renditions if one.format == "WEBP"), key=lambda one: one.width)
