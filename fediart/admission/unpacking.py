"""Takes the files of a model out of an archive that may be hostile. Runs in a worker process, within its limits."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Final

from fediart.admission.entries import ModelError

MOST_BYTES: Final = 2 << 30
MOST_FILES: Final = 1000
_KEPT: Final = (".onnx", ".toml", ".json", ".md", ".txt")
_CHUNK: Final = 1 << 20
_BROKEN: Final = (
    tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError
)  # fmt: skip


def unpack(archive: Path, into: Path) -> Path:
    """The folder of the model: the highest one below `into` with a manifest.toml or a config.json.

    Only files of models are written, only plain ones, and only below `into`. ModelError says what is wrong.
    """
    budget = MOST_BYTES
    try:
        for number, (name, file) in enumerate(_members(archive)):
            if number >= MOST_FILES:
                raise ModelError(f"The archive has more than {MOST_FILES} files; pack the model alone.")
            target = _place(into, name)
            if target is not None:
                budget -= _write(file, target, budget)
    except _BROKEN as error:
        raise ModelError(f"The archive cannot be unpacked ({error}); .zip and .tar.gz can be.") from None
    return _root(into)


def _members(archive: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Names and contents of the plain files; links, devices and folders are passed over."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as pack:
            for entry in pack.infolist():
                if not entry.is_dir() and (entry.external_attr >> 16) & 0o170000 in (0, 0o100000):
                    with pack.open(entry) as file:
                        yield entry.filename, file
        return
    with tarfile.open(archive, "r|*") as pack:
        for member in pack:
            content = pack.extractfile(member) if member.isreg() else None
            if content is not None:
                yield member.name, content


def _place(into: Path, name: str) -> Path | None:
    """Where a member goes; None for what no model needs. A name that leads out is an attack, not a mistake."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\0" in name or len(path.parts) > 8:
        raise ModelError(f"The archive holds a file with the name {name[:80]!r}, which leads out of it; do not use it.")
    if path.suffix.lower() not in _KEPT and path.stem.upper() not in ("LICENSE", "LICENCE"):
        return None
    return into.joinpath(*path.parts)


def _write(file: IO[bytes], target: Path, budget: int) -> int:
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with target.open("xb") as out:
        while chunk := file.read(_CHUNK):
            written += len(chunk)
            if written > budget:
                raise ModelError(f"The archive holds more than {MOST_BYTES >> 30} GiB; it is not unpacked.")
            out.write(chunk)
    return written


def _root(into: Path) -> Path:
    found = [path.parent for name in ("manifest.toml", "config.json") for path in into.rglob(name)]
    if not found:
        raise ModelError("The archive holds neither a manifest.toml nor a Hugging Face config.json: it is no model.")
    return min(found, key=lambda path: (len(path.parts), str(path)))


@contextmanager
def staging(models: Path, name: str) -> Iterator[Path]:
    """An empty folder beside the installed models, gone afterwards whatever happens."""
    folder = models / f".{name}.partial"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o750)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
