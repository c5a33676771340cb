"""Fetches images of other servers once, makes them small and safe, and keeps them: visitors meet no third party."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from federation.fetch import FetchError, TimedOut, Unreachable
from fediart.actions.domains import takes_image
from fediart.clock import HOUR
from fediart.media import studio
from fediart.media.errors import BadImage, WorkFailed
from fediart.media.facts import Limits, Recipe, Rendition
from fediart.outcomes import Done, Later, Outcome
from fediart.rights.licences import ALL_RIGHTS_RESERVED
from fediart.rights.model import Holder, Rights
from fediart.rights.xmp import packet
from fediart.site import Site
from fediart.store import actors, posts, remote_media
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.remote_media import FAILED, KEPT, REJECTED, WAITING, RemoteMedia
from fediart.store.settings import read_settings
from fediart.translate.incoming import IMAGES
from fediart.translate.remote_rights import joined
from fediart.translate.rights import instance_policy

LIMITS = Limits(file_bytes=16_000_000, pixels=40_000_000, side=12_000, animation_pixels=20_000_000)
# Only the one WebP is kept; the federated rendition that comes with it is made as small as can be.
_POST = Recipe(widths=(1440,), federated_pixels=4096, federated_side=64)
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
            settled = await _one(site, one, packet(rights)) if taken else replace(one, state=REJECTED)
        except (TimedOut, Unreachable):
            failed += 1
            continue
        except (FetchError, BadImage, WorkFailed):
            settled = replace(one, state=FAILED)
        async with site.db.writing() as tx:
            await remote_media.settle(tx, settled)
    site.pages.changed()
    if failed:
        return Later(HOUR, f"{failed} images could not be reached")
    return Done(f"{len(wanted)} images")


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


async def _one(site: Site, one: RemoteMedia, xmp: bytes) -> RemoteMedia:
    folder = site.storage.incoming()
    try:
        original = folder / "original"
        with original.open("wb") as file:
            await site.http.get_bytes(one.url, LIMITS.file_bytes, IMAGES, file)
        recipe = _FACES.get(one.role, _POST)
        made = await studio.prepare(site.pool, original, folder, xmp, LIMITS, recipe)
        best = _best(made.renditions)
        kept = await site.storage.keep(best.path, "public", "webp")
    finally:
        site.storage.discard(folder)
    return replace(one, state=KEPT, key=kept.key, width=best.width, height=best.height, media_type="image/webp")


def _best(renditions: Sequence[Rendition]) -> Rendition:
    return max((one for one in renditions if one.format == "WEBP"), key=lambda one: one.width)
