"""ExifTool as a reader that owes us nothing: it says what is really written into a file."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path(__file__).parents[1] / "foreign/node_modules/exiftool-vendored.pl/bin/exiftool"

# What cameras and programs write about people, places and devices; none of it may reach the public. The groups are
# those of `-G1`; a tag of the picture itself (size, colours, profile) is in none of them.
PRIVATE_GROUPS = ("GPS", "IFD0", "IFD1", "ExifIFD", "MakerNotes", "MakerUnknown", "IPTC", "Photoshop", "JUMBF", "MPF0")
PRIVATE_WORDS = ("gps", "serial", "thumbnail", "makernote", "preview", "ownername", "location", "history")


def exiftool(*arguments: str | Path) -> str:
    """Its output; a clear failure where `npm install` was never run."""
    if not PROGRAM.exists():
        pytest.fail(f"{PROGRAM} is missing: run `make test`, or `npm install` in tests/foreign.", pytrace=False)
    done = subprocess.run(
        ["perl", PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, f"exiftool: {done.stderr}"
    return done.stdout


def read(paths: Iterable[Path]) -> dict[Path, dict[str, Any]]:
    """Every tag of every file as `GROUP:Name`, also unknown and repeated ones."""
    rows = json.loads(exiftool("-j", "-n", "-G1", "-struct", "-U", "-ee", *paths))
    return {Path(row["SourceFile"]): row for row in rows}


def private_tags(tags: dict[str, Any]) -> dict[str, Any]:
    """What of these says more than it should. Our own packet is XMP, and is checked word by word elsewhere."""
    return {
        name: value
        for name, value in tags.items()
        if name.partition(":")[0] in PRIVATE_GROUPS
        or any(word in name.lower().replace(" ", "") for word in PRIVATE_WORDS)
        or "SECRET" in json.dumps(value)
    }
