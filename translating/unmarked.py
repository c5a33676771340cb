"""Finds words that people read and no translator sees: text, attributes and literals of templates without a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import jinja2
from jinja2 import nodes

_READ = {"aria-label", "title", "alt", "placeholder", "label", "data-label", "aria-description", "aria-valuetext"}
_CODE = {"code", "kbd", "pre", "samp", "svg", "script", "style"}
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]{2,}")
# A sentence, or a word that begins one; addresses, classes and sizes are neither.
_SENTENCE = re.compile(r"[A-Z“][^\W\d_]*[a-z]{2}|.*[a-z]{2,}[,:;.]? [a-z]{2,}")
_TECHNICAL = re.compile(r"[/={}<>#@]|\d(px|rem|vw|vh)|^(https?:|[a-z-]+( big)?$)|\bvw\b|\brem\b|\bwebauthn\b")
_ATTRIBUTE = re.compile(r'="|\d(rem|vw)\b')  # macros that write attributes
_MARKS = {"_", "ngettext", "N_"}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code += tag in _CODE
        self.found += [value for name, value in attrs if name in _READ and value and _WORD.search(value)]

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in _CODE

    def handle_data(self, data: str) -> None:
        if not self._code and _WORD.search(data) and not _ATTRIBUTE.search(data):
            self.found.append(" ".join(data.split()))


def in_text(source: str) -> list[str]:
    """Words of a template that stand outside of all expressions."""
    reader = _Text()
    reader.feed(_JINJA.sub("", source))
    return reader.found


def in_expressions(source: str) -> Iterator[str]:
    """Sentences inside of expressions that no mark surrounds."""
    yield from _literals(jinja2.Environment(autoescape=True).parse(source))


def _literals(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in _MARKS:
        for named in node.kwargs:
            yield from _literals(named.value)
        return
    if isinstance(node, nodes.Compare | nodes.Extends | nodes.FromImport | nodes.Include | nodes.Import | nodes.Test):
        return
    if isinstance(node, nodes.Filter) and node.name in ("replace", "selectattr", "rejectattr", "map", "groupby"):
        return
    if isinstance(node, nodes.Dict):
        for pair in node.items:
            yield from _literals(pair.value)
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and _is_read(node.value):
        yield node.value
    for child in node.iter_child_nodes():
        yield from _literals(child)


def _is_read(text: str) -> bool:
    return bool(_SENTENCE.match(text)) and not _TECHNICAL.search(text)


def in_template(path: Path) -> list[str]:
    """All of them in one file."""
    source = path.read_text(encoding="utf-8")
    return [*in_text(source), *in_expressions(source)]
