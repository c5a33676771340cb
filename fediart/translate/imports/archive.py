"""ZIP archives from strangers: listed, checked before anything is unpacked, and read member by member.

No name in an archive ever becomes a path here (advisory 73): members are copied to names of our own. Links are not
there at all; a name that leads out, a bomb or a password makes the whole archive unreadable.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Final, Self

from fediart.language import written
from fediart.translate.imports.found import ArchiveError

MOST_MEMBERS: Final = 100_000
MOST_TEXT: Final = 128 << 20
_RATIO: Final = 200  # as much smaller as plain text may become; pictures hardly do
_SMALL: Final = 16 << 20  # what is no larger than this may be packed as tightly as it likes
_ALLOWANCE: Final = 512 << 20
_CHUNK: Final = 1 << 20
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError)
_FILE: Final = (0, 0o100000)
_TEXTS: Final = (".csv", ".json")
_NEVER: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: the number of the archive, its name there, and how many bytes it has."""

    file: int
    name: str
    bytes: int
    modified: tuple[int, int, int, int, int, int]

    @property
    def base(self) -> str:
        return self.name.rpartition("/")[2]

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.base).suffix.lower()


class Archive:
    """Several files as if they were one, since large downloads come in parts. Raises ArchiveError.

    Each is `(path, what it was called)`: a ZIP, or a single text, which is the only member of an archive of its own.
    """

    def __init__(self, files: Sequence[tuple[Path, str]]) -> None:
        self._packs: list[zipfile.ZipFile | Path] = []
        self._members: dict[str, Member] = {}
        self._tops: list[str] = []
        try:
            for number, (path, name) in enumerate(files):
                self._open(number, path, name)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        for pack in self._packs:
            if isinstance(pack, zipfile.ZipFile):
                pack.close()

    def members(self) -> Iterator[Member]:
        yield from self._members.values()

    def named(self, wanted: Callable[[str], bool]) -> list[Member]:
        """Those whose last part of the name is wanted, in the order of their names."""
        return sorted((one for one in self._members.values() if wanted(one.base)), key=lambda one: one.name)

    def called(self, name: str) -> list[Member]:
        """Those whose last part of the name is this."""
        return [one for one in self._members.values() if one.base == name]

    def find(self, reference: str, *, beside: Member | None = None) -> Member | None:
        """What a file of the archive calls another: from the top, below the folder that holds everything, or beside."""
        plain = reference.split("?")[0].removeprefix("./").lstrip("/")
        folders = [*self._tops]
        if beside is not None:
            above = PurePosixPath(beside.name).parents
            folders = [*(f"{one.as_posix()}/" for one in above if one.as_posix() != "."), *folders]
        for folder in ("", *folders):
            if found := self._members.get(folder + plain):
                return found
        return None

    def text(self, member: Member) -> str:
        """A text in UTF-8. Raises ArchiveError."""
        if member.bytes > MOST_TEXT:
            raise ArchiveError(
                written("%(name)s is too large to be read (%(size)s MB)."), name=member.base, size=member.bytes >> 20
            )
        pack = self._packs[member.file]
        try:
            read = pack.read_bytes() if isinstance(pack, Path) else pack.read(member.name)
            return read.decode("utf-8-sig", "replace")
        except _BROKEN as error:
            raise ArchiveError(
                written("%(name)s cannot be unpacked (%(reason)s); download the archive anew."),
                name=member.base,
                reason=str(error),
            ) from None

    def json(self, member: Member) -> Any:
        """Raises ArchiveError."""
        try:
            return json.loads(self.text(member))
        except (ValueError, RecursionError):
            raise ArchiveError(written("%(name)s is damaged; download the archive anew."), name=member.base) from None

    def copy(self, member: Member, target: Path, *, most: int) -> int:
        """Writes a member to `target`, which is not there yet. ArchiveError if it has more than `most` bytes."""
        if member.bytes > most:
            raise ArchiveError(written("%(name)s has more than %(most)s MB."), name=member.base, most=most // 1_000_000)
        size, pack = 0, self._packs[member.file]
        if isinstance(pack, Path):
            raise ArchiveError(written("%(name)s is no archive."), name=member.base)
        try:
            with pack.open(member.name) as source, target.open("xb") as out:
                while piece := source.read(_CHUNK):
                    size += len(piece)
                    if size > most:
                        raise ArchiveError(
                            written("%(name)s has more than %(most)s MB."), name=member.base, most=most // 1_000_000
                        )
                    out.write(piece)
        except _BROKEN as error:
            raise ArchiveError(
                written("%(name)s cannot be unpacked (%(reason)s)."), name=member.base, reason=str(error)
            ) from None
        return size

    def digest(self, member: Member) -> str:
        """The SHA-256 of a member in hexadecimal digits; empty where it cannot be unpacked."""
        pack, made = self._packs[member.file], hashlib.sha256()
        if isinstance(pack, Path):
            return ""
        try:
            with pack.open(member.name) as source:
                while piece := source.read(_CHUNK):
                    made.update(piece)
        except _BROKEN:
            return ""
        return made.hexdigest()

    def _open(self, number: int, path: Path, name: str) -> None:
        base = name.replace("\\", "/").rpartition("/")[2]
        if PurePosixPath(base).suffix.lower() in _TEXTS:
            self._packs.append(path)
            self._members.setdefault(base, Member(number, base, path.stat().st_size, _NEVER))
            return
        try:
            pack = zipfile.ZipFile(path)
            self._packs.append(pack)
            entries = pack.infolist()
        except _BROKEN:
            raise ArchiveError(written("This is no ZIP file, or it did not arrive whole; download it anew.")) from None
        _demand_sound(entries, path.stat().st_size)
        for entry in entries:
            if not entry.is_dir() and (entry.external_attr >> 16) & 0o170000 in _FILE:
                member = Member(number, entry.filename, entry.file_size, entry.date_time)
                self._members.setdefault(entry.filename, member)
        tops = {entry.filename.partition("/")[0] + "/" for entry in entries if "/" in entry.filename}
        self._tops += sorted(tops - set(self._tops))[:50]


def _demand_sound(entries: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Looks at what the archive says of itself; reading never goes beyond that. Raises ArchiveError."""
    if len(entries) > MOST_MEMBERS:
        raise ArchiveError(written("The archive holds more than %(most)s files; send it in parts."), most=MOST_MEMBERS)
    if (
        sum(entry.compress_size for entry in entries) > size
        or sum(entry.file_size for entry in entries) > _ALLOWANCE + 20 * size
    ):
        raise ArchiveError(written("The archive unpacks to far more than it is; it is not unpacked."))
    for entry in entries:
        if entry.flag_bits & 1:
            raise ArchiveError(written("The archive has a password; pack it without one."))
        if entry.file_size > _SMALL and entry.file_size > _RATIO * max(entry.compress_size, 1):
            raise ArchiveError(written("The archive unpacks to far more than it is; it is not unpacked."))
        if _leads_out(entry.filename):
            raise ArchiveError(
                written("The archive holds a file named %(name)s, which leads out of it."),
                name=repr(entry.filename[:80]),
            )


def _leads_out(name: str) -> bool:
    parts = name.split("/")
    return name.startswith("/") or ".." in parts or "\\" in name or "\0" in name or len(parts) > 32
