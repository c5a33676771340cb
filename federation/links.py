"""The links of somebody else's page, read in one pass: no page keeps us busy, however it is made (advisory 58).

The parser of the standard library takes time that grows with the square of a page, and gives up on some.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

MOST_TAGS = 2000  # links of one page that are looked at
LONGEST = 4096  # characters of one tag

_START = re.compile(r"<(!--|/?[a-z][a-z0-9-]{0,31})(?=[\s/>-]|$)|<(!--)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""[\s/]*([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
# What is in these is text, or not for people who see the page.
_TEXT = frozenset(
    {"script", "style", "textarea", "title", "template", "noscript", "iframe", "xmp", "noembed", "noframes"}
)


def links(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    """`a` and `link` elements with their attributes, in order; `body` where it begins."""
    at = seen = 0
    while seen < MOST_TAGS and (start := _START.search(page, at)) is not None:
        name, at = (start[1] or start[2]).lower(), start.end()
        if name == "!--" or name in _TEXT:
            end = re.compile("-->" if name == "!--" else f"</{name}", re.IGNORECASE).search(page, at)
            if end is None:
                break
            at = end.end()
        elif name in ("a", "link", "body"):
            seen += 1
            yield name, _attributes(page[at : at + LONGEST])


def _attributes(tag: str) -> dict[str, str]:
    """Of several with one name the first counts, as in browsers; none where the tag does not end."""
    said: dict[str, str] = {}
    at = 0
    while (part := _ATTRIBUTE.match(tag, at)) is not None:
        name, *values = part.groups()
        said.setdefault(name.lower(), html.unescape(next((one for one in values if one is not None), "")).strip())
        at = part.end()
    return said if tag[at:].lstrip(" \t\r\n/").startswith(">") else {}
