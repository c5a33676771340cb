"""How other servers find us: WebFinger, host-meta and NodeInfo."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from federation import nodeinfo, webfinger
from federation.webfinger import Handle
from fediart import __version__
from fediart.actions.gone import demand_not_left
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.rights.jsonld import instance_metadata
from fediart.site import Site
from fediart.store import actors, usage
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.translate.rights import instance_policy
from fediart.web.request import settings_of, site_of


async def finger(request: web.Request) -> web.Response:
    """`/.well-known/webfinger?resource=acct:NAME@HOST`, or the address of an actor or of its page."""
    resource = request.query.get("resource", "")
    if not resource:
        raise Problem(_("Say which resource: /.well-known/webfinger?resource=acct:NAME@HOST."), field="resource")
    site = site_of(request)
    async with site.db.reading() as tx:
        name = _name_in(site, resource)
        actor = await actors.by_handle(tx, name) if name else await _by_uri(tx, site, resource)
        if actor is None or actor.suspended or actor.deleted:
            await demand_not_left(tx, site.config, name)
            raise NotFound(_("There is nobody of that name here."))
    made = webfinger.document(
        Handle(actor.name, site.config.instance.host),
        actor.uri,
        actor.url,
        f"{site.config.origin}/search?q={{uri}}",
    )
    return _json(made, webfinger.JRD_JSON)


def _name_in(site: Site, resource: str) -> str:
    """The name that is asked for, empty where none of ours is."""
    origin, host = site.config.origin, site.config.instance.host
    if resource.startswith((f"{origin}/@", f"{origin}/users/")):
        return resource.removeprefix(f"{origin}/@").removeprefix(f"{origin}/users/")
    name, _, where = resource.removeprefix("acct:").removeprefix("@").rpartition("@")
    return name if where.lower() in (host, host.partition(":")[0]) else ""


async def _by_uri(tx: Reading, site: Site, resource: str) -> Actor | None:
    """The instance's own actor."""
    origin = site.config.origin
    return await actors.by_uri(tx, f"{origin}/actor") if resource.rstrip("/") in (origin, f"{origin}/actor") else None


async def host_meta(request: web.Request) -> web.Response:
    text = webfinger.host_meta(site_of(request).config.origin)
    return web.Response(text=text, content_type=webfinger.XRD_XML, charset="utf-8", headers=_OPEN)


async def host_meta_json(request: web.Request) -> web.Response:
    return _json(webfinger.host_meta_json(site_of(request).config.origin), webfinger.JRD_JSON)


async def nodeinfo_links(request: web.Request) -> web.Response:
    return _json(nodeinfo.links(site_of(request).config.origin), "application/json")


async def nodeinfo_document(request: web.Request) -> web.Response:
    """`/nodeinfo/2.0` and `/nodeinfo/2.1`: what this server is, and in `metadata` its AI policy."""
    version = request.match_info["version"]
    if version not in nodeinfo.VERSIONS:
        raise NotFound(_("NodeInfo is served in the versions 2.0 and 2.1."))
    site, settings = site_of(request), settings_of(request)
    async with site.db.reading() as tx:
        counts = await usage.counts(tx, now=site.clock.now())
    metadata: dict[str, Any] = {
        "nodeName": settings.name,
        "nodeDescription": settings.tagline,
        **instance_metadata(instance_policy(settings), site.config.origin),
    }
    info = nodeinfo.NodeInfo(
        software="fediart",
        version=__version__,
        open_registrations=settings.registrations == "open",
        users=counts.users,
        active_month=counts.active_month,
        active_halfyear=counts.active_halfyear,
        local_posts=counts.posts,
        local_comments=counts.comments,
        outbound=("atom1.0", "rss2.0"),
        metadata=metadata,
    )
    kind = f'application/json; profile="{nodeinfo.SCHEMA}{version}#"'
    return _json(nodeinfo.document(info, version), kind)


# Web apps of others read these, too.
_OPEN = {"Access-Control-Allow-Origin": "*"}


def _json(document: dict[str, Any], kind: str) -> web.Response:
    response = web.json_response(document, headers=_OPEN)
    response.headers["Content-Type"] = f"{kind}; charset=utf-8" if "profile" not in kind else kind
    return response
