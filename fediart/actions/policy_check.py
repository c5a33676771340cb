"""What any page, object, picture or file says about AI, on any server: everything a careful collector would look at.

Used at a terminal by whoever typed the address. What a page names is followed, but never to an address that only this
machine can reach, unless it is the very server that was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePath
from urllib.parse import urlsplit

from federation.addresses import literal, may_connect
from federation.fetch import ACCEPT_ACTIVITY, Document
from fediart.actions.visit import (
    AI_TXT,
    LICENSE,
    PAGE,
    ROBOTS,
    TDMREP,
    TRUST,
    Visit,
    policy,
    response,
    site_files,
    trust,
)
from fediart.errors import Problem
from fediart.language import _
from fediart.rights.crawlers import Crawlers
from fediart.rights.discovery import Discovered, discovered
from fediart.rights.named import Named, named_in
from fediart.rights.read_feed import feed_items, is_feed, read_feed, read_oembed
from fediart.rights.read_rsl import read_license
from fediart.rights.read_small import read_ai_txt, read_odrl, read_trust_txt
from fediart.rights.reading import is_image, read_body, read_headers, read_response, read_robots, read_tdmrep
from fediart.rights.report import Found, Report, report
from fediart.rights.signal import Signal
from fediart.rights.urls import path_of, web_address

MOST_PICTURES = 6
MOST_ITEMS = 20
_FEEDS = {
    "application/atom+xml": "Atom feed",
    "application/rss+xml": "RSS feed",
    "application/feed+json": "JSON feed",
}
_SITE_FILES = (ROBOTS, TDMREP, LICENSE, AI_TXT, TRUST)


def stays_out(typed: str) -> Callable[[str], bool]:
    """Whether an address may be asked, when `typed` is what a person wrote: see the module."""
    written = web_address(typed)
    own = written.netloc.lower() if written else ""

    def may_ask(url: str) -> bool:
        parts = web_address(url)
        if parts is None:
            return False
        host = (parts.hostname or "").rstrip(".")
        if parts.netloc.lower() == own:
            return True
        if (address := literal(host)) is not None:
            return may_connect(address, False)
        # 127.1, 2130706433 and 0x7f.1 are addresses to some resolvers, and names to nobody.
        odd = host.rpartition(".")[2][:1].isdigit() or "%" in host
        return not odd and host != "localhost" and not host.endswith(".localhost")

    return may_ask


async def check_url(visit: Visit, url: str) -> Report:
    """Everything that speaks about what is at this address. Raises Problem where nothing is there."""
    if web_address(url) is None:
        raise Problem(_("%(url)s is no web address: give one that begins with https://, or a file.", url=url))
    if urlsplit(url).path in _SITE_FILES:
        return report(url, [*await site_files(visit, {"the site": _root(url)}), await trust(visit, url)])
    page = await visit.get(url, PAGE)
    if isinstance(page, str):
        raise Problem(_("%(url)s could not be fetched: %(page)s.", url=url, page=page))
    if is_feed(page.body, page.media_type):
        return await _of_feed(visit, url, page)
    found = [Found(_kind(page), url, read_response(page.headers.items(), page.body, path_of(url)))]
    leads = discovered(page.body, page.url) if page.media_type == "text/html" else Discovered()
    note, named = await _object(visit, url, page, leads)
    urls = {found[0].name: url} | ({"object": note.url} if note else {})
    found += [note] if note else []
    for number, address in enumerate(dict.fromkeys([*named.pictures, *leads.pictures]), start=1):
        if number <= MOST_PICTURES:
            found.append(await response(visit, f"picture {number}", address))
            urls[f"picture {number}"] = address
    found += await _elsewhere(visit, url, leads, named)
    found += await site_files(visit, urls, tuple(leads.licences))
    return report(url, [*found, await trust(visit, url)])


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def _kind(page: Document) -> str:
    if is_image(page.body):
        return "picture"
    return "page" if page.media_type == "text/html" else "object" if "json" in page.media_type else "file"


async def _object(visit: Visit, url: str, page: Document, leads: Discovered) -> tuple[Found | None, Named]:
    """The ActivityPub form of a page, and what it names; a picture or a file has none."""
    if page.media_type != "text/html":
        return None, named_in(page.body)
    for address in (url, *leads.activity):
        answer = await visit.get(address, ACCEPT_ACTIVITY)
        if not isinstance(answer, str) and "json" in answer.media_type:
            signals = read_response(answer.headers.items(), answer.body)
            return Found("object", address, signals), named_in(answer.body)
    return None, Named()


async def _elsewhere(visit: Visit, url: str, leads: Discovered, named: Named) -> list[Found]:
    """The artist, the feeds, oEmbed and the policy."""
    found: list[Found] = []
    for address in named.authors[:1]:
        found.append(replace(await response(visit, "artist", address, ACCEPT_ACTIVITY), apart=True))
    for address in leads.feeds:
        found += await in_feed(visit, address, {url, *named.ids})
    for address in leads.oembed[:1]:
        found.append(await oembed(visit, address))
    for address in dict.fromkeys([*leads.policies, *named.policies]):
        found.append(await policy(visit, address))
    return found


async def in_feed(visit: Visit, feed: str, urls: set[str]) -> list[Found]:
    """What a feed says of one work, known by any of these addresses; nothing where it is not in this part of it."""
    answer = await visit.get(feed)
    if isinstance(answer, str):
        return [Found("Feed", feed, problem=answer)]
    name = _FEEDS.get(answer.media_type, "Feed")
    whole = Found(f"{name}, as a whole", feed, read_headers(answer.headers.items()), apart=True)
    items = [said for url in sorted(urls) if (said := read_feed(answer.body, url)) is not None]
    return [*(Found(name, feed, said) for said in items[:1]), whole]


async def oembed(visit: Visit, address: str) -> Found:
    """What sites are told that embed a work."""
    answer = await visit.get(address)
    if isinstance(answer, str):
        return Found("oEmbed", address, problem=answer)
    return Found("oEmbed", address, (*read_headers(answer.headers.items()), *read_oembed(answer.body)))


async def _of_feed(visit: Visit, url: str, page: Document) -> Report:
    """A feed by itself: its headers, and each item."""
    found = [Found("Feed, as a whole", url, read_headers(page.headers.items()), apart=True)]
    for address in feed_items(page.body)[:MOST_ITEMS]:
        found.append(Found(f"item {address}", address, read_feed(page.body, address) or (), apart=True))
    return report(url, found)


def check_file(name: str, data: bytes, crawlers: Crawlers) -> Report:
    """A file on disk: a picture, a saved page or document, or a site file, which is read as for `/`."""
    place = PurePath(name).name
    by_name: Mapping[str, Callable[[], tuple[Signal, ...]]] = {
        "robots.txt": lambda: read_robots(data, "/", crawlers),
        "tdmrep.json": lambda: read_tdmrep(data, "/"),
        "license.xml": lambda: read_license(data, "/"),
        "ai.txt": lambda: read_ai_txt(data, "/"),
        "trust.txt": lambda: read_trust_txt(data),
    }
    if place in by_name:
        return report(name, [Found(place, name, by_name[place]())])
    if is_feed(data, ""):
        items = [Found(f"item {url}", url, read_feed(data, url) or (), apart=True) for url in feed_items(data)]
        return report(name, items[:MOST_ITEMS])
    kind = "application/activity+json" if place.endswith((".json", ".jsonld")) else ""
    signals = read_body(data, kind)
    if not signals and b"odrl" in data[:4096]:
        signals = read_odrl(data)
    return report(name, [Found(place, name, signals)])
