"""People, servers and posts of an import: followed, blocked, muted, listed, kept and liked, one by one.

What was so before is left as it was when the import is taken back.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from fediart.actions import block, bookmark, follow, like, lists, mute
from fediart.actions.find import find
from fediart.actions.import_asking import count
from fediart.errors import NotFound
from fediart.language import _, written
from fediart.site import Site
from fediart.store import blocks, follows, import_items, mutes
from fediart.store import lists as rows
from fediart.store.actors import Actor
from fediart.store.import_items import DONE, UNDONE, Item
from fediart.store.imports import Import
from fediart.store.posts import Post
from fediart.store.visibility import may_see

BEFORE: Final = written("It was so before.")
Body = Mapping[str, Any]
Tie = Callable[[Site, Actor, Body], Awaitable[dict[str, Any] | None]]


def doing(tie: Tie) -> Callable[[Site, Actor, Import, Item], Awaitable[None]]:
    """The deed that makes a tie, and keeps with the row what is needed to undo it."""

    async def do(site: Site, actor: Actor, made: Import, item: Item) -> None:
        kept = await tie(site, actor, item.body)
        async with site.db.writing() as tx:
            body = {**item.body, "made": kept}
            await import_items.settle(tx, item, to=DONE, outcome="" if kept is not None else BEFORE, body=body)

    return do


def undoing(
    end: Callable[[Site, Actor, Body], Awaitable[None]],
) -> Callable[[Site, Actor, Import, Item], Awaitable[None]]:
    """The deed that ends a tie, where the import has made it."""

    async def undo(site: Site, actor: Actor, made: Import, item: Item) -> None:
        kept = item.body.get("made")
        if kept is not None:
            with contextlib.suppress(NotFound):
                await end(site, actor, kept)
        async with site.db.writing() as tx:
            await import_items.settle(tx, item, to=UNDONE)

    return undo


async def _person(site: Site, actor: Actor, body: Body) -> Actor:
    await count(site, actor.id)
    found = await find(site, str(body["name"]))
    if not isinstance(found, Actor):
        raise NotFound(_("There is nobody of that name."))
    return found


async def _post(site: Site, actor: Actor, body: Body) -> Post:
    await count(site, actor.id)
    found = await find(site, str(body["uri"]))
    async with site.db.reading() as tx:
        if not isinstance(found, Post) or not await may_see(tx, found, actor.id):
            raise NotFound(_("There is no such post."))
    return found


async def follow_them(site: Site, actor: Actor, body: Body) -> dict[str, Any] | None:
    person = await _person(site, actor, body)
    async with site.db.reading() as tx:
        before = await follows.between(tx, actor.id, person.id)
    if before is None:
        await follow.follow(site, actor, person.id)
    if {"tells", "boosts", "languages"} & set(body):
        languages = [str(one) for one in body.get("languages", ())]
        await follow.choose_options(
            site, actor, person.id, tells=bool(body.get("tells")), boosts=bool(body.get("boosts", True)),
            languages=languages,
        )  # fmt: skip
    return {"id": person.id} if before is None else None


async def unfollow_them(site: Site, actor: Actor, kept: Body) -> None:
    await follow.unfollow(site, actor, int(kept["id"]))


async def block_them(site: Site, actor: Actor, body: Body) -> dict[str, Any] | None:
    person = await _person(site, actor, body)
    async with site.db.reading() as tx:
        before = await blocks.blocks(tx, actor.id, person.id)
    await block.block(site, actor, person.id)
    return None if before else {"id": person.id}


async def unblock_them(site: Site, actor: Actor, kept: Body) -> None:
    await block.unblock(site, actor, int(kept["id"]))


async def mute_them(site: Site, actor: Actor, body: Body) -> dict[str, Any] | None:
    person = await _person(site, actor, body)
    async with site.db.reading() as tx:
        before = await mutes.of_person(tx, actor.id, person.id)
    if not before:
        await mute.mute(site, actor, person.id, news=bool(body.get("news", True)))
    return None if before else {"id": person.id}


async def unmute_them(site: Site, actor: Actor, kept: Body) -> None:
    await mute.unmute(site, actor, int(kept["id"]))


async def block_server(site: Site, actor: Actor, body: Body) -> dict[str, Any] | None:
    async with site.db.reading() as tx:
        before = any(one.host == body["name"] for one in await mutes.hosts(tx, actor.id))
    host = await mute.block_host(site, actor, str(body["name"]))
    return None if before else {"host": host}


async def unblock_server(site: Site, actor: Actor, kept: Body) -> None:
    await mute.unmute_host(site, actor, str(kept["host"]))


async def put_in_list(site: Site, actor: Actor, body: Body) -> dict[str, Any] | None:
    """Who is put into a list is followed, as on Mastodon."""
    person, name = await _person(site, actor, body), str(body["list"])
    async with site.db.reading() as tx:
        before = await follows.between(tx, actor.id, person.id)
        known = next((one.id for one in await rows.of_actor(tx, actor.id) if one.name == name), 0)
        if known and known in await rows.lists_with(tx, actor.id, person.id):
            return None
    if before is None:
        await follow.follow(site, actor, person.id)
    list_id = known or await lists.make(site, actor, name)
    await lists.put_in(site, actor, list_id, [person.id])
    return {"id": person.id, "list": list_id, "followed": before is None}


async def take_out_of_list(site: Site, actor: Actor, kept: Body) -> None:
    await lists.take_out(site, actor, int(kept["list"]), int(kept["id"]))
    async with site.db.reading() as tx:
        empty = not await rows.people(tx, actor.id, int(kept["list"]))
    if empty:
        await lists.delete(site, actor, int(kept["list"]))
    if kept.get("followed"):
        await follow.unfollow(site, actor, int(kept["id"]))


async def keep_post(site: Site, actor: Actor, body: Body) -> dict[str, Any] | None:
    post = await _post(site, actor, body)
    await bookmark.bookmark(site, actor, post.id)
    return {"id": post.id}


async def let_go_of_post(site: Site, actor: Actor, kept: Body) -> None:
    await bookmark.unbookmark(site, actor, int(kept["id"]))


async def like_post(site: Site, actor: Actor, body: Body) -> dict[str, Any] | None:
    post = await _post(site, actor, body)
    await like.like(site, actor, post.id)
    return {"id": post.id}


async def unlike_post(site: Site, actor: Actor, kept: Body) -> None:
    await like.unlike(site, actor, int(kept["id"]))
