"""WebFinger (RFC 7033): from a handle to an actor's URL and back, and the documents we serve for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from federation.fetch import ACTIVITY_JSON, Budget, Fetcher, Unsuitable, is_activity_json
from federation.lenient import BadObject, each, http_url, read_json
from federation.rules import Forbidden, host_of

JRD_JSON = "application/jrd+json"
XRD_XML = "application/xrd+xml"
PROFILE_PAGE = "http://webfinger.net/rel/profile-page"
SUBSCRIBE = "http://ostatus.org/schema/1.0/subscribe"

_HANDLE = re.compile(r"(?:acct:|@)?([A-Za-z0-9_](?:[A-Za-z0-9_.\-]{0,126}[A-Za-z0-9_])?)@([^@\s/?#\\]{1,253})")


class BadHandle(ValueError):
    """The text is not a handle like @name@host."""


@dataclass(frozen=True, slots=True)
class Handle:
    """A name on a host, the host as IDNA and with its port when it is unusual; `str` gives name@host."""

    name: str
    host: str

    def __str__(self) -> str:
        return f"{self.name}@{self.host}"


def parse_handle(text: str) -> Handle:
    """`@name@host`, `name@host` or `acct:name@host` (advisory 28: one host, one spelling). Raises `BadHandle`."""
    whole = _HANDLE.fullmatch(text.strip())
    if whole is None:
        raise BadHandle("write the handle like @name@host")
    try:
        return Handle(whole[1], host_of(f"https://{whole[2]}"))
    except Forbidden as problem:
        raise BadHandle("the part after the second @ is not a host") from problem


async def lookup(fetcher: Fetcher, handle: Handle, budget: Budget | None = None, scheme: str = "https") -> str:
    """The actor's URL. Raises `FetchError`.

    When the answer's subject is another handle (a server on a subdomain), that host is asked, and it must
    stand by its own subject and the same actor; otherwise any host could claim anybody's name.
    """
    subject, actor = await _ask(fetcher, handle, budget, scheme)
    if _same(subject, handle):
        return actor
    settled, again = await _ask(fetcher, subject, budget, scheme)
    if not _same(settled, subject) or again != actor:
        raise Unsuitable(f"{handle} is told to be {subject}, which does not confirm it")
    return actor


def document(handle: Handle, actor_url: str, profile_url: str, subscribe_template: str | None = None) -> dict[str, Any]:
    """The JRD of one of our actors; `subscribe_template` holds `{uri}` where the other's handle goes."""
    links: list[dict[str, str]] = [
        {"rel": PROFILE_PAGE, "type": "text/html", "href": profile_url},
        {"rel": "self", "type": ACTIVITY_JSON, "href": actor_url},
    ]
    if subscribe_template is not None:
        links.append({"rel": SUBSCRIBE, "template": subscribe_template})
    aliases = list(dict.fromkeys([profile_url, actor_url]))
    return {"subject": f"acct:{handle}", "aliases": aliases, "links": links}


def host_meta(origin: str) -> str:
    """The XRD of /.well-known/host-meta (RFC 6415), which points at WebFinger."""
    template = quoteattr(f"{origin}/.well-known/webfinger?resource={{uri}}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">\n'
        f'  <Link rel="lrdd" type="{JRD_JSON}" template={template}/>\n'
        "</XRD>\n"
    )


def host_meta_json(origin: str) -> dict[str, Any]:
    """The same as JRD, for /.well-known/host-meta.json."""
    template = f"{origin}/.well-known/webfinger?resource={{uri}}"
    return {"links": [{"rel": "lrdd", "type": JRD_JSON, "template": template}]}


async def _ask(fetcher: Fetcher, handle: Handle, budget: Budget | None, scheme: str) -> tuple[Handle, str]:
    url = f"{scheme}://{handle.host}/.well-known/webfinger?resource={quote(f'acct:{handle}', safe=':@')}"
    answer = await fetcher.get_document(
        url, (JRD_JSON, "application/json"), accept=f"{JRD_JSON}, application/json", budget=budget
    )
    try:
        told = read_json(answer.body)
        subject = parse_handle(str(told.get("subject", "")))
    except (BadObject, BadHandle) as problem:
        raise Unsuitable("the WebFinger answer is not JSON with an acct: subject") from problem
    actor = _self_link(told)
    if actor is None:
        raise Unsuitable(f"{handle} has no ActivityPub actor")
    return subject, actor


def _self_link(told: dict[str, Any]) -> str | None:
    for link in each(told.get("links"))[:64]:
        if isinstance(link, dict) and link.get("rel") == "self" and is_activity_json(str(link.get("type", ""))):
            return http_url(link.get("href"))
    return None


def _same(one: Handle, other: Handle) -> bool:
    return one.host == other.host and one.name.lower() == other.name.lower()


async def subscribe_template(fetcher: Fetcher, host: str, resource: str, budget: Budget, scheme: str = "https") -> str:
    """The address, with `{uri}` in it, at which people of this host open what they met elsewhere (OStatus 1.0, which
    servers of ActivityPub have kept); empty where the host names none. Raises `FetchError`."""
    url = f"{scheme}://{host}/.well-known/webfinger?resource={quote(resource, safe=':@')}"
    answer = await fetcher.get_document(
        url, (JRD_JSON, "application/json"), accept=f"{JRD_JSON}, application/json", budget=budget
    )
    try:
        told = read_json(answer.body)
    except BadObject as problem:
        raise Unsuitable("the WebFinger answer is not JSON") from problem
    for link in each(told.get("links"))[:64]:
        if isinstance(link, dict) and link.get("rel") == SUBSCRIBE and isinstance(link.get("template"), str):
            template = str(link["template"])[:2000]
            return template if "{uri}" in template and http_url(template.replace("{uri}", "x")) else ""
    return ""
