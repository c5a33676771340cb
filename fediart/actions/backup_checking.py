"""Reads a whole backup back: every part, every table and every file, against what its manifest promises."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fediart.actions import backup_database
from fediart.actions.backup_files import LIST, Damaged, read_list, sha256_in
from fediart.actions.backup_manifest import INCLUDED, Backup
from fediart.media.digest import sha256_of


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong, in sentences; none where every byte is as it was written. `files` that were read back."""

    wrong: tuple[str, ...]
    files: int


async def check(backup: Backup, *, media: bool = True) -> Checked:
    """Reads everything; without `media`, all but the files of storage."""
    return await asyncio.to_thread(_check, backup, media)


def _check(backup: Backup, media: bool) -> Checked:
    wrong = [*_parts(backup), *_tables(backup)]
    if media and backup.about.media == INCLUDED and not wrong:
        files = list(_files(backup))
        return Checked(tuple(word for word in files if word), len(files))
    return Checked(tuple(wrong), 0)


def _parts(backup: Backup) -> Iterator[str]:
    for place, part in backup.about.parts.items():
        path = backup.folder / place
        try:
            found = backup_database.unpacked_digest(path) if path.suffix == ".gz" else sha256_of(path)
        except (OSError, Damaged):
            found = ""
        if found != part.digest:
            yield f"{path} is {'damaged' if path.exists() else 'missing'}"


def _tables(backup: Backup) -> Iterator[str]:
    for name, table in backup.about.tables.items():
        path = backup.folder / backup_database.TABLES / f"{name}.jsonl.gz"
        if table.digest:
            try:
                found = backup_database.read_tally(path)
            except (OSError, Damaged) as error:
                yield str(error)
                continue
            if found != table:
                yield f"{path} holds {found.rows} rows, not those {table.rows} that were written"


def _files(backup: Backup) -> Iterator[str]:
    """A word for each that is wrong, an empty one for each that is right."""
    for key, size in read_list(backup.folder / LIST):
        yield _file(backup.pool / key, key, size)


def _file(path: Path, key: str, size: int) -> str:
    try:
        if path.stat().st_size == size and sha256_of(path) == sha256_in(key):
            return ""
    except FileNotFoundError:
        return f"{path} is missing"
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}"
    return f"{path} is damaged"
