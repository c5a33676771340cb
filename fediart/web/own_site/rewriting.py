"""Pages that were made with this instance's addresses, with those of another site. Text is not changed."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from typing import Final

Change = Callable[[str], str]
Given = list[tuple[str, str | None]]

_ADDRESSES: Final = ("href", "src")
# What leads to the instance on purpose, or says whose page this is, stays as it is.
_STAYS: Final = frozenset({"canonical", "external", "me"})
# For scripts that are not there.
_NEEDLESS: Final = ("data-full", "data-tile", "data-width", "data-place", "data-caption", "data-wall", "data-compare")


def rewritten(page: str, change: Change) -> str:
    """The page with every address in it as `change` says."""
    writer = _Writer(change)
    writer.feed(page)
    writer.close()
    return "".join(writer.out)


class _Writer(HTMLParser):
    """Copies what it reads, byte for byte, but for the addresses."""

    def __init__(self, change: Change) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._change = change

    def handle_starttag(self, tag: str, attrs: Given) -> None:
        self._element(tag, attrs, ">")

    def handle_startendtag(self, tag: str, attrs: Given) -> None:
        self._element(tag, attrs, "/>")

    def _element(self, tag: str, attrs: Given, end: str) -> None:
        changed = self._changed(attrs)
        if changed == attrs:
            self.out.append(self.get_starttag_text() or "")
            return
        words = (name if value is None else f'{name}="{escape(value)}"' for name, value in changed)
        self.out.append(f"<{' '.join((tag, *words))}{end}")

    def _changed(self, attrs: Given) -> Given:
        if _STAYS & set((dict(attrs).get("rel") or "").split()):
            return attrs
        kept = [(name, value) for name, value in attrs if not name.startswith(_NEEDLESS)]
        return [(name, self._value(name, value) if value else value) for name, value in kept]

    def _value(self, name: str, value: str) -> str:
        if name in _ADDRESSES:
            return self._change(value)
        if name == "srcset":
            choices = (choice.strip().partition(" ") for choice in value.split(","))
            return ", ".join(f"{self._change(path)}{space}{width}" for path, space, width in choices)
        return value

    def handle_endtag(self, tag: str) -> None:
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")

    def handle_comment(self, data: str) -> None:
        """Nothing that a reader misses."""
