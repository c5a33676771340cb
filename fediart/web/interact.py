"""`/interact`: a visitor's way to a work, a post or an artist on their own server; `/authorize_interaction`: the way
from another server's page to here.

Nothing redirects: a page with a link, or an answer for our own script, so that no address of ours leads anywhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from aiohttp import web

from fediart.actions.own_server import way_to
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.store import actors, posts
from fediart.store.visibility import may_see
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import address_of, is_number, site_of

ABSENT = N_("There is nothing here that could be opened elsewhere.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What they want to see: its id for other servers, its page here, and the field that names it."""

    uri: str
    path: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class InteractPage(Page):
    """`url` leads to `host`; empty until there is a way, then `error` says why."""

    template: ClassVar[str] = "interact.html"
    wanted: Wanted
    server: str
    host: str
    url: str
    error: str


async def show(request: web.Request) -> web.StreamResponse:
    """`/interact?post=ID&server=NAME` or `?who=NAME&server=NAME`, from our own forms."""
    wanted, server = await _wanted(request), request.query.get("server", "")[:320]
    host, url, error, status = "", "", "", 200
    if server and _is_ours(request):
        try:
            way = await way_to(site_of(request), server, wanted.uri, address=address_of(request))
            host, url = way.host, way.url
        except Problem as problem:
            error, status = problem.message, problem.status
    if "application/json" in request.headers.get("Accept", ""):
        return web.json_response({"url": url} if url else {"error": error}, status=status)
    page = InteractPage(_("Open it on your server"), wanted, server, host, url, error)
    return await pages.show(request, page, status=status)


def _is_ours(request: web.Request) -> bool:
    """Other sites' pages do not have us ask servers; browsers say where a request comes from."""
    return request.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")


async def _wanted(request: web.Request) -> Wanted:
    """Raises NotFound alike for what is absent and what is not for everybody."""
    site, number, name = site_of(request), request.query.get("post", ""), request.query.get("who", "")
    async with site.db.reading() as tx:
        if number:
            post = await posts.by_id(tx, int(number)) if is_number(number) else None
            if post is not None and post.visibility in ("public", "unlisted") and await may_see(tx, post, None):
                path = post.url.removeprefix(site.config.origin) if post.local else f"/posts/{post.id}"
                return Wanted(post.uri, path, "post", number)
        elif name:
            actor = await actors.by_handle(tx, name)
            if actor is not None and not actor.suspended and not actor.deleted:
                return Wanted(actor.uri, f"/@{actor.name}", "who", actor.name)
    raise NotFound(_(ABSENT))


async def arrive(request: web.Request) -> web.StreamResponse:
    """`/authorize_interaction?uri=`: members see the thing here, since search looks it up."""
    uri = request.query.get("uri", "")[:2000]
    return pages.go(request, f"/search?q={quote(uri, safe='')}")
