"""`fediart docs build DIR`: the documentation as files that any host serves."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from fediart.cli.terminal import say, say_json
from fediart.web.docs_files import build


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="a new one, or one that was built before")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


async def build_files(args: argparse.Namespace) -> int:
    """Needs no instance. Raises Problem where the folder holds something else."""
    done = await asyncio.to_thread(build, args.folder)
    if args.json:
        say_json({"files": done.files, "written": done.written, "removed": done.removed})
    else:
        said = f"{done.written} written, {done.removed} removed, the others as before"
        say(f"{done.files} files in {args.folder}: {said}. Open {args.folder / 'index.html'}.")
    return 0
