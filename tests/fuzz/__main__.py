"""`python -m tests.fuzz TARGET [atheris options] [corpus folder]`: searches for bytes that break one of the readers.

Needs the extra `fuzz` (`make fuzz` installs it). What it finds becomes a case in tests/fuzz/found.py.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["federation", "fediart"]):
    from tests.fuzz.targets import SEEDS, TARGETS

if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
    sys.exit(f"Say which: {', '.join(TARGETS)}")
name = sys.argv.pop(1)
folder = Path(sys.argv[-1])
if folder.is_dir() and not any(folder.iterdir()):
    for number, seed in enumerate(SEEDS[name]):
        (folder / f"seed-{number}").write_bytes(seed)
atheris.Setup(sys.argv, TARGETS[name])
atheris.Fuzz()
