"""Debian's Chromium as the tests start it: the shell without windows where it is installed, a third cheaper."""

from __future__ import annotations

from pathlib import Path
from typing import Final

SHELL: Final = "/usr/bin/chromium-headless-shell"
WHOLE: Final = "/usr/bin/chromium"
PROGRAM: Final = SHELL if Path(SHELL).exists() else WHOLE
ARGS: Final = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--host-resolver-rules=MAP * 127.0.0.1"]
ABSENT: Final = not Path(PROGRAM).exists()
REASON: Final = "needs Debian's chromium-headless-shell or chromium"
