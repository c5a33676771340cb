"""A feed as Atom (RFC 4287), in pages (RFC 5005)."""

from __future__ import annotations

from collections.abc import Iterator

from fediart import __version__
from fediart.clock import iso
from fediart.rights import feeds as rights
from fediart.rights.xmltext import xml_text
from fediart.translate.feeds import Author, Entry, Feed
from fediart.translate.words import tag_url

MEDIA_TYPE = "application/atom+xml"
ENDING = "atom"
WHOLE = 10_000_000  # characters: no text of an item is cut


def document(feed: Feed) -> bytes:
    """The page of the feed; every entry says its own rights."""
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *_feed(feed), "</feed>\n"]).encode()


def _feed(feed: Feed) -> Iterator[str]:
    yield f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:rsl="{rights.RSL}">'
    yield f"<id>{xml_text(feed.at(ENDING))}</id>"
    yield f"<title>{xml_text(feed.title)}</title>"
    if feed.description:
        yield f"<subtitle>{xml_text(feed.description)}</subtitle>"
    yield f"<updated>{iso(feed.updated)}</updated>"
    yield f'<generator version="{__version__}">fediart</generator>'
    yield from links(feed, ENDING, MEDIA_TYPE)
    yield f'<link rel="alternate" type="text/html" href="{xml_text(feed.home)}"/>'
    if feed.icon:
        yield f"<icon>{xml_text(feed.icon)}</icon>"
    for author in feed.authors:
        yield _author(author)
    yield f"<rights>{xml_text(rights.whole_notice(feed.rights))}</rights>"
    yield from rights.licence_links(feed.rights.origin, feed.rights.licence)
    for entry in feed.entries:
        yield from _entry(entry)


def links(feed: Feed, ending: str, kind: str, *, prefix: str = "") -> Iterator[str]:
    """Where this page is, where the feed begins and where it goes on (RFC 5005, section 3)."""
    places = [("self", feed.page), ("first", "")] if feed.page else [("self", "")]
    if feed.next:
        places.append(("next", feed.next))
    for relation, query in places:
        yield f'<{prefix}link rel="{relation}" type="{kind}" href="{xml_text(feed.at(ending, query))}"/>'


def _author(author: Author) -> str:
    return f"<author><name>{xml_text(author.name)}</name><uri>{xml_text(author.url)}</uri></author>"


def _entry(entry: Entry) -> Iterator[str]:
    language = f' xml:lang="{xml_text(entry.language)}"' if entry.language else ""
    yield f"<entry{language}>"
    yield f"<id>{xml_text(entry.id)}</id>"
    yield f"<title>{xml_text(entry.title)}</title>"
    yield f'<link rel="alternate" type="text/html" href="{xml_text(entry.url)}"/>'
    if entry.federates:
        yield f'<link rel="alternate" type="application/activity+json" href="{xml_text(entry.id)}"/>'
    yield f"<published>{iso(entry.published)}</published>"
    yield f"<updated>{iso(entry.updated)}</updated>"
    yield _author(entry.author)
    for tag in entry.tags:
        scheme = tag_url("", entry.rights.origin)
        yield f'<category term="{xml_text(tag.lower())}" scheme="{xml_text(scheme)}" label="{xml_text(tag)}"/>'
    if entry.summary:
        yield f"<summary>{xml_text(entry.summary)}</summary>"
    yield f'<content type="html">{xml_text(entry.html, WHOLE)}</content>'
    for file in entry.files:
        title = f' title="{xml_text(file.alt)}"' if file.alt else ""
        kind = f'type="{xml_text(file.media_type)}" length="{file.bytes}"'
        yield f'<link rel="enclosure" {kind} href="{xml_text(file.url)}"{title}/>'
    yield from rights.atom_item(entry.rights)
    yield "</entry>"
