"""Copies of stored files in a folder of this machine, within a budget: what was used longest ago goes first.

The folder may be shared by several processes. When a file was last used is its time of access; its time of change is
that of the object, so that every machine answers with the same ETag and Last-Modified.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fediart.media.storage import demand_key

IN_USE: Final = 5 * 60_000  # whoever asked for a file so lately may be at it still
UNUSED: Final = 24 * 3600_000  # nothing lies here longer than so: what was deleted elsewhere is gone, too
_TOUCHED: Final = 60_000
_SHARE: Final = 20  # the folder is looked through after each twentieth of the budget that came in


@dataclass(frozen=True, slots=True)
class _Copy:
    used: int
    bytes: int
    path: Path


class FileCache:
    """`budget` in bytes; `now` gives milliseconds since 1970. Everything here blocks: call it in a thread."""

    def __init__(self, root: Path, budget: int, now: Callable[[], int]) -> None:
        self._root = root
        self._budget = budget
        self._now = now
        self._since = 0

    def create(self) -> None:
        """Makes the folder; safe to repeat."""
        (self._root / "coming").mkdir(parents=True, exist_ok=True, mode=0o700)

    def find(self, key: str) -> Path | None:
        """The copy of a key. Raises BadKey."""
        path = self._path(key)
        try:
            about = path.stat()
            if abs(self._now() - about.st_atime_ns // 1_000_000) > _TOUCHED:
                self._touch(path, about.st_mtime_ns)
        except FileNotFoundError:
            return None
        return path

    def coming(self) -> Path:
        """A fresh empty file for what is being fetched; `take` it, or remove it."""
        handle, name = tempfile.mkstemp(dir=self._root / "coming")
        os.close(handle)
        return Path(name)

    def take(self, key: str, temp: Path, modified: int) -> Path:
        """Moves `temp` into place as the copy of a key, and makes room where too much has come. `modified`: when the
        object was written, in milliseconds since 1970."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temp.chmod(0o600)
        self._since += temp.stat().st_size
        self._touch(temp, modified * 1_000_000)
        temp.replace(path)
        if self._since > self._budget // _SHARE:
            self._since = 0
            self.trim()
        return path

    def drop(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def trim(self) -> int:
        """Removes what nobody used for a day, then the longest unused until the budget holds. Returns how many."""
        now, removed = self._now(), 0
        copies = sorted(self._copies(), key=lambda one: one.used)
        total = sum(one.bytes for one in copies)
        for one in copies:
            age = now - one.used
            if age < IN_USE or (age < UNUSED and total <= self._budget):
                break
            one.path.unlink(missing_ok=True)
            total -= one.bytes
            removed += 1
        return removed

    def bytes(self) -> int:
        """How much lies here now."""
        return sum(one.bytes for one in self._copies())

    def _path(self, key: str) -> Path:
        demand_key(key)
        return self._root / key

    def _touch(self, path: Path, modified: int) -> None:
        os.utime(path, ns=(self._now() * 1_000_000, modified))

    def _copies(self) -> Iterator[_Copy]:
        for folder, _, names in os.walk(self._root):
            for name in names:
                path = Path(folder, name)
                with contextlib.suppress(FileNotFoundError):
                    about = path.stat()
                    yield _Copy(about.st_atime_ns // 1_000_000, about.st_size, path)
