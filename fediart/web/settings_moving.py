"""Settings: moving in from another account, moving away to one, and taking that back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import moving
from fediart.actions.find import count_look_up
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.store import actors
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import address_of, answers, site_of, viewer
from fediart.web.upload_form import by_field

HERE = "/settings/moving"


@dataclass(frozen=True, slots=True)
class Alias:
    """Another account of the same person. `name` is its handle, or its address where it is not known here."""

    uri: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class MovingPage(Page):
    """`moved_to` is where this account leads now, or None; `again` is when it may move next, in ms, or 0."""

    template: ClassVar[str] = "settings/moving.html"
    handle: str
    aliases: tuple[Alias, ...]
    moved_to: Alias | None
    again: int
    followers: int
    alias: str = ""
    target: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def act(request: web.Request) -> web.StreamResponse:
    """`alias`, `unalias`, `move` or `cancel`."""
    said = await answers(request)
    try:
        notice = await _do(request, request.match_info["deed"], said)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, said, by_field(problem), status=422)
    return pages.go(request, HERE, notice=notice)


async def _do(request: web.Request, deed: str, said: Mapping[str, str]) -> str:
    """Returns what the person is told. Raises Problem."""
    site, who = site_of(request), viewer(request)
    if deed in ("alias", "move"):
        await count_look_up(site, who.actor.id)
    if deed == "alias":
        await moving.add_alias(site, who.actor, said.get("alias", ""))
        return _("Added. Your followers there can be led here now.")
    if deed == "unalias":
        await moving.remove_alias(site, who.actor, said.get("uri", ""))
        return _("Removed.")
    if deed == "move":
        password = (await request.post()).get("password", "")
        typed = password if isinstance(password, str) else ""
        await moving.move_away(site, who.account, who.actor, said.get("target", ""), typed, address=address_of(request))
        return _("Your followers are told to follow your new account.")
    if deed == "cancel":
        await moving.cancel(site, who.actor)
        return _("The redirect is taken down. You can publish here again.")
    raise NotFound(_("There is no such page."))


async def _page(
    request: web.Request,
    said: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    status: int = 200,
) -> web.StreamResponse:
    site, actor, typed = site_of(request), viewer(request).actor, said or {}
    async with site.db.reading() as tx:
        aliases = [await alias_of(tx, uri) for uri in actor.also_known_as]
        moved_to = await alias_of(tx, actor.moved_to) if actor.moved_to else None
    page = MovingPage(
        title=_("Moving"),
        handle=f"@{actor.name}@{site.config.instance.host}",
        aliases=tuple(aliases),
        moved_to=moved_to,
        again=await moving.next_move(site, actor),
        followers=actor.follower_count,
        alias=typed.get("alias", ""),
        target=typed.get("target", ""),
        errors=errors or {},
    )
    return await pages.show(request, page, status=status)


async def alias_of(tx: Reading, uri: str) -> Alias:
    """An account by its address, as people read it."""
    found: Actor | None = await actors.by_uri(tx, uri)
    if found is None or found.deleted:
        return Alias(uri, uri, uri)
    return Alias(uri, found.handle, f"/{found.handle}")
