"""What the command line prints: results on stdout, progress and errors on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sized
from typing import Any, TypeVar

Thing = TypeVar("Thing")


def say(text: str = "") -> None:
    print(text, flush=True)


def say_json(value: Any) -> None:
    """One line of JSON: a list of results is JSON Lines."""
    print(json.dumps(value, ensure_ascii=False), flush=True)


def say_error(text: str) -> None:
    print(f"fediart: {text}", file=sys.stderr, flush=True)


def table(rows: Iterable[tuple[str, ...]], head: tuple[str, ...]) -> None:
    """Columns as wide as their widest word."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        say("  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip())


def progress(things: Iterable[Thing], what: str) -> Iterator[Thing]:
    """Passes things on and shows a bar on a terminal; on a pipe it keeps silent."""
    total = len(things) if isinstance(things, Sized) else 0
    shown = sys.stderr.isatty() and total > 1
    for number, thing in enumerate(things):
        if shown:
            _bar(what, number, total)
        yield thing
    if shown:
        _bar(what, total, total)
        print(file=sys.stderr)


def _bar(what: str, done: int, total: int) -> None:
    width = 30
    filled = width * done // total
    print(f"\r{what} [{'#' * filled}{'.' * (width - filled)}] {done}/{total}", end="", file=sys.stderr, flush=True)
