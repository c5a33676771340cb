"""CBOR (RFC 8949), as far as assertions of Content Credentials need it: bounded, and nothing of it is trusted."""

from __future__ import annotations

from typing import Final

MOST_ITEMS: Final = 10_000
MOST_DEEP: Final = 32
_BREAK: Final = object()


def decoded(data: bytes) -> object:
    """The first item: maps as dicts by their text keys, arrays as lists, tags dropped, what has no text as None.

    Raises ValueError for what is broken, too deep or too much.
    """
    value, _ = _Reader(data).item(0, 0)
    if value is _BREAK:
        raise ValueError("a break that ends nothing")
    return value


class _Reader:
    """Counts the items, so that no input keeps it busy."""

    __slots__ = ("_data", "_left")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = MOST_ITEMS

    def item(self, at: int, depth: int) -> tuple[object, int]:
        self._left -= 1
        if depth > MOST_DEEP or self._left < 0:
            raise ValueError("too deep, or too many items")
        major, short = self._byte(at) >> 5, self._byte(at) & 31
        number, at = self._number(short, at + 1)
        if major in (2, 3):
            return self._text(major, number, at, depth)
        if major == 4:
            return self._array(number, at, depth)
        if major == 5:
            return self._map(number, at, depth)
        if major == 6:
            return self.item(at, depth + 1)
        if major == 7:
            return (_BREAK if short == 31 else {20: False, 21: True}.get(short)), at
        if number is None:
            raise ValueError("a number without an end")
        return (number if major == 0 else -1 - number), at

    def _byte(self, at: int) -> int:
        if at >= len(self._data):
            raise ValueError("it ends too early")
        return self._data[at]

    def _number(self, short: int, at: int) -> tuple[int | None, int]:
        """The argument of an item; None for one of indefinite length."""
        if short < 24:
            return short, at
        if short == 31:
            return None, at
        if short > 27:
            raise ValueError("a length that is none")
        size = 1 << (short - 24)
        if at + size > len(self._data):
            raise ValueError("it ends too early")
        return int.from_bytes(self._data[at : at + size], "big"), at + size

    def _text(self, major: int, size: int | None, at: int, depth: int) -> tuple[object, int]:
        if size is None:
            parts, at = self._array(None, at, depth)
            return "".join(part for part in parts if isinstance(part, str)), at
        if at + size > len(self._data):
            raise ValueError("it ends too early")
        return (self._data[at : at + size].decode("utf-8", "replace") if major == 3 else None), at + size

    def _array(self, count: int | None, at: int, depth: int) -> tuple[list[object], int]:
        found: list[object] = []
        while count is None or len(found) < count:
            value, at = self.item(at, depth + 1)
            if value is _BREAK:
                break
            found.append(value)
        return found, at

    def _map(self, count: int | None, at: int, depth: int) -> tuple[dict[str, object], int]:
        found: dict[str, object] = {}
        read = 0
        while count is None or read < count:
            key, at = self.item(at, depth + 1)
            if key is _BREAK:
                break
            value, at = self.item(at, depth + 1)
            read += 1
            if isinstance(key, str):
                found[key] = value
        return found, at
