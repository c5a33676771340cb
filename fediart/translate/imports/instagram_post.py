"""A post of Instagram as both forms of its download give it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Post:
    """`files` are references into the archive in their order, `below` what stands under each; `happened` is ms or 0."""

    caption: str
    files: tuple[str, ...]
    below: tuple[str, ...]
    happened: int
