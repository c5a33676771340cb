"""`python -m tests.fuzz TARGET [atheris options] [corpus folder]`: searches for bytes that break one of the readers.

Needs the extra `fuzz` (`make fuzz` installs it). What it finds becomes a case in tests/fuzz/found.py.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["federation", "fediart"]):
    from tests.fuzz.targets import TARGETS

if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
    sys.exit(f"Say which: {', '.join(TARGETS)}")
target = TARGETS[sys.argv.pop(1)]
atheris.Setup(sys.argv, target)
atheris.Fuzz()
