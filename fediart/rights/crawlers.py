"""The list of AI crawlers, by category, from `crawlers.toml` or a file of the same shape."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

SHIPPED = Path(__file__).with_name("crawlers.toml")


@dataclass(frozen=True, slots=True)
class Crawlers:
    """User-agent product tokens: who trains, who fetches AI input, who does not say."""

    training: tuple[str, ...]
    retrieval: tuple[str, ...]
    undeclared: tuple[str, ...]


def read_crawlers(path: Path = SHIPPED) -> Crawlers:
    """Read a crawler list. Raises ValueError saying what to mend in the file."""
    try:
        lists = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path} is not TOML: {error}") from error
    return Crawlers(*(_names(path, lists, key) for key in ("training", "retrieval", "undeclared")))


def _names(path: Path, lists: dict[str, object], key: str) -> tuple[str, ...]:
    names = lists.get(key)
    if not isinstance(names, list) or not all(isinstance(name, str) and _one_line(name) for name in names):
        raise ValueError(f"{path} needs a list of crawler names under {key!r}")
    return tuple(names)


def _one_line(name: str) -> bool:
    return bool(name.strip()) and name.isprintable() and "#" not in name and name != "*"
