"""A document to HTML: headings with anchors, code and tables that the keyboard can scroll, links that lead to pages.

The only module that knows markdown-it-py. HTML in a document is shown as text and never passed through.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

_KINDS = {"sh": "Commands", "console": "Commands", "toml": "Configuration", "ini": "Configuration"}
_KINDS |= {"nginx": "Configuration", "caddy": "Configuration", "json": "JSON"}
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Section:
    """What stands below one heading, as plain text. `level` is that of the heading, 1 for the document's title."""

    level: int
    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """A document as HTML without its title, and the same in sections."""

    title: str
    html: str
    sections: tuple[Section, ...]


# What a link in a document leads to: an address, or nothing where it has no page.
Linked = Callable[[str], str]


def written(text: str, linked: Linked, picture: Callable[[str], tuple[str, Path] | None]) -> Written:
    """`linked` answers for links that name no host, `picture` with the address and the file of a picture."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(text)
    title, tokens = _without_title(tokens)
    sections = _Sections(title)
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and after is not None:
            token.attrSet("id", sections.begin(int(token.tag[1]), _words(after)))
        elif token.type in ("inline", "fence", "code_block"):
            sections.add(_words(token))
    for token in tokens:
        for child in token.children or ():
            _mend(child, linked, picture)
        _drop_empty_links(token)
    _with_anchors(tokens)
    _scrollable(tokens)
    return Written(title, markdown.renderer.render(tokens, markdown.options, {}), sections.all())


def _without_title(tokens: list[Token]) -> tuple[str, list[Token]]:
    if len(tokens) > 2 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        return _words(tokens[1]), tokens[3:]
    return "", tokens


def _words(token: Token) -> str:
    """The text of a token as it is read, without marks."""
    if token.children is None:
        return token.content
    return "".join(_word(child) for child in token.children)


def _word(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content


class _Sections:
    def __init__(self, title: str) -> None:
        self._heads = [(1, "", title)]
        self._texts: list[list[str]] = [[]]
        self._seen: dict[str, int] = {}

    def begin(self, level: int, title: str) -> str:
        """The anchor: spelled as where documents are read beside the code, so that one link serves both."""
        anchor = _NOT_IN_ANCHORS.sub("", title.lower()).strip().replace(" ", "-") or "section"
        again = self._seen.get(anchor, 0)
        self._seen[anchor] = again + 1
        if again:
            anchor = f"{anchor}-{again}"
        self._heads.append((level, anchor, title))
        self._texts.append([])
        return anchor

    def add(self, text: str) -> None:
        self._texts[-1].append(" ".join(text.split()))

    def all(self) -> tuple[Section, ...]:
        heads = zip(self._heads, self._texts, strict=True)
        return tuple(Section(*head, " ".join(one for one in text if one != head[2])) for head, text in heads)


def _mend(token: Token, linked: Linked, picture: Callable[[str], tuple[str, Path] | None]) -> None:
    """A link or a picture: those to other hosts say so, the rest leads to pages and files of ours."""
    if token.type == "link_open":
        address = str(token.attrs.get("href", ""))
        if urlsplit(address).scheme:
            token.attrSet("rel", "noopener noreferrer")
        else:
            token.attrSet("href", address if address.startswith("#") else linked(address))
    elif token.type == "image":
        found = picture(str(token.attrs.get("src", "")))
        token.attrSet("src", found[0] if found else "")
        token.attrSet("loading", "lazy")
        if found:
            width, height = size_of_png(found[1].read_bytes())
            token.attrs |= {"width": width, "height": height}


def _drop_empty_links(token: Token) -> None:
    """What a link without a page said stays, as words."""
    kept: list[Token] = []
    dropping = False
    for child in token.children or ():
        if child.type == "link_open" and not child.attrs.get("href"):
            dropping = True
        elif child.type == "link_close" and dropping:
            dropping = False
        elif child.type != "image" or child.attrs.get("src"):
            kept.append(child)
    if token.children is not None:
        token.children = kept


def size_of_png(data: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the first chunk (PNG, section 11.2.2). Raises ValueError for anything else."""
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR":
        raise ValueError("The documentation's pictures are PNG files.")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _raw(html: str) -> Token:
    return Token("html_block", "", 0, content=html)


def _with_anchors(tokens: list[Token]) -> None:
    """Each heading ends with a link to itself."""
    for token, after in pairwise(tokens):
        if token.type != "heading_open" or after.children is None:
            continue
        anchor, words = escape(str(token.attrs["id"])), escape(_words(after))
        link = f' <a class="docs-anchor" href="#{anchor}" aria-label="Link to “{words}”">#</a>'
        after.children.append(Token("html_inline", "", 0, content=link))


def _scrollable(tokens: list[Token]) -> None:
    """Code and tables stand in boxes that scroll, which the keyboard reaches."""
    counts: dict[str, int] = {}
    wrapped: list[Token] = []
    for token in tokens:
        if token.type in ("fence", "code_block"):
            wrapped.append(_raw(_code(token, counts)))
        elif token.type == "table_open":
            wrapped += (_raw(f'<div class="docs-scroll" tabindex="0" role="group" {_label("Table", counts)}>'), token)
        elif token.type == "table_close":
            wrapped += (token, _raw("</div>"))
        else:
            wrapped.append(token)
    tokens[:] = wrapped


def _code(token: Token, counts: dict[str, int]) -> str:
    label = _label(_KINDS.get(token.info.strip(), "Code"), counts)
    return f'<pre dir="ltr" tabindex="0" role="group" {label}><code>{escape(token.content, quote=False)}</code></pre>\n'


def _label(kind: str, counts: dict[str, int]) -> str:
    counts[kind] = counts.get(kind, 0) + 1
    return f'aria-label="{kind} {counts[kind]}"'


def outline(sections: Sequence[Section]) -> tuple[Section, ...]:
    """What the table of contents of a page names: its chapters and what is in them."""
    return tuple(one for one in sections if one.level in (2, 3))
