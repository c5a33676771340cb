"""How large the pictures are with which the worlds of photographs are furnished: as meant, or small in a hurry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_SCALE: ContextVar[float] = ContextVar("scale", default=1.0)


@contextmanager
def smaller(scale: float) -> Iterator[None]:
    """Inside, everything is drawn at this share of its size."""
    before = _SCALE.set(scale)
    try:
        yield
    finally:
        _SCALE.reset(before)


def sized(size: tuple[int, int]) -> tuple[int, int]:
    return max(48, int(size[0] * _SCALE.get())), max(48, int(size[1] * _SCALE.get()))
