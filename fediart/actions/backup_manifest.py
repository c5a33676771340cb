"""What a backup says of itself: `manifest.json`, written last, names every part with its length and checksum."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from fediart.clock import moment
from fediart.errors import Problem
from fediart.language import _

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
PARTIAL: Final = ".partial"
BY_HAND, SCHEDULED, BEFORE_UPGRADE, BEFORE_DOWNGRADE = "by-hand", "scheduled", "before-upgrade", "before-downgrade"
KINDS: Final = (BY_HAND, SCHEDULED, BEFORE_UPGRADE, BEFORE_DOWNGRADE)
INCLUDED, REFERENCED = "include", "reference"
_NAME: Final = re.compile(rf"(\d{{4}}-\d\d-\d\d-\d{{6}})-({'|'.join(KINDS)})(-\d+)?")


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a backup. `digest` is the SHA-256 of its bytes, or of what they unpack to."""

    bytes: int
    digest: str


@dataclass(frozen=True, slots=True)
class Table:
    """`digest` adds up those of the rows, in whatever order."""

    rows: int
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`taken` in ms. `parts` by their path in the backup's folder, `files` of storage with `bytes` in all, `missing`
    those that rows name and storage had lost; `outside` what the config names beyond its folder, by its part's path.
    `version` is the program's that made it, `ran` that of the one which had run on this database before, if known.
    """

    host: str
    version: str
    kind: str
    taken: int
    engine: str
    migrations: tuple[str, ...]
    tables: Mapping[str, Table]
    parts: Mapping[str, Part]
    media: str
    files: int
    bytes: int
    missing: tuple[str, ...]
    config: str
    outside: Mapping[str, str]
    ran: str = ""
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Backup:
    """A whole backup in its folder."""

    folder: Path
    about: Manifest

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def pool(self) -> Path:
        """The files of storage, which all backups of one place share."""
        return self.folder.parent / "files"


def name_of(kind: str, taken: int) -> str:
    """`2026-11-23-020000-scheduled`; `taken` in ms."""
    return f"{moment(taken):%Y-%m-%d-%H%M%S}-{kind}"


def is_name(name: str) -> bool:
    """Whether a folder of this name is a backup of ours."""
    return _NAME.fullmatch(name) is not None


def in_words(taken: int) -> str:
    """`2026-11-23 02:00 UTC`; `taken` in ms."""
    at: datetime = moment(taken)
    return f"{at:%Y-%m-%d %H:%M} UTC"


def write(folder: Path, about: Manifest) -> None:
    (folder / MANIFEST).write_text(json.dumps(asdict(about), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(folder: Path) -> Backup:
    """The backup in a folder. Raises Problem where there is none, or one of a newer fediart."""
    try:
        raw: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found = int(raw["format"])
    except FileNotFoundError:
        raise Problem(
            _(
                "%(folder)s holds no backup: there is no %(value)s in it. Name another folder.",
                folder=folder,
                value=MANIFEST,
            )
        ) from None
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise Problem(
            _("%(folder)s cannot be read (%(why)s). Take an older backup.", folder=folder / MANIFEST, why=str(error))
        ) from error
    if found != FORMAT:
        raise Problem(
            _("%(folder)s was written by a newer fediart. Install that version, then try again.", folder=folder)
        )
    try:
        return Backup(folder, _manifest(raw))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Problem(
            _("%(folder)s is damaged (%(why)s). Take an older backup.", folder=folder / MANIFEST, why=str(error))
        ) from error


def _manifest(raw: dict[str, Any]) -> Manifest:
    given = dict(raw)
    given["migrations"] = tuple(raw["migrations"])
    given["missing"] = tuple(raw["missing"])
    given["tables"] = {name: Table(**table) for name, table in raw["tables"].items()}
    given["parts"] = {name: Part(**part) for name, part in raw["parts"].items()}
    for path in given["parts"]:
        if path.startswith("/") or ".." in Path(path).parts:
            raise ValueError(f"{path!r} lies outside the backup")
    return Manifest(**given)


def every(place: Path) -> list[Backup]:
    """The whole backups of a place, the oldest first. What is damaged or broken off is left out."""
    found = []
    for folder in _folders(place):
        try:
            found.append(read(folder))
        except Problem:
            continue
    return sorted(found, key=lambda one: (one.about.taken, one.name))


def damaged(place: Path) -> list[Path]:
    """Folders that have a backup's name, and no manifest that can be read."""
    whole = {one.folder for one in every(place)}
    return [folder for folder in _folders(place) if folder not in whole]


def _folders(place: Path) -> list[Path]:
    try:
        return sorted(path for path in place.iterdir() if is_name(path.name) and path.is_dir())
    except FileNotFoundError:
        return []


def find(where: Path) -> Backup:
    """The backup in this folder, or the newest of those in it. Raises Problem where there is none."""
    if (where / MANIFEST).exists():
        return read(where)
    if found := every(where):
        return found[-1]
    raise Problem(_("%(where)s holds no backup. Name the folder of one, or the folder where backups lie.", where=where))
