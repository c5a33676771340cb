"""Instagram's download as HTML: each post is a box with a heading, pictures, and a date as people write it.

The names of the boxes' classes are Instagram's and have changed over the years; those of 2019 to 2025 are known here.
Where a date is in another language than English, only the month in the file's folder is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from fediart.translate.imports.captions import mended
from fediart.translate.imports.dates import moment
from fediart.translate.imports.instagram_post import Post

_BOX: Final = ("_a6-g", "uiBoxWhite")
_CAPTION: Final = ("_a6-h", "_2lel")
_DATE: Final = ("_a6-o", "_2lem")
_EMPTY: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_MOST_DEPTH: Final = 400


@dataclass(slots=True)
class _Box:
    """A post while it is read; `depth` is that of its element."""

    depth: int
    caption: list[str] = field(default_factory=list)
    date: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    """Goes through the page once, and keeps nothing but the boxes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.posts: list[Post] = []
        self._open: list[str] = []
        self._box: _Box | None = None
        self._into: tuple[list[str], int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "br" and self._into is not None:
            self._into[0].append("\n")
        if tag not in _EMPTY:
            if len(self._open) >= _MOST_DEPTH:
                return
            self._open.append(tag)
        classes = (said.get("class") or "").split()
        if self._box is None:
            if any(name in classes for name in _BOX):
                self._box = _Box(len(self._open))
            return
        if tag in ("img", "video", "source"):
            self._add(said.get("src"))
        elif tag == "a":
            self._add(said.get("href"))
        elif self._into is None and any(name in classes for name in _CAPTION):
            self._into = self._box.caption, len(self._open)
        elif self._into is None and any(name in classes for name in _DATE):
            self._into = self._box.date, len(self._open)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open:
            return
        while self._open and self._open.pop() != tag:
            pass
        if self._into is not None and len(self._open) < self._into[1]:
            self._into = None
        if self._box is not None and len(self._open) < self._box.depth:
            self._end(self._box)

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[0].append(data)

    def close(self) -> None:
        super().close()
        if self._box is not None:
            self._end(self._box)

    def _add(self, reference: str | None) -> None:
        """Files of the archive only: what leads elsewhere is no picture of the post."""
        if self._box is None or not reference or "://" in reference or "media/" not in reference:
            return
        if reference not in self._box.files:
            self._box.files.append(reference)

    def _end(self, box: _Box) -> None:
        self._box = self._into = None
        if box.files:
            caption = mended("".join(box.caption).strip())
            date = " ".join("".join(box.date).split())
            self.posts.append(Post(caption, tuple(box.files), ("",) * len(box.files), moment(date)))


def posts_of_page(text: str) -> list[Post]:
    """The posts of a page, in its order."""
    page = _Page()
    page.feed(text)
    page.close()
    return page.posts
