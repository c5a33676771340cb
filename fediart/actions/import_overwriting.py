"""Lists that are to be the whole: who is followed, blocked or muted here and does not stand in them, is no more.

Each end is a thing of the import like any other: it stands in the report, and is taken back with all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fediart.actions import block, bookmark, follow, lists, mute
from fediart.errors import NotFound
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, import_items, own_rows, posts
from fediart.store import lists as list_rows
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing
from fediart.store.import_items import WAITING, Item
from fediart.store.imports import Import

ENDS: Final[Mapping[str, str]] = {
    "follow": "following", "block": "blocks", "mute": "mutes", "domain": "hosts", "bookmark": "bookmarks",
    "list": "lists",
}  # fmt: skip
"""Kinds of things that a list may be the whole of, and what own_rows calls them."""
END: Final = "end-"
Body = Mapping[str, Any]


async def add_ends(tx: Writing, site: Site, artist: Actor, made: Import) -> int:
    """Adds what is to end, after everything else of the import; how many. Before it is released."""
    parts = await import_items.parts(tx, made.id)
    kinds = {kind for kind, _part in parts} & set(ENDS)
    wanted, last = await _wanted(tx, made.id)
    found: list[Item] = []
    for kind in sorted(kinds):
        for row in await own_rows.people(tx, artist.id, ENDS[kind]):
            body = _body(kind, dict(row), site.config.instance.host)
            if (kind, body.get("list", ""), body.get("uri") or body["name"]) in wanted:
                continue
            if kind == "list" and body["list"] not in {name for what, name, _who in wanted if what == "list"}:
                continue
            found.append(_item(site, made, f"{END}{kind}", body, last + len(found) + 1))
    await import_items.insert(tx, found)
    return len(found)


async def _wanted(tx: Reading, import_id: int) -> tuple[set[tuple[str, str, str]], int]:
    """What stands in the lists, and the last place."""
    wanted, last = set(), -1
    while items := await import_items.page(tx, import_id, after=last, limit=500):
        for one in items:
            name = str(one.body.get("uri") or one.body.get("name") or "").lower()
            wanted.add((one.kind, str(one.body.get("list", "")), name))
        last = items[-1].position
    return wanted, last


def _body(kind: str, row: dict[str, Any], host: str) -> dict[str, Any]:
    if kind == "bookmark":
        return {"uri": str(row["uri"]).lower(), "post": row["uri"]}
    if kind == "domain":
        return {"name": row["host"]}
    named = {"name": f"{row['name']}@{row['host'] or host}".lower()}
    return {**named, "list": row["list"]} if kind == "list" else named


def _item(site: Site, made: Import, kind: str, body: Body, place: int) -> Item:
    return Item(
        id=site.ids.new(), import_id=made.id, actor_id=made.actor_id, position=place, kind=kind, part="", state=WAITING,
        chosen=1, source="", happened=0, body=body, words="", outcome="",
    )  # fmt: skip


async def _known(site: Site, body: Body) -> Actor:
    name, _at, host = str(body["name"]).partition("@")
    async with site.db.reading() as tx:
        found = await actors.by_handle(tx, name, "" if host == site.config.instance.host else host)
    if found is None:
        raise NotFound(_("There is nobody of that name."))
    return found


async def end_follow(site: Site, actor: Actor, body: Body) -> dict[str, Any] | None:
    person = await _known(site, body)
    await follow.unfollow(site, actor, person.id)
    return {"id": person.id}


async def follow_again(site: Site, actor: Actor, kept: Body) -> None:
    await follow.follow(site, actor, int(kept["id"]))


async def end_block(site: Site, actor: Actor, body: Body) -> dict[str, Any] | None:
    person = await _known(site, body)
    await block.unblock(site, actor, person.id)
    return {"id": person.id}


async def block_again(site: Site, actor: Actor, kept: Body) -> None:
    await block.block(site, actor, int(kept["id"]))


async def end_mute(site: Site, actor: Actor, body: Body) -> dict[str, Any] | None:
    person = await _known(site, body)
    await mute.unmute(site, actor, person.id)
    return {"id": person.id}


async def mute_again(site: Site, actor: Actor, kept: Body) -> None:
    await mute.mute(site, actor, int(kept["id"]))


async def end_server(site: Site, actor: Actor, body: Body) -> dict[str, Any] | None:
    await mute.unmute_host(site, actor, str(body["name"]))
    return {"host": body["name"]}


async def block_server_again(site: Site, actor: Actor, kept: Body) -> None:
    await mute.mute_host(site, actor, str(kept["host"]))


async def end_bookmark(site: Site, actor: Actor, body: Body) -> dict[str, Any] | None:
    async with site.db.reading() as tx:
        post = await posts.by_uri(tx, str(body["post"]))
    if post is None:
        return None
    await bookmark.unbookmark(site, actor, post.id)
    return {"id": post.id}


async def keep_again(site: Site, actor: Actor, kept: Body) -> None:
    await bookmark.bookmark(site, actor, int(kept["id"]))


async def end_in_list(site: Site, actor: Actor, body: Body) -> dict[str, Any] | None:
    person = await _known(site, body)
    async with site.db.reading() as tx:
        own = await list_rows.of_actor(tx, actor.id)
    found = next((one.id for one in own if one.name == body["list"]), 0)
    if not found:
        return None
    await lists.take_out(site, actor, found, person.id)
    return {"id": person.id, "list": found}


async def put_in_again(site: Site, actor: Actor, kept: Body) -> None:
    await lists.put_in(site, actor, int(kept["list"]), [int(kept["id"])])
