"""Fetches custom emojis of other servers once, makes them small, and keeps them: no page shows one from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from federation.fetch import FetchError, TimedOut, Unreachable
from fediart.actions.domains import takes_image
from fediart.actions.fetched_copies import Forbidden, listen
from fediart.actions.forbidden_files import may_keep
from fediart.clock import HOUR, SECOND
from fediart.media import studio
from fediart.media.errors import BadImage, WorkFailed
from fediart.media.facts import Limits, Recipe
from fediart.outcomes import Done, Later, Outcome
from fediart.rights.licences import ALL_RIGHTS_RESERVED
from fediart.rights.model import POLICIES, Holder, Preset, Rights
from fediart.rights.xmp import packet
from fediart.site import Site
from fediart.store import emojis
from fediart.store.emojis import CustomEmoji
from fediart.store.remote_media import FAILED, KEPT, REJECTED
from fediart.translate.incoming import IMAGES

LIMITS = Limits(file_bytes=1_000_000, pixels=4_000_000, side=4_000, animation_pixels=20_000_000)
AT_ONCE = 40
# Shown at the height of the text; the federated rendition that comes with it is made as small as can be.
_RECIPE = Recipe(widths=(96,), federated_pixels=1024, federated_side=32)


async def fetch(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `host`, whose new emojis are wanted. What cannot be reached now is tried later; what is none, never."""
    host = str(payload["host"])
    async with site.db.writing() as tx:
        await emojis.thin_out(tx, host)
        wanted = await emojis.waiting(tx, host, limit=AT_ONCE)
        rules = await site.rules.read(tx, now=site.clock.now())
    unreachable = 0
    for one in wanted:
        try:
            taken = takes_image(rules, one.host, one.url)
            settled = replace(one, state=KEPT, key=await _kept(site, one)) if taken else replace(one, state=REJECTED)
        except (TimedOut, Unreachable):
            unreachable += 1
            continue
        except Forbidden:
            settled = replace(one, state=REJECTED)
        except (FetchError, BadImage, WorkFailed):
            settled = replace(one, state=FAILED)
        async with site.db.writing() as tx:
            await emojis.settle(tx, settled)
    if wanted:
        site.pages.changed()
    if unreachable:
        return Later(HOUR, f"{unreachable} could not be reached")
    if len(wanted) == AT_ONCE:
        return Later(SECOND, "there are more")
    return Done(f"{len(wanted)} emojis")


async def _kept(site: Site, emoji: CustomEmoji) -> str:
    """The storage key of our copy. Nothing is permitted of it, whatever its server says. Raises FetchError, BadImage or
    WorkFailed."""
    rights = Rights(
        POLICIES[Preset.NO_AI_NO_SEARCH],
        site.config.origin,
        Holder(emoji.host, f"https://{emoji.host}"),
        emoji.url,
        ALL_RIGHTS_RESERVED,
        1970 + emoji.created // 31_556_952_000,
    )
    folder = site.storage.incoming()
    try:
        original = folder / "original"
        with original.open("wb") as file:
            saved = await site.http.get_bytes(emoji.url, LIMITS.file_bytes, IMAGES, file)
        if not await may_keep(site, original, LIMITS):
            raise Forbidden
        xmp = packet(rights, (await listen(saved, original)).kept)
        made = await studio.prepare(site.pool, original, folder, xmp, LIMITS, _RECIPE)
        best = next(one for one in made.renditions if one.format == "WEBP")
        return (await site.storage.keep(best.path, "public", "webp")).key
    finally:
        site.storage.discard(folder)
