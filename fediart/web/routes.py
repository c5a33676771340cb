"""Every URL and who may use it, in one list.

An access that is not ANYONE, PEERS, FILES or VIEWERS is a deed of actions/permissions.py.
"""

from __future__ import annotations

from fediart.web import (
    about,
    actors,
    artwork,
    conversation,
    follow_lists,
    gallery,
    home,
    inbox,
    notifications,
    objects,
    policies,
    portfolio,
    search,
    series,
    static,
    tags,
    timeline,
    wellknown,
    wellknown_rights,
)
from fediart.web.access import ANYONE, FILES, PEERS, VIEWERS, Route, get, post

ROUTES: tuple[Route, ...] = (
    # Pages to read
    get("/", gallery.show, ANYONE, cached=True),
    get("/@{handle}", portfolio.show, ANYONE, cached=True),
    get("/@{handle}/timeline", timeline.show, ANYONE, cached=True),
    get("/@{handle}/followers", follow_lists.followers, ANYONE, cached=True),
    get("/@{handle}/following", follow_lists.following, ANYONE, cached=True),
    get("/@{handle}/series/{slug}", series.show, ANYONE, cached=True),
    get(r"/@{handle}/{id:\d{1,19}}", artwork.show, ANYONE, cached=True),
    get(r"/posts/{id:\d{1,19}}", conversation.show, ANYONE, cached=True),
    get("/tags/{tag}", tags.show, ANYONE, cached=True),
    get("/search", search.show, ANYONE),
    get("/about", about.show, ANYONE, cached=True),
    get("/policies/{preset}.jsonld", policies.document, ANYONE, cached=True),
    get("/policies/{preset}", policies.show, ANYONE, cached=True),
    get("/home", home.show, VIEWERS),
    get("/notifications", notifications.show, VIEWERS),
    # What crawlers are told
    get("/robots.txt", wellknown_rights.robots, ANYONE, cached=True),
    get("/ai.txt", wellknown_rights.ai_txt, ANYONE, cached=True),
    get("/trust.txt", wellknown_rights.trust_txt, ANYONE, cached=True),
    get("/license.xml", wellknown_rights.license_xml, ANYONE, cached=True),
    get("/.well-known/trust.txt", wellknown_rights.trust_txt, ANYONE, cached=True),
    get("/.well-known/tdmrep.json", wellknown_rights.tdm, ANYONE, cached=True),
    get("/.well-known/gpc.json", wellknown_rights.gpc, ANYONE, cached=True),
    # Files
    get("/static/{name:.+}", static.show, FILES),
    # Other servers
    post("/inbox", inbox.receive, PEERS),
    post("/users/{name}/inbox", inbox.receive, PEERS),
    get("/actor", actors.instance, ANYONE, cached=True),
    get("/users/{name}", actors.show, ANYONE, cached=True),
    get("/users/{name}/outbox", actors.outbox, ANYONE, cached=True),
    get("/users/{name}/followers", actors.followers, ANYONE, cached=True),
    get("/users/{name}/following", actors.following, ANYONE, cached=True),
    get("/users/{name}/featured", actors.featured, ANYONE, cached=True),
    get("/users/{name}/series/{slug}", actors.series_collection, ANYONE, cached=True),
    get("/users/{name}/posts/{id}", objects.show, ANYONE, cached=True),
    get("/users/{name}/posts/{id}/replies", objects.replies, ANYONE, cached=True),
    get("/users/{name}/posts/{id}/likes", objects.likes, ANYONE, cached=True),
    get("/users/{name}/posts/{id}/shares", objects.shares, ANYONE, cached=True),
    get("/.well-known/webfinger", wellknown.finger, ANYONE, cached=True),
    get("/.well-known/host-meta", wellknown.host_meta, ANYONE, cached=True),
    get("/.well-known/host-meta.json", wellknown.host_meta_json, ANYONE, cached=True),
    get("/.well-known/nodeinfo", wellknown.nodeinfo_links, ANYONE, cached=True),
    get("/nodeinfo/{version}", wellknown.nodeinfo_document, ANYONE, cached=True),
)
