"""Which files of a folder are looked at, one after the other, whatever lies there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fediart.errors import Problem

PICTURES: Final = frozenset(
    (".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif", ".gif", ".tif", ".tiff")
)  # what is looked at in folders; a file that is named is always looked at


@dataclass(frozen=True, slots=True)
class Listed:
    """A file to look at, or, with a `problem`, a folder that cannot be."""

    path: Path
    problem: str = ""


def listed(paths: Sequence[Path]) -> Iterator[Listed]:
    """The files named, and those in the folders named and below, by name. Links to folders are not followed.

    Raises Problem for a path where nothing is.
    """
    for path in paths:
        if path.is_dir():
            yield from _below(path)
        elif os.path.lexists(path):
            yield Listed(path)
        else:
            raise Problem(f"There is no file or folder {path}; check the path.")


def _below(folder: Path) -> Iterator[Listed]:
    """Without recursion, so that no depth of folders is too deep; only one folder's names are in memory at a time."""
    waiting = [str(folder)]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                names = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
        except OSError as error:
            yield Listed(Path(here), f"The folder cannot be read ({error.strerror or error}).")
            continue
        folders = []
        for name, is_folder in names:
            full = f"{here}/{name}"
            if is_folder:
                folders.append(full)
            elif Path(name).suffix.lower() in PICTURES and not Path(full).is_dir():
                yield Listed(Path(full))
        waiting.extend(reversed(folders))
