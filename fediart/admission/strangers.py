"""Judges files that nobody vouches for, as they lie in a folder: they may be no files, be swapped, change or vanish."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from fediart.admission.judge import judge_file
from fediart.admission.judgement import Judgement
from fediart.media.facts import Limits

_FLAGS: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_HANDLES: Final = Path("/proc/self/fd")


def judge_stranger(path: Path, models: Sequence[Path], anchors: str, limits: Limits) -> Judgement:
    """`judge_file`, from one opening of the file: a pipe or device is never waited for, a file that is swapped for
    another meanwhile is not mixed up with it, and one that changes is told. Nothing is raised."""
    try:
        handle = os.open(path, _FLAGS)
    except OSError as error:
        return _not_judged(path, f"The file cannot be opened ({error.strerror or error}); check its path and rights.")
    try:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            return _not_judged(path, "This is no file but a pipe, socket, device or folder; leave it out.")
        if before.st_size > limits.file_bytes:
            most = f"{limits.file_bytes / 1e6:.0f} MB"
            return _not_judged(path, f"This file has {before.st_size / 1e6:.0f} MB, and at most {most} are taken.")
        found = judge_file(_same(path, handle), models, anchors, limits)
        after = os.fstat(handle)
    finally:
        os.close(handle)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        return _not_judged(path, "The file changed while it was read; try again when it is finished.")
    return replace(found, path=str(path))


def _same(path: Path, handle: int) -> Path:
    """A path to the very file that is open, where the system has such paths."""
    own = _HANDLES / str(handle)
    return own if own.exists() else path


def _not_judged(path: Path, problem: str) -> Judgement:
    return Judgement(str(path), "", None, True, (), None, None, problem)
