"""Work on profiles: do the links lead back (rel=me), and do avatar and header carry the policy that holds now?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from federation.fetch import FetchError, TimedOut, Unreachable
from fediart.actions import outbox
from fediart.clock import DAY, HOUR
from fediart.jobs.backlinks import links_with_me
from fediart.media import studio
from fediart.media.facts import EXTENSIONS, Format
from fediart.outcomes import Done, Later, Outcome
from fediart.rights.xmp import packet
from fediart.site import Site
from fediart.store import actors, jobs
from fediart.store.actors import Actor, Field
from fediart.store.database import Writing
from fediart.store.settings import read_settings
from fediart.translate.rights import artist_rights

AGAIN = 14 * DAY
_PAGES = ("text/html", "application/xhtml+xml")
_FORMATS: dict[str, Format] = {extension: kind for kind, extension in EXTENSIONS.items()}


async def verify_links(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `actor`. A link is verified when its page links back to exactly the profile with rel=me.

    Every AGAIN it is asked anew: what links back no longer is not verified any more, what cannot be reached stays.
    """
    async with site.db.reading() as tx:
        actor = await actors.by_id(tx, int(payload["actor"]))
    if actor is None or actor.deleted:
        return Done("the actor is gone")
    seen: dict[Field, bool] = {}
    unreachable = 0
    for one in actor.fields:
        if is_link(one.value):
            try:
                seen[one] = await _links_back(site, one.value, actor)
            except (Unreachable, TimedOut):
                unreachable += not one.verified
            except FetchError:
                seen[one] = False
    await _keep(site, actor.id, seen)
    if unreachable:
        return Later(HOUR, f"{unreachable} pages could not be reached")
    return Done(f"{sum(seen.values())} links verified")


async def _verify_again(tx: Writing, site: Site, actor_id: int) -> None:
    """In a while the pages are asked again: once for each actor and such a time."""
    due = (site.clock.now() // AGAIN + 1) * AGAIN + actor_id % DAY
    key = f"verify-links:{actor_id}:{due // AGAIN}"
    await jobs.enqueue(
        tx, site.ids.new(), "verify-links", {"actor": actor_id}, now=site.clock.now(), due=due, once_key=key
    )


async def embed_profile(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `actor`. Writes the rights packet of today into the avatar and the header."""
    async with site.db.reading() as tx:
        actor = await actors.by_id(tx, int(payload["actor"]))
        settings = await read_settings(tx)
    if actor is None or actor.deleted:
        return Done("the actor is gone")
    xmp = packet(artist_rights(actor, settings, site.config.origin))
    keys = {key: await _embedded(site, key, xmp) for key in {actor.avatar, actor.header} - {""}}
    if not keys:
        return Done("no pictures")
    async with site.db.writing() as tx:
        now = await actors.by_id(tx, actor.id)
        if now is None:
            return Done("the actor is gone")
        changed = replace(now, avatar=keys.get(now.avatar, now.avatar), header=keys.get(now.header, now.header))
        await actors.save(tx, changed)
        await outbox.actor_updated(tx, site, changed)
    site.pages.changed()
    site.delivery_bell.ring()
    return Done(f"{len(keys)} files")


def is_link(value: str) -> bool:
    """Whether the whole value is one web address: nothing before it, nothing after it, no user name in it."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    plain = " " not in value and value.isprintable()
    return plain and parts.scheme in ("https", "http") and bool(parts.hostname) and "@" not in parts.netloc


async def _links_back(site: Site, url: str, actor: Actor) -> bool:
    page = await site.http.get_document(url, _PAGES)
    return actor.url in links_with_me(page.body.decode("utf-8", "replace"))


async def _keep(site: Site, actor_id: int, seen: Mapping[Field, bool]) -> None:
    """What was changed meanwhile is left alone."""
    if not seen:
        return
    async with site.db.writing() as tx:
        actor = await actors.by_id(tx, actor_id)
        if actor is None:
            return
        now = site.clock.now()
        fields = tuple(
            replace(one, verified=(one.verified or now) if seen[one] else 0) if one in seen else one
            for one in actor.fields
        )
        if fields != actor.fields:
            await actors.save(tx, replace(actor, fields=fields))
        if any(is_link(one.value) for one in fields):
            await _verify_again(tx, site, actor_id)
    site.pages.changed()


async def _embedded(site: Site, key: str, xmp: bytes) -> str:
    """The key of a copy with this packet."""
    extension = PurePosixPath(key).suffix[1:]
    folder = site.storage.incoming()
    try:
        out = folder / f"new.{extension}"
        await studio.embed(site.pool, await site.storage.local(key), out, _FORMATS[extension], xmp)
        return (await site.storage.keep(out, "public", extension)).key
    finally:
        site.storage.discard(folder)
