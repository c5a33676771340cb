"""The end of importing that runs in a worker process: finds what is in archives, and takes single files out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fediart.language import written
from fediart.media.facts import Limits
from fediart.media.small import write_small
from fediart.translate.imports.archive import Archive
from fediart.translate.imports.found import ArchiveError, Found
from fediart.translate.imports.kinds import KINDS

Files = Sequence[tuple[Path, str]]
"""Archives: where each lies, and what it was called."""


def read(kind: str, files: Files) -> Found:
    """Everything that is in the archives. Raises ArchiveError."""
    with Archive(files) as archive:
        return KINDS[kind].read(archive)


def take(files: Files, wanted: Sequence[tuple[int, str]], folder: Path, most: int) -> list[Path]:
    """Copies members, given as `(archive, name)`, into `folder` under names of our own. Raises ArchiveError."""
    taken = []
    with Archive(files) as archive:
        for number, (file, name) in enumerate(wanted):
            member = archive.find(name)
            if member is None or member.file != file:
                raise ArchiveError(written("%(name)s is not in the archive."), name=name.rpartition("/")[2])
            target = folder / f"taken-{number}"
            archive.copy(member, target, most=most)
            taken.append(target)
    return taken


def small(files: Files, wanted: tuple[int, str], folder: Path, side: int, limits: Limits) -> Path:
    """A small WebP of one picture in the archives. Raises ArchiveError, BadImage."""
    [source] = take(files, [wanted], folder, limits.file_bytes)
    out = folder / "small.webp"
    write_small(source, out, side, limits)
    return out
