"""A folder that is brought to hold these files: what did not change keeps its date, what we did not write stays.

`manifest.sha256` lists what an export wrote, as `sha256sum --check` reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Final

from fediart.errors import Problem
from fediart.language import _

MANIFEST: Final = "manifest.sha256"
_FIRST: Final = "# fediart portfolio: what the export wrote"
_LINE: Final = re.compile(r"([0-9a-f]{64})  (\S.*)")


@dataclass(slots=True)
class Folder:
    """`before` are the hashes of an earlier export by place, `sums` those of this one, so far."""

    root: Path
    before: dict[str, str]
    sums: dict[str, str] = field(default_factory=dict)
    written: int = 0


def begin(root: Path) -> Folder:
    """Raises Problem where the folder holds something else than an earlier export."""
    folder = Folder(root, _earlier(root))
    root.mkdir(parents=True, exist_ok=True)
    _list(folder, folder.before)
    return folder


def put(folder: Folder, place: str, body: bytes) -> None:
    """Raises Problem for a place that is none in the folder."""
    digest = sha256(body).hexdigest()
    folder.sums[place] = digest
    if _replace(_path(folder.root, place), body):
        folder.written += 1


def finish(folder: Folder) -> int:
    """Takes away what an earlier export wrote and this one did not; how many files that was."""
    gone = [place for place in folder.before if place not in folder.sums]
    for place in gone:
        path = _path(folder.root, place)
        path.unlink(missing_ok=True)
        for parent in [*path.relative_to(folder.root).parents][:-1]:
            spot = folder.root / parent
            if spot.is_dir() and not any(spot.iterdir()):
                spot.rmdir()
    _list(folder, folder.sums)
    return len(gone)


def _list(folder: Folder, sums: dict[str, str]) -> None:
    lines = [_FIRST, *(f"{digest}  {place}" for place, digest in sorted(sums.items()))]
    _replace(folder.root / MANIFEST, ("\n".join(lines) + "\n").encode())


def _replace(path: Path, body: bytes) -> bool:
    """Whole or not at all. False where these bytes are there already."""
    if path.is_file() and path.stat().st_size == len(body) and path.read_bytes() == body:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(body)
    part.replace(path)
    return True


def _path(root: Path, place: str) -> Path:
    """Raises Problem for a way out of the folder: a link in it, or a damaged manifest."""
    parts = PurePosixPath(place).parts
    if not parts or place.startswith("/") or ".." in parts or "\\" in place or "\0" in place:
        raise Problem(_("%(place)s is no place in a folder. Export to a new one.", place=place))
    path = here = root.joinpath(*parts)
    while here != root:
        if here.is_symlink():
            raise Problem(_("%(path)s is a link, which would lead out of the folder. Remove it.", path=here))
        here = here.parent
    return path


def _earlier(root: Path) -> dict[str, str]:
    if not root.exists() or (root.is_dir() and not any(root.iterdir())):
        return {}
    try:
        first, *lines = (root / MANIFEST).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        first, lines = "", []
    if first != _FIRST:
        raise Problem(_("%(root)s is not empty and holds no earlier export. Choose a new folder.", root=root))
    found = (_LINE.fullmatch(line) for line in lines)
    return {one[2]: one[1] for one in found if one}
