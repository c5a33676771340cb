"""Where a page for people says its ActivityPub object is: `<link rel="alternate" type="application/activity+json">`.

A real parser over a bounded beginning (advisory 58). The address is only a hint: what answers there must have it as
its id.
"""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin

from federation.fetched import Document
from federation.lenient import http_url
from federation.media_types import is_activity_json

HTML = ("text/html", "application/xhtml+xml")
MOST_BYTES = 256 * 1024


class _Links(HTMLParser):
    """Remembers the first alternate that is ActivityPub; the body of the page is not looked at."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: str | None = None
        self.over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self.over = True
        if tag != "link" or self.found is not None or self.over:
            return
        said = {name: value or "" for name, value in attrs}
        if "alternate" in said.get("rel", "").lower().split() and is_activity_json(said.get("type", "")):
            self.found = said.get("href", "").strip()


def activity_link(page: Document) -> str | None:
    """The absolute address that the page names, None where it names none."""
    reader = _Links()
    text = page.body[:MOST_BYTES].decode("utf-8", "replace")
    for start in range(0, len(text), 8192):
        reader.feed(text[start : start + 8192])
        if reader.found is not None or reader.over:
            break
    try:
        return http_url(urljoin(page.url, reader.found)) if reader.found else None
    except ValueError:
        return None
