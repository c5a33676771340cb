"""What the elements of somebody else's page say to us, read in one pass: no page keeps us busy, however it is made
(advisory 58).

The parser of the standard library takes time that grows with the square of a page, and gives up on some.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator

MOST_TAGS = 2000  # of one page that are looked at
LONGEST = 4096  # characters of one tag

_START = re.compile(r"<(!--|/?[a-z][a-z0-9-]{0,31})(?=[\s/>-]|$)|<(!--)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""[\s/]*([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
# What is in these is text, or not for people who see the page.
_TEXT = frozenset(
    {"script", "style", "textarea", "title", "template", "noscript", "iframe", "xmp", "noembed", "noframes"}
)


def links(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    """`a` and `link` elements with their attributes, in order; `body` where it begins."""
    return ((name, said) for name, said, _ in elements(page, ("a", "link", "body")))


def elements(page: str, names: Collection[str]) -> Iterator[tuple[str, dict[str, str], str]]:
    """Elements of these names in order, at most `MOST_TAGS`: name, attributes, and the text of `script` and the like.

    An element that does not end is none, and has nothing after it.
    """
    at = seen = 0
    while seen < MOST_TAGS and (start := _START.search(page, at)) is not None:
        name, at = (start[1] or start[2]).lower(), start.end()
        said, begin = _attributes(page[at : at + LONGEST]) if name in names else ({}, 0)
        text = ""
        if name == "!--" or name in _TEXT:
            end = re.compile("-->" if name == "!--" else f"</{name}", re.IGNORECASE).search(page, at)
            if end is None:
                break
            text, at = page[at + begin : end.start()] if name in names else "", end.end()
        if name in names:
            seen += 1
            yield name, said, text


def _attributes(tag: str) -> tuple[dict[str, str], int]:
    """And where the tag ends. Of several with one name the first counts, as in browsers; none where it does not end."""
    said: dict[str, str] = {}
    at = 0
    while (part := _ATTRIBUTE.match(tag, at)) is not None:
        name, *values = part.groups()
        said.setdefault(name.lower(), html.unescape(next((one for one in values if one is not None), "")).strip())
        at = part.end()
    at += len(tag[at:]) - len(tag[at:].lstrip(" \t\r\n\f/"))
    return (said, at + 1) if tag[at : at + 1] == ">" else ({}, len(tag))
