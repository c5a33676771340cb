"""Mastodon's older archives are .tar.gz, of which single files cannot be reached: they are packed anew as ZIP."""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import Final

from fediart.language import written
from fediart.translate.imports.archive import MOST_MEMBERS
from fediart.translate.imports.found import ArchiveError

MAGIC: Final = b"\x1f\x8b"
_CHUNK: Final = 1 << 20
_BROKEN: Final = (tarfile.TarError, zlib.error, EOFError, ValueError, OSError)


def repack(source: Path, target: Path, most: int) -> int:
    """Writes the plain files of a .tar.gz into a ZIP, as they are; how many. Links and devices are passed over.

    ArchiveError where it cannot be read, or unpacks to more than `most` bytes.
    """
    budget, count = most, 0
    try:
        with tarfile.open(source, "r|gz") as pack, zipfile.ZipFile(target, "w") as out:
            for member in pack:
                content = pack.extractfile(member) if member.isreg() else None
                if content is None:
                    continue
                count += 1
                budget -= member.size
                if budget < 0 or count > MOST_MEMBERS:
                    raise ArchiveError(written("The archive unpacks to far more than it is; it is not unpacked."))
                about = zipfile.ZipInfo(member.name.removeprefix("./"))
                with out.open(about, "w", force_zip64=True) as copy:
                    while piece := content.read(_CHUNK):
                        copy.write(piece)
    except _BROKEN as error:
        raise ArchiveError(
            written("The archive cannot be unpacked (%(reason)s); download it anew."), reason=str(error)
        ) from None
    return count
