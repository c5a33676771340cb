"""What a seal says and how it went: plain facts between the server and the workers that seal.

A seal is a C2PA manifest that this instance signs: what was done here, what AI may do with the picture, and, as far as
the artist wants it kept, what the upload's own manifests said. It claims nothing about where a picture comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

FEDERATED_ROOM: Final = 512 << 10
ROOM: Final = 64 << 10


class Kept(StrEnum):
    """How much of an upload's own Content Credentials goes into the public files."""

    WHOLE = "whole"
    TRIMMED = "trimmed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Seal:
    """How to sign, and what is said of every file of a work.

    `certificate` and `key` are PEM files, `anchors` PEM certificates whose signers are trusted, `title` the address of
    the work, `entries` those of the assertion cawg.training-mining, `source_type` an IPTC address or empty.
    """

    certificate: Path
    key: Path
    version: str
    title: str
    entries: Mapping[str, Mapping[str, str]]
    source_type: str = ""
    anchors: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """The file that renditions were made of. Its manifests are read only if `kept` is not NONE."""

    path: Path
    media_type: str
    kept: Kept = Kept.NONE


@dataclass(frozen=True, slots=True)
class ToSeal:
    """A public file, sealed in its place. `actions` are C2PA's words for what was done to it here.

    `room` is how many bytes the upload's manifests may add; what takes more is trimmed, or left out.
    """

    path: Path
    media_type: str
    actions: tuple[str, ...] = ()
    room: int = FEDERATED_ROOM


@dataclass(frozen=True, slots=True)
class Sealed:
    """How it went: the file's size in bytes, what was kept of the upload's, and why no more (or no seal at all)."""

    bytes: int
    done: bool
    kept: Kept = Kept.NONE
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What the library reads in a file: `report` in its own shape, `stores` the assertions by their manifest.

    `closed` are manifests with parts that cannot be blacked out, such as embedded identity documents.
    """

    report: Mapping[str, Any]
    stores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    closed: tuple[str, ...] = ()


def room_for(role: str, size: int) -> int:
    """How many bytes the upload's manifests may add to a rendition of `size` bytes: small files stay small."""
    return FEDERATED_ROOM if role == "federated" else max(ROOM, size // 4)
