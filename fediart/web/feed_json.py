"""A feed as JSON Feed 1.1; the rights stand in an extension of ours, `_fediart`."""

from __future__ import annotations

import json
from typing import Any

from fediart.clock import iso
from fediart.rights import feeds as rights
from fediart.translate.feeds import Author, Entry, Feed, File

MEDIA_TYPE = "application/feed+json"
ENDING = "json"
VERSION = "https://jsonfeed.org/version/1.1"


def document(feed: Feed) -> bytes:
    """The page of the feed; every item says its own rights. What is unknown is left out."""
    made: dict[str, Any] = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.at(ENDING, feed.page),
        "description": feed.description,
        "next_url": feed.at(ENDING, feed.next) if feed.next else "",
        "icon": feed.icon,
        "authors": [_author(one) for one in feed.authors],
        "_fediart": rights.json_whole(feed.rights),
        "items": [_item(entry) for entry in feed.entries],
    }
    kept = {name: value for name, value in made.items() if value or name == "items"}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()


def _author(author: Author) -> dict[str, str]:
    return {"name": author.name, "url": author.url} | ({"avatar": author.avatar} if author.avatar else {})


def _item(entry: Entry) -> dict[str, Any]:
    terms = rights.json_item(entry.rights)
    made: dict[str, Any] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "summary": entry.summary,
        "image": entry.files[0].url if entry.files else "",
        "date_published": iso(entry.published),
        "date_modified": iso(entry.updated),
        "authors": [_author(entry.author)],
        "tags": list(entry.tags),
        "language": entry.language,
        "attachments": [_attachment(file) for file in entry.files],
        "_fediart": terms | ({"warning": entry.warning} if entry.warning else {}),
    }
    return {name: value for name, value in made.items() if value}


def _attachment(file: File) -> dict[str, Any]:
    known = {"url": file.url, "mime_type": file.media_type, "size_in_bytes": file.bytes}
    return known | ({"title": file.alt} if file.alt else {})
