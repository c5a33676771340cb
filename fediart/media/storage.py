"""Where files live: named by the hash of their content, written once, never overwritten.

`originals/` and `attachments/` are private; `public/` is what the world may fetch; `incoming/` holds uploads and
half-made renditions on the same file system, so that moving into place is one atomic step.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

from fediart.media.errors import BadKey

Area = Literal["originals", "public", "attachments"]

_KEY: Final = re.compile(
    r"(originals|public|attachments)/([0-9a-f]{2})/([0-9a-f]{2})/(\2\3[0-9a-f]{60})\.(jpg|png|webp|avif|heic|gif|tif|bin)"
)
_FILE_MODE: Final = {"originals": 0o600, "public": 0o644, "attachments": 0o600}
_FOLDER_MODE: Final = {"originals": 0o700, "public": 0o755, "attachments": 0o700}
_NO_LINKS: Final = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EXDEV}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in its place: `key` is what rows keep, `sha256` is lower-case hex, `bytes` its length."""

    key: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class StoredKey:
    """One line of an inventory: `modified` in milliseconds since 1970, the last time anybody kept these bytes."""

    key: str
    bytes: int
    modified: int


class Storage(Protocol):
    """What the server asks of storage, be it a folder or an object store."""

    def incoming(self) -> Path:
        """A fresh private folder for files on their way in; `discard` it when done."""

    def discard(self, folder: Path) -> None:
        """Remove an incoming folder with everything left in it."""

    async def keep(self, temp: Path, area: Area, ext: str) -> StoredFile:
        """Take over `temp`, which is gone afterwards."""

    async def local(self, key: str) -> Path:
        """A readable file on this machine with the content of `key`; never write to it. BadKey, FileNotFoundError."""

    async def modified(self, key: str) -> int:
        """When anybody last kept these bytes, in milliseconds since 1970. BadKey, FileNotFoundError."""

    async def delete(self, key: str) -> bool:
        """Remove the file; False when it was not there."""

    def keys(self, area: Area) -> AsyncIterator[StoredKey]:
        """Every file of an area in the order of the keys, for the sweep of files that no row names."""

    async def sweep_incoming(self, before: int) -> int:
        """Remove incoming folders untouched since `before` (milliseconds since 1970); returns how many."""


class FolderStorage:
    """Storage in one folder of the local file system."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def create(self) -> None:
        """Make the folders; safe to repeat."""
        for area, mode in _FOLDER_MODE.items():
            (self._root / area).mkdir(parents=True, exist_ok=True, mode=mode)
        (self._root / "incoming").mkdir(parents=True, exist_ok=True, mode=0o700)

    def incoming(self) -> Path:
        return Path(tempfile.mkdtemp(dir=self._root / "incoming"))

    def discard(self, folder: Path) -> None:
        if folder.parent != self._root / "incoming":
            raise BadKey(f"{folder} is not an incoming folder of this storage")
        shutil.rmtree(folder, ignore_errors=True)

    async def keep(self, temp: Path, area: Area, ext: str) -> StoredFile:
        return await asyncio.to_thread(self._keep, temp, area, ext)

    def path(self, key: str) -> Path:
        """The file of a key, whether it exists or not. BadKey for anything this storage did not name itself."""
        demand_key(key)
        return self._root / key

    async def local(self, key: str) -> Path:
        path = self.path(key)
        if not await asyncio.to_thread(path.is_file):
            raise FileNotFoundError(errno.ENOENT, f"{key} is not in storage; restore it from a backup", str(path))
        return path

    async def modified(self, key: str) -> int:
        return (await asyncio.to_thread(self.path(key).stat)).st_mtime_ns // 1_000_000

    async def delete(self, key: str) -> bool:
        path = self.path(key)
        try:
            await asyncio.to_thread(path.unlink)
        except FileNotFoundError:
            return False
        return True

    async def keys(self, area: Area) -> AsyncIterator[StoredKey]:
        folder = self._root / area
        for first in await asyncio.to_thread(_names, folder):
            for second in await asyncio.to_thread(_names, folder / first):
                for found in await asyncio.to_thread(_inventory, folder, first, second):
                    yield found

    async def sweep_incoming(self, before: int) -> int:
        return await asyncio.to_thread(self._sweep, before)

    def _keep(self, temp: Path, area: Area, ext: str) -> StoredFile:
        kept = named(temp, area, ext)
        final = self.path(kept.key)
        temp.chmod(_FILE_MODE[area])
        for folder in (final.parent.parent, final.parent):
            folder.mkdir(parents=True, exist_ok=True, mode=_FOLDER_MODE[area])
        if _move(temp, final):
            _sync_folder(final.parent)
            _sync_folder(final.parent.parent)
        else:
            # The same bytes are here already; make them young again, so that no sweep takes them
            # between now and the commit of the row that names them.
            os.utime(final)
        return kept

    def _sweep(self, before: int) -> int:
        removed = 0
        for name in _names(self._root / "incoming"):
            folder = self._root / "incoming" / name
            with contextlib.suppress(FileNotFoundError):
                if _youngest(folder) < before:
                    shutil.rmtree(folder, ignore_errors=True)
                    removed += 1
        return removed


def demand_key(key: str) -> None:
    """Raises BadKey for anything no storage of ours named."""
    if not _KEY.fullmatch(key):
        raise BadKey(f"{key[:100]!r} is not a key of this storage")


def named(temp: Path, area: Area, ext: str) -> StoredFile:
    """What a file is called by its content; the content is on the disk afterwards."""
    sha256, size = _hash_to_disk(temp)
    return StoredFile(f"{area}/{sha256[:2]}/{sha256[2:4]}/{sha256}.{ext}", sha256, size)


def _hash_to_disk(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        os.fsync(file.fileno())
        return digest.hexdigest(), file.tell()


def _move(temp: Path, final: Path) -> bool:
    """Atomic and never overwriting: a hard link fails where a rename would replace. False if already there."""
    try:
        os.link(temp, final)
    except FileExistsError:
        temp.unlink()
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if final.exists():
            temp.unlink()
            return False
        temp.rename(final)
        return True
    temp.unlink()
    return True


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except FileNotFoundError:
        return []


def _inventory(area: Path, first: str, second: str) -> list[StoredKey]:
    found: list[StoredKey] = []
    with contextlib.suppress(FileNotFoundError), os.scandir(area / first / second) as entries:
        for entry in entries:
            key = f"{area.name}/{first}/{second}/{entry.name}"
            if _KEY.fullmatch(key) and entry.is_file(follow_symlinks=False):
                about = entry.stat(follow_symlinks=False)
                found.append(StoredKey(key, about.st_size, about.st_mtime_ns // 1_000_000))
    return sorted(found, key=lambda stored: stored.key)


def _youngest(folder: Path) -> int:
    """When anything in the folder last changed, in milliseconds: a slow upload keeps its folder young."""
    times = [folder.stat().st_mtime_ns]
    with os.scandir(folder) as entries:
        times.extend(entry.stat(follow_symlinks=False).st_mtime_ns for entry in entries)
    return max(times) // 1_000_000
