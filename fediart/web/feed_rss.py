"""A feed as RSS 2.0, with Media RSS for the pictures beyond the first.

Their descriptions stand in the text of the item alone: readers take `media:description` for the item's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import format_datetime

from fediart import __version__
from fediart.clock import moment
from fediart.rights import feeds as rights
from fediart.rights.xmltext import xml_text
from fediart.translate.feeds import Entry, Feed, File
from fediart.web.feed_atom import WHOLE, links

MEDIA_TYPE = "application/rss+xml"
ENDING = "rss"

_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
    "rsl": rights.RSL,
}


def document(feed: Feed) -> bytes:
    """The page of the feed; every item says its own rights."""
    named = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())
    start = f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {named}>'
    return "\n".join([start, "<channel>", *_channel(feed), "</channel>\n</rss>\n"]).encode()


def _channel(feed: Feed) -> Iterator[str]:
    yield f"<title>{xml_text(feed.title)}</title>"
    yield f"<link>{xml_text(feed.home)}</link>"
    yield f"<description>{xml_text(feed.description or feed.title)}</description>"
    yield f"<lastBuildDate>{_date(feed.updated)}</lastBuildDate>"
    yield f"<generator>fediart {__version__}</generator>"
    yield "<docs>https://www.rssboard.org/rss-specification</docs>"
    yield f"<copyright>{xml_text(rights.whole_notice(feed.rights))}</copyright>"
    yield from links(feed, ENDING, MEDIA_TYPE, prefix="atom:")
    yield from rights.licence_links(feed.rights.origin, feed.rights.licence, prefix="atom:")
    if feed.icon:
        # The three have to say the same as the channel (RSS 2.0).
        yield (
            f"<image><url>{xml_text(feed.icon)}</url><title>{xml_text(feed.title)}</title>"
            f"<link>{xml_text(feed.home)}</link></image>"
        )
    for entry in feed.entries:
        yield from _item(entry)


def _item(entry: Entry) -> Iterator[str]:
    yield "<item>"
    yield f"<title>{xml_text(entry.title)}</title>"
    yield f"<link>{xml_text(entry.url)}</link>"
    yield f'<guid isPermaLink="false">{xml_text(entry.id)}</guid>'
    yield f"<pubDate>{_date(entry.published)}</pubDate>"
    yield f"<dc:creator>{xml_text(entry.author.name)}</dc:creator>"
    if entry.language:
        yield f"<dc:language>{xml_text(entry.language)}</dc:language>"
    for tag in entry.tags:
        yield f"<category>{xml_text(tag)}</category>"
    yield f"<description>{xml_text(entry.html, WHOLE)}</description>"
    if entry.files:
        first = entry.files[0]  # RSS knows one enclosure
        kind = f'type="{xml_text(first.media_type)}" length="{first.bytes}"'
        yield f'<enclosure url="{xml_text(first.url)}" {kind}/>'
    for file in entry.files:
        yield _media(file)
    yield from rights.rss_item(entry.rights)
    yield "</item>"


def _media(file: File) -> str:
    size = f'fileSize="{file.bytes}" width="{file.width}" height="{file.height}"'
    kind = f'type="{xml_text(file.media_type)}" medium="image"'
    return f'<media:content url="{xml_text(file.url)}" {kind} {size}/>'


def _date(milliseconds: int) -> str:
    return format_datetime(moment(milliseconds), usegmt=True)
