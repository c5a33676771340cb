"""A strict reader of JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/): each of its rules is a check."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

VERSION = "https://jsonfeed.org/version/1.1"
FEED = {
    "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str, "user_comment": str,
    "next_url": str, "icon": str, "favicon": str, "authors": list, "language": str, "expired": bool, "hubs": list,
    "items": list,
}  # fmt: skip
ITEM = {
    "id": str, "url": str, "external_url": str, "title": str, "content_html": str, "content_text": str, "summary": str,
    "image": str, "banner_image": str, "date_published": str, "date_modified": str, "authors": list, "tags": list,
    "language": str, "attachments": list,
}  # fmt: skip
AUTHOR = {"name": str, "url": str, "avatar": str}
ATTACHMENT = {
    "url": str, "mime_type": str, "title": str, "size_in_bytes": (int, float), "duration_in_seconds": (int, float),
}  # fmt: skip
ADDRESSES = {"home_page_url", "feed_url", "next_url", "icon", "favicon", "url", "external_url", "image", "avatar"}


def read(body: bytes) -> dict[str, Any]:
    """The feed. Fails with the first thing that the specification does not allow."""
    feed: dict[str, Any] = json.loads(body.decode("utf-8"))
    assert isinstance(feed, dict)
    _members(feed, FEED, "feed")
    assert feed["version"] == VERSION
    assert feed["title"]
    _authors(feed)
    ids = [_item(one) for one in feed["items"]]
    assert len(set(ids)) == len(ids), "ids are unique"
    if "next_url" in feed:
        assert feed["next_url"] != feed["feed_url"], "must not be the same as feed_url"
    return feed


def _members(part: dict[str, Any], known: dict[str, Any], where: str) -> None:
    for name, value in part.items():
        if name.startswith("_"):
            assert name[1:2].isalpha(), f"{where}: an extension begins with a letter after the underscore"
            assert "." not in name and isinstance(value, dict), f"{where}: {name} is an object"
            continue
        assert name in known, f"{where}: {name} is not in the specification"
        assert isinstance(value, known[name]) and not (known[name] is str and isinstance(value, bool)), name
        assert name == "items" or value not in ("", []), f"{where}: {name} says nothing"
        if name in ADDRESSES:
            assert urlsplit(value).scheme in ("http", "https") and urlsplit(value).netloc, f"{where}: {name} {value}"


def _authors(part: dict[str, Any]) -> None:
    for author in part.get("authors", []):
        _members(author, AUTHOR, "author")
        assert author, "at least one of name, url and avatar"


def _item(item: dict[str, Any]) -> str:
    _members(item, ITEM, "item")
    assert item.get("id"), "an id is required"
    assert "content_html" in item or "content_text" in item, "one of the two is required"
    _authors(item)
    for name in ("date_published", "date_modified"):
        if name in item:
            assert datetime.fromisoformat(item[name]).tzinfo is not None, "RFC 3339"
    for tag in item.get("tags", []):
        assert isinstance(tag, str) and tag
    for file in item.get("attachments", []):
        _members(file, ATTACHMENT, "attachment")
        assert {"url", "mime_type"} <= set(file)
        assert file.get("size_in_bytes", 1) > 0
    found: str = item["id"]
    return found
