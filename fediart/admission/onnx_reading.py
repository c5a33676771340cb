"""Looks into an ONNX file before anything loads it: which operators it names, and whether it reaches for other files.

Only the protobuf's outline is walked (onnx.proto, IR version 10); weights are skipped, not read.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from fediart.admission.entries import ModelError

MOST_BYTES: Final = 1 << 30
_DOMAINS: Final = frozenset({"", "ai.onnx", "ai.onnx.ml", "com.microsoft"})
_DEEPEST: Final = 16
_EXTERNAL: Final = 1

# Field numbers of the messages that can lead to an operator or a tensor, and what they hold.
_INSIDE: Final = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 11: "attribute"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {},
}
_NAMES: Final = {"node": (7, 4), "function": (10, 1)}  # domain, name


@dataclass(slots=True)
class _Outline:
    operators: set[tuple[str, str]] = field(default_factory=set)
    functions: set[tuple[str, str]] = field(default_factory=set)
    external: bool = False


def check_graph(path: Path) -> None:
    """ModelError where the file is no ONNX graph, too large, keeps weights elsewhere or needs operators of its own."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise ModelError(f"{path} has {size >> 20} MiB, and at most {MOST_BYTES >> 20} MiB are loaded.")
    if not size:
        raise ModelError(f"{path} is no usable ONNX model (it is empty).")
    found = _Outline()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            _walk(data, 0, size, "model", found, 0)
        except (ValueError, IndexError, UnicodeDecodeError):
            raise ModelError(f"{path} is no usable ONNX model (it cannot be read).") from None
    if found.external:
        raise ModelError(f"{path} keeps weights in other files, which are not loaded; export it as one file.")
    own = sorted(f"{domain}.{name}" for domain, name in found.operators - found.functions if domain not in _DOMAINS)
    if own:
        raise ModelError(f"{path} needs operators that are not ONNX's own ({', '.join(own)[:200]}); export it without.")
    if not found.operators:
        raise ModelError(f"{path} is no usable ONNX model (it holds no graph).")


def _walk(data: mmap.mmap, start: int, end: int, kind: str, found: _Outline, depth: int) -> None:
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    inside = _INSIDE[kind]
    texts: dict[int, str] = {}
    for number, value, length in _fields(data, start, end):
        if kind == "tensor":
            found.external = found.external or number == 13 or (number == 14 and value == _EXTERNAL)
        elif number in inside and length >= 0:
            _walk(data, value, value + length, inside[number], found, depth + 1)
        elif kind in _NAMES and number in _NAMES[kind] and length >= 0:
            texts[number] = data[value : value + min(length, 200)].decode()
    if kind in _NAMES:
        domain, name = (texts.get(number, "") for number in _NAMES[kind])
        (found.operators if kind == "node" else found.functions).add((domain, name))


def _fields(data: mmap.mmap, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Number, value and -1 of whole numbers; number, place and length of everything with a length."""
    while at < end:
        key, at = _varint(data, at, end)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(data, at, end)
            yield number, value, -1
        elif wire == 2:
            length, at = _varint(data, at, end)
            if length > end - at:
                raise ValueError("a field longer than its message")
            yield number, at, length
            at += length
        elif wire in (1, 5):
            at += 8 if wire == 1 else 4
        else:
            raise ValueError("an unknown wire type")
    if at != end:
        raise ValueError("a message cut short")


def _varint(data: mmap.mmap, at: int, end: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= end:
            break
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
    raise ValueError("a number cut short")
