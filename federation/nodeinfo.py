"""NodeInfo 2.0 and 2.1: the documents that tell what a server is, and the reading of another's.

The schemas are those of http://nodeinfo.diaspora.software.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from federation.fetch import Budget, Document, Fetcher, Unsuitable
from federation.lenient import BadObject, count, each, http_url, read_json, text
from federation.rules import same_origin

SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/"
VERSIONS = ("2.1", "2.0")
JSON_TYPES = ("application/json", "application/activity+json", "application/ld+json")


@dataclass(frozen=True, slots=True)
class NodeInfo:
    """What a server says of itself. `metadata` is free; counts are None when it does not tell; `outbound` are the forms
    besides ActivityPub in which its posts can be had, in the schema's words."""

    software: str
    version: str
    open_registrations: bool = False
    users: int | None = None
    active_month: int | None = None
    active_halfyear: int | None = None
    local_posts: int | None = None
    local_comments: int | None = None
    repository: str | None = None
    homepage: str | None = None
    protocols: tuple[str, ...] = ("activitypub",)
    outbound: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)


def links(origin: str) -> dict[str, Any]:
    """The document at /.well-known/nodeinfo; the others are then at `/nodeinfo/2.1` and `/nodeinfo/2.0`."""
    return {"links": [{"rel": SCHEMA + one, "href": f"{origin}/nodeinfo/{one}"} for one in VERSIONS]}


def document(of: NodeInfo, schema: str) -> dict[str, Any]:
    """The document of one schema, "2.0" or "2.1"; only 2.1 knows the repository and the homepage."""
    if schema not in VERSIONS:
        raise ValueError("NodeInfo documents are written in schema 2.0 or 2.1")
    software = {"name": of.software, "version": of.version}
    if schema == "2.1":
        links_of = {"repository": of.repository, "homepage": of.homepage}
        software |= {name: value for name, value in links_of.items() if value is not None}
    users = {"total": of.users, "activeMonth": of.active_month, "activeHalfyear": of.active_halfyear}
    usage = {"localPosts": of.local_posts, "localComments": of.local_comments}
    return {
        "version": schema,
        "software": software,
        "protocols": list(of.protocols),
        "services": {"inbound": [], "outbound": list(of.outbound)},
        "openRegistrations": of.open_registrations,
        "usage": {
            "users": {name: value for name, value in users.items() if value is not None},
            **{name: value for name, value in usage.items() if value is not None},
        },
        "metadata": dict(of.metadata),
    }


async def look_at(fetcher: Fetcher, origin: str, budget: Budget | None = None) -> NodeInfo:
    """What the server at this origin says it is. Raises `FetchError`.

    The link is followed only on the same origin, through the same guarded connector (advisory 39).
    """
    index = _json(await fetcher.get_document(f"{origin}/.well-known/nodeinfo", JSON_TYPES, budget=budget))
    url = _best(index, origin)
    return read(_json(await fetcher.get_document(url, JSON_TYPES, budget=budget)))


def read(told: Mapping[str, Any]) -> NodeInfo:
    """A NodeInfo document of any version. Raises `Unsuitable` (a `FetchError`) when it names no software."""
    software = _mapping(told.get("software"))
    name = text(software.get("name"), 255)
    if not name:
        raise Unsuitable("the NodeInfo document names no software")
    usage = _mapping(told.get("usage"))
    users = _mapping(usage.get("users"))
    return NodeInfo(
        software=name.lower(),
        version=text(software.get("version"), 255) or "",
        open_registrations=told.get("openRegistrations") is True,
        users=count(users.get("total")),
        active_month=count(users.get("activeMonth")),
        active_halfyear=count(users.get("activeHalfyear")),
        local_posts=count(usage.get("localPosts")),
        local_comments=count(usage.get("localComments")),
        repository=http_url(software.get("repository")),
        homepage=http_url(software.get("homepage")),
        protocols=tuple(one[:64] for one in each(told.get("protocols"))[:16] if isinstance(one, str)),
        metadata=_mapping(told.get("metadata")),
    )


def _json(found: Document) -> dict[str, Any]:
    try:
        return read_json(found.body)
    except BadObject as problem:
        raise Unsuitable(problem.reason) from problem


def _best(index: Mapping[str, Any], origin: str) -> str:
    by_rel: dict[str, str] = {}
    for link in each(index.get("links"))[:16]:
        if isinstance(link, dict) and isinstance(link.get("href"), str):
            with suppress(ValueError):
                by_rel[str(link.get("rel"))] = urljoin(f"{origin}/", link["href"])
    for version in VERSIONS:
        url = http_url(by_rel.get(SCHEMA + version))
        if url is not None and same_origin(url, origin):
            return url
    raise Unsuitable("the server links to no NodeInfo document of its own")


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
