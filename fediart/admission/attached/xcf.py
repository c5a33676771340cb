"""GIMP's XCF: the list of layers with their names and groups, after GIMP's devel-docs/xcf.txt."""

from __future__ import annotations

import re
from typing import Final

from fediart.admission.attached.facts import MOST_LAYERS
from fediart.admission.attached.source import Damaged, Found, Source, demand

_VERSION: Final = re.compile(rb"gimp xcf (file|v\d{3})\0")
_END, _VISIBLE, _TEXT, _GROUP, _PATH = 0, 8, 26, 29, 30
_MOST_PROPERTIES: Final = 500
_MOST_NAME: Final = 4_096


def read_xcf(source: Source, found: Found) -> None:
    """Fills `found` from the head and from each layer's head. Damaged."""
    match = _VERSION.match(source.read(0, 14))
    demand(match is not None, "its version is unknown")
    word = match[1] if match else b"file"
    version = 0 if word == b"file" else int(word[1:])
    found.width, found.height = source.numbers(">II", 14)
    at = 26 + (4 if version >= 4 else 0)
    at, _ = _properties(source, at)
    pointer = ">Q" if version >= 11 else ">I"
    for _ in range(MOST_LAYERS + 1):
        place = source.number(pointer, at)
        at += 8 if version >= 11 else 4
        if not place:
            return
        _layer(source, found, place)
    raise Damaged(f"it has more than {MOST_LAYERS} layers")


def _layer(source: Source, found: Found, at: int) -> None:
    length = source.number(">I", at + 12)
    demand(length <= _MOST_NAME, "the name of a layer of it is too long")
    name = source.read(at + 16, length).rstrip(b"\0").decode("utf-8", "replace")
    _, said = _properties(source, at + 16 + length)
    kind = "group" if _GROUP in said else "text" if _TEXT in said else "layer"
    level = max(0, len(said.get(_PATH, b"")) // 4 - 1)
    found.add(name, kind, level, said.get(_VISIBLE, b"\0\0\0\1") != b"\0\0\0\0")


def _properties(source: Source, at: int) -> tuple[int, dict[int, bytes]]:
    """Where they end, and the few that say something about the list."""
    said: dict[int, bytes] = {}
    for _ in range(_MOST_PROPERTIES):
        kind, length = source.numbers(">II", at)
        at += 8
        if kind == _END:
            return at, said
        if kind in (_VISIBLE, _TEXT, _GROUP, _PATH):
            said[kind] = source.read(at, min(length, 400))
        at += length
    raise Damaged("it has too many properties")
