"""`make bench`: every figure of the project, measured on this machine, one after the other.

usage: python -m benchmarks [media|judge|folder|policy|copies|inbox|deliver|dead|headers|pages|streaming|api_home ...]
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys

PARTS = (
    "media", "judge", "folder", "policy", "copies", "inbox", "deliver", "dead", "headers", "pages", "streaming",
    "api_home",
)  # fmt: skip


def main() -> int:
    wanted = sys.argv[1:] or list(PARTS)
    unknown = set(wanted) - set(PARTS)
    if unknown:
        print(f"unknown: {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n", flush=True)
    return max(subprocess.run([sys.executable, "-m", f"benchmarks.{part}"], check=False).returncode for part in wanted)


if __name__ == "__main__":
    sys.exit(main())
