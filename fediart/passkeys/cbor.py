"""CBOR (RFC 8949) in the short form that authenticators write (CTAP 2.1, section 8): definite lengths, little depth."""

from __future__ import annotations

from typing import Final

MOST_DEEP: Final = 8
_SIMPLE: Final = {20: False, 21: True, 22: None}


class NotCbor(ValueError):
    """The bytes are broken, too deep, or of a form that no authenticator writes."""


def read(data: bytes, at: int = 0) -> tuple[object, int]:
    """The item that begins at `at`, and where it ends. Raises NotCbor."""
    return _item(data, at, 0)


def _item(data: bytes, at: int, depth: int) -> tuple[object, int]:
    if depth > MOST_DEEP or at >= len(data):
        raise NotCbor("too deep, or it ends too early")
    major, short = data[at] >> 5, data[at] & 31
    if major == 7:
        if short not in _SIMPLE:
            raise NotCbor("a value that is not expected here")
        return _SIMPLE[short], at + 1
    number, at = _number(data, short, at + 1)
    if major == 0:
        return number, at
    if major == 1:
        return -1 - number, at
    if major in (2, 3):
        return _text(data, major, number, at)
    if major == 4:
        return _array(data, number, at, depth)
    if major == 5:
        return _map(data, number, at, depth)
    raise NotCbor("a tag, which is not expected here")


def _number(data: bytes, short: int, at: int) -> tuple[int, int]:
    if short < 24:
        return short, at
    size = 1 << (short - 24)
    if short > 27 or at + size > len(data):
        raise NotCbor("a length that is none")
    return int.from_bytes(data[at : at + size], "big"), at + size


def _text(data: bytes, major: int, size: int, at: int) -> tuple[object, int]:
    found = data[at : at + size]
    if len(found) != size:
        raise NotCbor("it ends too early")
    try:
        return (found if major == 2 else found.decode()), at + size
    except UnicodeDecodeError:
        raise NotCbor("a text that is none") from None


def _array(data: bytes, count: int, at: int, depth: int) -> tuple[list[object], int]:
    if count > len(data):
        raise NotCbor("more items than bytes")
    found: list[object] = []
    for _ in range(count):
        value, at = _item(data, at, depth + 1)
        found.append(value)
    return found, at


def _map(data: bytes, count: int, at: int, depth: int) -> tuple[dict[int | str, object], int]:
    if count > len(data):
        raise NotCbor("more items than bytes")
    found: dict[int | str, object] = {}
    for _ in range(count):
        key, at = _item(data, at, depth + 1)
        value, at = _item(data, at, depth + 1)
        if not isinstance(key, int | str) or key in found:
            raise NotCbor("a key that is none, or comes twice")
        found[key] = value
    return found, at
