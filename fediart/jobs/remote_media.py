"""Fetches images of other servers once, makes them small and safe, and keeps them: visitors meet no third party."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from federation.fetch import FetchError, TimedOut, Unreachable
from fediart.actions import copy_cache, indexing
from fediart.actions.domains import takes_image
from fediart.actions.fetched_copies import Forbidden, MadeCopy, fetch_copy, settle_copy
from fediart.actions.wishes import heed
from fediart.clock import HOUR
from fediart.jobs import judge_remote
from fediart.media.errors import BadImage, WorkFailed
from fediart.outcomes import Done, Later, Outcome
from fediart.site import Site
from fediart.store import actors, posts, remote_media, wishes
from fediart.store.actors import Actor
from fediart.store.copy_settings import PASS_ON, read_copy_settings
from fediart.store.database import Reading
from fediart.store.remote_media import FAILED, KEPT, REJECTED, WAITING
from fediart.store.settings import InstanceSettings, read_settings
from fediart.store.wishes import Told
from fediart.translate.remote_rights import wishes_for


async def fetch(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """Payload: `post_id` or `actor_id`. What cannot be had now is tried again later; what is no image, never."""
    async with site.db.reading() as tx:
        wanted = await _wanted(tx, payload)
        owner = await _owner(tx, payload)
        settings = await read_settings(tx)
        rules = await site.rules.read(tx, now=site.clock.now())
        pass_on = (await read_copy_settings(tx)).mode == PASS_ON
    if not wanted or owner is None:
        return Done("nothing is wanted any more")
    failed = 0
    for told in wanted:
        one = told.media
        try:
            taken = takes_image(rules, owner.host, one.url)
            if not taken or pass_on:  # what is passed on is fetched when somebody looks
                fetched = MadeCopy(_ended(told, KEPT if taken else REJECTED))
            else:
                judging = one.role == "post" and await _has_room(site, owner, settings)
                fetched = await fetch_copy(site, told, settings, judging=judging)
        except (TimedOut, Unreachable):
            failed += 1
            continue
        except Forbidden:
            fetched = MadeCopy(_ended(told, REJECTED))
        except (FetchError, BadImage, WorkFailed):
            fetched = MadeCopy(_ended(told, FAILED))
        await _settle(site, fetched, owner, said_before=told)
    site.pages.changed()
    if failed:
        return Later(HOUR, f"{failed} images could not be reached")
    return Done(f"{len(wanted)} images")


async def _settle(site: Site, fetched: MadeCopy, owner: Actor, *, said_before: Told) -> None:
    """Where its owner has changed what they wish while it was fetched, its bytes are written once more."""
    told, one = fetched.told, fetched.told.media
    async with site.db.writing() as tx:
        if not one.key:
            await remote_media.settle(tx, one)
            return
        await settle_copy(tx, fetched, said_before=said_before, now=site.clock.now())
        await copy_cache.schedule(tx, site)
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
