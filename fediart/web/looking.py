"""A member opens a thread or a person's page: what is missing here is looked for in the background."""

from __future__ import annotations

from aiohttp import web

from fediart.actions import featured, look, look_back
from fediart.store.actors import Actor
from fediart.store.posts import Post
from fediart.web.request import site_of, viewer_of


async def look_for_replies(request: web.Request, post: Post) -> bool:
    """Whether a look has just begun. Visitors cause none, so nobody can make us ask others by opening pages."""
    site = site_of(request)
    if viewer_of(request) is None:
        return False
    async with site.db.reading() as tx:
        if await look.looked_lately(tx, site, post):
            return False
    async with site.db.writing() as tx:
        begun = await look.look_later(tx, site, post)
    site.bell.ring()
    return begun


async def look_for_older(request: web.Request, actor: Actor) -> bool:
    """Whether older posts of somebody elsewhere are on their way; what they have pinned is looked up, too."""
    site = site_of(request)
    if viewer_of(request) is None:
        return False
    async with site.db.reading() as tx:
        back, pins = await look_back.looked_back(tx, site, actor), await featured.looked_today(tx, site, actor)
        coming = await look_back.on_their_way(tx, site, actor)
    if back and pins:
        return coming
    async with site.db.writing() as tx:
        begun = await look_back.look_back_later(tx, site, actor)
        await featured.look_later(tx, site, actor)
    site.bell.ring()
    return begun or coming
