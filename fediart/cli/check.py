"""`fediart admission check PATH...`: judges files without publishing them, with an instance's policy or without one."""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fediart.actions.admission_policy import current_policy
from fediart.actions.judging import models_in_use
from fediart.actions.submission import limits_of
from fediart.admission.judgement import Judgement, model_folders, trust_anchors
from fediart.admission.policy import BALANCED, Policy
from fediart.admission.verdict import Decision
from fediart.app import open_site
from fediart.cli.batch import Rules, Tally, judged
from fediart.cli.judged_line import COLUMNS, as_csv, as_json, as_text
from fediart.cli.listing import Listed, listed
from fediart.cli.terminal import progress, say, say_error
from fediart.config import Config, load
from fediart.errors import Problem
from fediart.media.pool import Pool

_FAILED: Final = "error"
_KIBIBYTE: Final = 1 if sys.platform == "darwin" else 1024  # what ru_maxrss counts in


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of paths, as often as they are asked for; nothing is kept, so that a million of them fill no memory."""

    paths: list[Path]
    count: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Listed]:
        return listed(self.paths)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="picture files, or folders that are walked")
    parser.add_argument("--json", action="store_true", help="print one JSON object per line and file")
    parser.add_argument("--csv", action="store_true", help="print a table for a spreadsheet")
    parser.add_argument("--workers", type=int, default=0, help="processes that judge (default: one per core)")
    parser.add_argument(
        "--fail-on",
        choices=(_FAILED, "label", "hold", "refuse"),
        help="exit with status 3 where a file could not be judged, or got this verdict or a stricter one",
    )


async def run(arguments: argparse.Namespace) -> int:
    """0 where something could be judged. Without a config file: the default policy and the built-in model."""
    count = await asyncio.to_thread(lambda: sum(1 for _ in listed(arguments.paths)))
    if not count:
        raise Problem("There are no pictures there; name files, or folders with JPEG, PNG, WebP and the like.")
    config, policy, models = await _rules(arguments.config)
    anchors = await asyncio.to_thread(trust_anchors, config.admission.trust_anchors, config.folder)
    rules = Rules(policy, models, anchors, limits_of(config))
    workers = max(1, min(arguments.workers or os.cpu_count() or 1, count))
    told, begun = Tally(), time.monotonic()
    put = _printer(arguments)
    async with _pool(config, workers) as pool:
        async for found in judged(pool, progress(_Files(arguments.paths, count), "judging"), rules):
            told.add(found)
            put(found)
    say_error(summary(told, time.monotonic() - begun, workers))
    return _status(told, arguments.fail_on)


def summary(told: Tally, seconds: float, workers: int) -> str:
    """How many files, how fast, what became of them, and the most memory of this process and of a worker."""
    became = ", ".join(f"{number} {verdict}" for verdict, number in sorted(told.verdicts.items()))
    failed = f"{told.failed} could not be judged" if told.failed else ""
    what = "; ".join(part for part in (became, failed) if part)
    own, worker = (
        resource.getrusage(whose).ru_maxrss * _KIBIBYTE / 1e6
        for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    speed = f"{seconds:.1f} s ({told.files / max(seconds, 1e-3):.1f} a second, {workers} at once)"
    return f"{told.files} files in {speed}: {what}. Most memory: {own:.0f} MB here, {worker:.0f} MB in one worker."


def _pool(config: Config, workers: int) -> Pool:
    media = config.media
    return Pool(workers, memory_limit=media.worker_memory_mb << 20, time_limit=media.worker_seconds, quiet=True)


def _printer(arguments: argparse.Namespace) -> Callable[[Judgement], None]:
    if arguments.csv:
        say(",".join(COLUMNS))
        return lambda found: say(as_csv(found))
    return (lambda found: say(as_json(found))) if arguments.json else (lambda found: say(as_text(found)))


def _status(told: Tally, fail_on: str | None) -> int:
    if not told.verdicts:
        return 1
    if fail_on is None:
        return 0
    strict = [one.value for one in Decision]
    asked = strict[strict.index(fail_on) :] if fail_on in strict else []
    return 3 if told.failed or any(told.verdicts[one] for one in asked) else 0


async def _rules(path: Path) -> tuple[Config, Policy, tuple[Path, ...]]:
    if not await asyncio.to_thread(path.exists):
        say_error(f"there is no config file at {path}: judging by the default policy and the built-in model")
        return Config(), BALANCED, model_folders(Config().admission.models, Path())
    config = load(path)
    async with open_site(config) as site, site.db.reading() as tx:
        return config, await current_policy(tx), await models_in_use(tx, config)
