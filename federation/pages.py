"""Where a page for people says its ActivityPub object is: `<link rel="alternate" type="application/activity+json">`.

Read in one pass over a bounded beginning (advisory 58). The address is only a hint: what answers there must have it as
its id.
"""

from __future__ import annotations

from urllib.parse import urljoin

from federation.fetched import Document
from federation.lenient import http_url
from federation.links import links
from federation.media_types import is_activity_json

HTML = ("text/html", "application/xhtml+xml")
MOST_BYTES = 256 * 1024


def activity_link(page: Document) -> str | None:
    """The absolute address that the page names before its body begins, None where it names none."""
    for name, said in links(page.body[:MOST_BYTES].decode("utf-8", "replace")):
        if name == "body":
            return None
        named = name == "link" and "alternate" in said.get("rel", "").lower().split()
        if named and is_activity_json(said.get("type", "")):
            try:
                return http_url(urljoin(page.url, said.get("href", "")))
            except ValueError:
                return None
    return None
