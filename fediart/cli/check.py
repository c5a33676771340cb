"""`fediart admission check PATH...`: judges files without publishing them, with an instance's policy or without one."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fediart.actions.admission_policy import current_policy
from fediart.actions.judging import models_in_use
from fediart.actions.submission import limits_of
from fediart.admission.judgement import Judgement, judge, model_folders, trust_anchors
from fediart.admission.policy import BALANCED, Policy
from fediart.app import open_site
from fediart.cli.terminal import progress, say, say_error, say_json
from fediart.config import Config, load
from fediart.errors import Problem
from fediart.media.errors import WorkFailed
from fediart.media.facts import Limits
from fediart.media.pool import Pool

PICTURES: Final = frozenset(
    (".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif", ".gif", ".tif", ".tiff")
)  # what is looked at in folders; a file that is named is always looked at


@dataclass(frozen=True, slots=True)
class _Rules:
    """By what files are judged: policy, model folders, trusted certificates, and how large a file may be."""

    policy: Policy
    models: tuple[Path, ...]
    anchors: str
    limits: Limits


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="picture files, or folders that are walked")
    parser.add_argument("--json", action="store_true", help="print one JSON object per line and file")


async def run(arguments: argparse.Namespace) -> int:
    """0 where something could be judged. Without a config file: the default policy and the built-in model."""
    files = list(await asyncio.to_thread(lambda: list(_files(arguments.paths))))
    if not files:
        raise Problem("There are no pictures there; name files, or folders with JPEG, PNG, WebP and the like.")
    config, policy, models = await _rules(arguments.config)
    media = config.media
    anchors = await asyncio.to_thread(trust_anchors, config.admission.trust_anchors, config.folder)
    workers = max(1, min(4, (os.cpu_count() or 1) - 1, len(files)))
    judged = False
    async with Pool(workers, memory_limit=media.worker_memory_mb << 20, time_limit=media.worker_seconds) as pool:
        async for found in _judged(pool, files, _Rules(policy, models, anchors, limits_of(config)), at_once=workers):
            judged = judged or found.verdict is not None
            if arguments.json:
                say_json(found.as_json())
            else:
                say(line(found))
    return 0 if judged else 1


async def _rules(path: Path) -> tuple[Config, Policy, tuple[Path, ...]]:
    if not await asyncio.to_thread(path.exists):
        say_error(f"there is no config file at {path}: judging by the default policy and the built-in model")
        return Config(), BALANCED, model_folders(Config().admission.models, Path())
    config = load(path)
    async with open_site(config) as site, site.db.reading() as tx:
        return config, await current_policy(tx), await models_in_use(tx, config)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.suffix.lower() in PICTURES and one.is_file())
        elif path.exists():
            yield path
        else:
            raise Problem(f"There is no file or folder {path}; check the path.")


async def _judged(pool: Pool, files: Sequence[Path], rules: _Rules, *, at_once: int) -> AsyncIterator[Judgement]:
    """In the order of the files, some of them side by side."""
    batches = [files[start : start + at_once] for start in range(0, len(files), at_once)]
    for batch in progress(batches, "judging"):
        for found in await asyncio.gather(*(_one(pool, path, rules) for path in batch)):
            yield found


async def _one(pool: Pool, path: Path, rules: _Rules) -> Judgement:
    try:
        return await judge(pool, path, rules.policy, rules.models, rules.anchors, rules.limits)
    except WorkFailed as error:
        return Judgement(str(path), "", None, True, (), None, None, f"It could not be judged: {error.reason}.")


def line(found: Judgement) -> str:
    """`refuse    0.97  a1111: ...  heron.png`: verdict, probability, evidence, path."""
    if found.verdict is None:
        return f"error     {found.path}: {found.error}"
    score = "   -" if found.probability is None else f"{found.probability:.2f}"
    evidence = ", ".join(dict.fromkeys(f"{one.code} ({one.grade.value})" for one in found.evidence)) or "no evidence"
    trouble = f"  [{found.error}]" if found.error else ""
    return f"{found.verdict.decision.value:<8}  {score}  {found.path}  {evidence}{trouble}"
