"""Debian's Chromium as the tests start it: the shell without windows where it is installed, a third cheaper."""

from __future__ import annotations

from pathlib import Path
from typing import Final

SHELL: Final = "/usr/bin/chromium-headless-shell"
WHOLE: Final = "/usr/bin/chromium"
PROGRAM: Final = SHELL if Path(SHELL).exists() else WHOLE
# No picture is drawn by an imitated graphics card, and nothing is moved about for show: a fifth of the time.
ARGS: Final = [
    "--no-sandbox", "--disable-gpu", "--disable-software-rasterizer", "--force-prefers-reduced-motion",
    "--no-first-run", "--host-resolver-rules=MAP * 127.0.0.1",
]  # fmt: skip
ABSENT: Final = not Path(PROGRAM).exists()
REASON: Final = "needs Debian's chromium-headless-shell or chromium"
