"""The files of a backup: storage's, kept once for all backups of a place, and those beside the config."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import hashlib
import logging
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fediart.actions.backup_manifest import Part
from fediart.actions.certificates import FOLDER as CERTIFICATES
from fediart.actions.certificates import files_of
from fediart.admission.judgement import INSTALLED
from fediart.config import Config
from fediart.media import errors
from fediart.media.digest import sha256_of
from fediart.media.storage import Area, Storage
from fediart.rights.crawlers import OWN as CRAWLERS

AREAS: Final[tuple[Area, ...]] = ("originals", "public", "attachments")
LIST: Final = "files.txt.gz"
BESIDE: Final = "instance"
OUTSIDE: Final = "outside"
_CHUNK: Final = 1 << 20

log = logging.getLogger("fediart.backup")


class Damaged(Exception):
    """The bytes are not those that the name or the manifest promises."""


@dataclass(slots=True)
class Taken:
    """What a round over storage has found: every key with its length, and how much of it was new to the pool."""

    keys: dict[str, int]
    added: int = 0
    added_bytes: int = 0


def sha256_in(key: str) -> str:
    """Storage names its files by their content."""
    return key.rpartition("/")[2].partition(".")[0]


async def take_files(storage: Storage, pool: Path | None) -> Taken:
    """Goes over storage, and puts into the pool what is not there. Without a pool, only looks.

    A file whose bytes are not what its name says is left out, as if it were missing. Raises StorageAway.
    """
    taken = Taken({})
    for area in AREAS:
        async for found in storage.keys(area):
            if pool is not None and not await asyncio.to_thread(_holds, pool / found.key, found.bytes):
                try:
                    await asyncio.to_thread(put, await storage.local(found.key), pool / found.key, sha256_in(found.key))
                except FileNotFoundError:
                    continue  # deleted meanwhile
                except (Damaged, errors.Damaged) as error:
                    log.error("%s", error)
                    continue
                taken.added += 1
                taken.added_bytes += found.bytes
            taken.keys[found.key] = found.bytes
    return taken


def _holds(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False


def put(source: Path, target: Path, sha256: str) -> None:
    """A file in its place, or none: linked where both lie on one disk, else copied and read back."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        os.link(source, part)
    except FileNotFoundError:
        raise
    except OSError:
        _copy(source, part)
    if sha256_of(part) != sha256:
        part.unlink()
        raise Damaged(f"{source} is damaged: its content is not what its name or its backup says")
    part.replace(target)


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as original, target.open("xb") as copy:
        os.fchmod(copy.fileno(), 0o600)
        shutil.copyfileobj(original, copy, _CHUNK)
        copy.flush()
        os.fsync(copy.fileno())


def write_list(path: Path, keys: Mapping[str, int]) -> Part:
    """One line for each file: its length and its key."""
    digest = hashlib.sha256()
    with gzip.open(path, "wb", compresslevel=1) as packed:
        for key in sorted(keys):
            line = f"{keys[key]} {key}\n".encode()
            digest.update(line)
            packed.write(line)
    return Part(path.stat().st_size, digest.hexdigest())


def read_list(path: Path) -> Iterator[tuple[str, int]]:
    """The keys and lengths of a list."""
    with gzip.open(path, "rt", encoding="utf-8") as packed:
        for line in packed:
            size, _, key = line.rstrip("\n").partition(" ")
            yield key, int(size)


def sweep(pool: Path, lists: Iterable[Path]) -> tuple[int, int]:
    """Deletes from the pool what no backup lists. How many files, and their bytes."""
    named = {key for path in lists for key, _ in read_list(path)}
    gone = size = 0
    for path in pool.glob("*/*/*/*"):
        if path.relative_to(pool).as_posix() not in named:
            size += path.stat().st_size
            path.unlink()
            gone += 1
    return gone, size


def beside(config: Config) -> dict[str, Path]:
    """What belongs to the instance and is no row and no file of storage, by its place in a backup."""
    wanted = [config.path, *files_below(config.folder / CERTIFICATES), config.folder / CRAWLERS]
    wanted += files_below(config.folder / INSTALLED)
    wanted += [config.folder / name for name in (config.admission.trust_anchors, config.federation.ca_bundle) if name]
    if config.c2pa.certificate:
        wanted += [files_of(config).certificate, files_of(config).key]
    found: dict[str, Path] = {}
    for path in wanted:
        if path.is_file():
            inside = path.resolve().is_relative_to(config.folder.resolve())
            place = path.resolve().relative_to(config.folder.resolve()) if inside else Path(str(path).lstrip("/"))
            found[f"{BESIDE if inside else OUTSIDE}/{place.as_posix()}"] = path
    return found


def files_below(folder: Path) -> list[Path]:
    """Every plain file in a folder and those within; none where it is not there."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def take_beside(
    found: Mapping[str, Path], folder: Path, before: Mapping[str, Part], last: Path | None
) -> dict[str, Part]:
    """Copies them into a backup; what is the same as in the last one is linked to it."""
    parts = {}
    for place, path in found.items():
        target, digest = folder / place, sha256_of(path)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        same = last is not None and place in before and before[place].digest == digest
        with contextlib.suppress(OSError):
            if same and last is not None:
                os.link(last / place, target)
        if not target.exists():
            _copy(path, target)
        if sha256_of(target) != digest:
            raise Damaged(f"{path} changed while it was copied; try again")
        parts[place] = Part(target.stat().st_size, digest)
    return parts
