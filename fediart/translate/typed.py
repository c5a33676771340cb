"""HTML that a client sends, as the text a person would have typed here: our own markup is made of that."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Final

from federation.lenient import text
from federation.objects import Raw
from federation.particulars import body_of
from fediart.sanitize import clean, plain
from fediart.translate.body import markup_of

_ANCHOR: Final = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
_HREF: Final = re.compile(r'href="([^"]*)"')
_SPACE: Final = re.compile(r"[ \t\r\n]+")
_BLOCK: Final = re.compile(r"(</(?:p|h[1-6]|blockquote|pre|ul|ol)>)")
_MANY: Final = re.compile(r"\n{3,}")
_TYPED: Final = ("", "text/plain", "text/markdown", "text/x-markdown")
LONGEST: Final = 100_000


def typed_of(raw: Raw, people: Mapping[str, str]) -> str:
    """What a post says: its `source` where that is text, else its `content`. `people` as in `typed`."""
    source = raw.get("source")
    if isinstance(source, dict):
        kind = (text(source.get("mediaType"), 128) or "").partition(";")[0].strip().lower()
        written = text(source.get("content"), LONGEST)
        if written and kind in _TYPED:
            return written.strip()
    said, media_type = body_of(raw)
    return said.strip() if media_type in _TYPED else typed(markup_of(said, media_type), people)


def typed(markup: str, people: Mapping[str, str]) -> str:
    """`people` are handles such as `@bob@art.example` by the addresses that links to them have.

    What has no markup at all keeps its lines, as some clients send it.
    """
    if "<" not in markup:
        return html.unescape(markup).strip()
    flat = markup if "<pre" in markup.lower() else _SPACE.sub(" ", markup)
    safe = clean(flat)

    def told(match: re.Match[str]) -> str:
        found = _HREF.search(match[1])
        address, shown = html.unescape(found[1]) if found else "", plain(match[2])
        return html.escape(_link(address, shown, people), quote=False)

    lines = plain(_BLOCK.sub(r"\1" + "\n", _ANCHOR.sub(told, safe)).replace("<li>", "<li>- ")).split("\n")
    return _MANY.sub("\n\n", "\n".join(one.strip() for one in lines)).strip()


def _link(address: str, shown: str, people: Mapping[str, str]) -> str:
    """A link as it would be typed: a handle, a tag, a bare address, or words with their address behind."""
    if address in people:
        return people[address]
    if not address or shown.startswith("#"):
        return shown
    if not shown or shown.rstrip("…/") in address:
        return address
    return f"{shown} ({address})"
