"""`/health`: whether this server can answer at all, for whoever watches over it."""

from __future__ import annotations

from aiohttp import web

from fediart.web.request import site_of


async def show(request: web.Request) -> web.Response:
    """`OK` where the database answers; else the error that the gate makes of it."""
    async with site_of(request).db.reading() as tx:
        await tx.value("select 1")
    return web.Response(text="OK", headers={"Cache-Control": "no-store"})
