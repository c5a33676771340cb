"""`fediart model test FOLDER`: what a detector is worth on pictures whose making is known."""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, cast

from fediart.actions.judging import models_in_use
from fediart.actions.submission import limits_of
from fediart.admission.installing import write_manifest
from fediart.admission.judgement import MODELS, model_folders
from fediart.admission.manifest import Manifest, ModelError, load_manifest
from fediart.admission.tested import Conditions, Figures, Fitted, Labelled, Looked, Rate
from fediart.app import open_site
from fediart.cli.terminal import progress, say, say_json, table
from fediart.config import Config, load
from fediart.errors import Problem
from fediart.media.errors import WorkFailed
from fediart.media.pool import Pool

_LOOK: Final = "fediart.admission.measuring:look"
_FIGURES: Final = "fediart.admission.figures:figures"
_FIT: Final = "fediart.admission.figures:fit"
_RELIABILITY: Final = "fediart.media.charts:draw_reliability"
_ROC: Final = "fediart.media.charts:draw_roc"
TARGETS: Final = (_LOOK, _FIGURES, _FIT, _RELIABILITY, _ROC)
_LABELS: Final = {"ai": True, "generated": True, "human": False}
_SHORT_SIDE: Final = 512
_ENDINGS: Final = frozenset((".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif", ".gif", ".tif", ".tiff"))


@dataclass(frozen=True, slots=True)
class _Test:
    """What is measured, on what, and how."""

    models: tuple[Path, ...]
    manifests: tuple[Manifest, ...]
    pictures: tuple[Labelled, ...]
    folds: tuple[int | None, ...]
    conditions: Conditions
    config: Config


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder", type=Path, metavar="FOLDER", help="with a manifest.csv (path, label, group), or folders ai and human"
    )
    parser.add_argument("--model", action="append", metavar="NAME", help="the model, or several that vote")
    parser.add_argument(
        "--leave-one-source-out", action="store_true", help="each source judged only by a head that never saw it"
    )
    parser.add_argument("--short-side", type=int, default=0, metavar="PX", help="reduce larger pictures to this first")
    parser.add_argument(
        "--equalise",
        action="store_true",
        help=f"short side {_SHORT_SIDE} unless given, and a JPEG quality from 75 to 95",
    )
    parser.add_argument("--write-thresholds", action="store_true", help="keep calibration and thresholds in the model")
    parser.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="where reliability.png and roc.png go")
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="pictures judged side by side")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


async def run(args: argparse.Namespace) -> int:
    """Raises Problem where nothing can be measured; broken files are counted and passed over."""
    test = await _prepared(args)
    media = test.config.media
    jobs = args.jobs if args.jobs > 0 else max(1, (os.cpu_count() or 1) - 1)
    async with Pool(jobs, memory_limit=media.worker_memory_mb << 20, time_limit=media.worker_seconds) as pool:
        rows = await _looked(pool, test)
        found = cast(Figures, await _asked(pool, _FIGURES, rows))
        await _draw(pool, args.out, test, found)
        fitted = cast(Fitted, await _asked(pool, _FIT, rows)) if args.write_thresholds else None
    written = await asyncio.to_thread(_write, test.manifests[0], found, fitted) if fitted else None
    if args.json:
        thresholds = dict(written.thresholds) if written else None
        say_json({"model": _label(test), **found.as_json(), "written_thresholds": thresholds})
    else:
        _tell(test, found)
        _tell_written(written)
    return 0


async def _prepared(args: argparse.Namespace) -> _Test:
    config = load(args.config) if await asyncio.to_thread(args.config.exists) else Config()
    models = await _models(config, args.model, stored=args.config.exists())
    manifests = tuple([await asyncio.to_thread(load_manifest, folder) for folder in models])
    if args.write_thresholds:
        _demand_writable(manifests)
    pictures = await asyncio.to_thread(read_labelled, args.folder)
    folds: tuple[int | None, ...] = (None,) * len(pictures)
    if args.leave_one_source_out:
        pictures, folds = _held_out(manifests, pictures)
    side = args.short_side or (_SHORT_SIDE if args.equalise else 0)
    return _Test(models, manifests, pictures, folds, Conditions(side, args.equalise), config)


async def _models(config: Config, names: Sequence[str] | None, *, stored: bool) -> tuple[Path, ...]:
    if names:
        found = model_folders(names, config.folder)
    elif stored:
        async with open_site(config) as site, site.db.reading() as tx:
            found = await models_in_use(tx, config)
    else:
        found = model_folders(config.admission.models, config.folder)
    if not found:
        raise Problem("No detector is set; name one with --model.")
    return found


def _demand_writable(manifests: Sequence[Manifest]) -> None:
    if len(manifests) != 1:
        raise Problem("--write-thresholds measures one model: name it with --model.")
    if manifests[0].folder.parent == MODELS:
        raise Problem(
            "A built-in model keeps the thresholds it was measured with; install a copy of it to change them."
        )


def _held_out(
    manifests: Sequence[Manifest], pictures: Sequence[Labelled]
) -> tuple[tuple[Labelled, ...], tuple[int | None, ...]]:
    """The pictures whose source the model knows by fold. Those of other sources were never seen by any head."""
    if len(manifests) != 1 or not manifests[0].folds:
        raise ModelError("Leaving sources out needs one model whose manifest says in [folds] which head saw what.")
    folds = manifests[0].folds
    return tuple(pictures), tuple(folds.get(picture.group) for picture in pictures)


def read_labelled(folder: Path) -> tuple[Labelled, ...]:
    """Pictures below a folder: as its manifest.csv says, or those in its folders `ai` and `human`. Raises Problem.

    Without a manifest a source is a folder in one of those two, or all the pictures that lie directly in it.
    """
    listed = folder / "manifest.csv"
    found = _from_list(folder, listed) if listed.is_file() else _from_folders(folder)
    if not found:
        raise Problem(f"{folder} has neither a manifest.csv with path, label and group, nor folders ai and human.")
    return found


def _from_list(folder: Path, listed: Path) -> tuple[Labelled, ...]:
    root, found = folder.resolve(), []
    with listed.open(newline="", encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            name, label = row.get("path") or "", (row.get("label") or "").strip().lower()
            path = (root / name).resolve()
            if not name or label not in _LABELS or not path.is_relative_to(root):
                raise Problem(f"{listed}: every row needs a path below {folder}, and a label 'ai' or 'human'.")
            if "grid" not in (row.get("note") or "").split():
                found.append(Labelled(path, _LABELS[label], row.get("group") or label))
    return tuple(found)


def _from_folders(folder: Path) -> tuple[Labelled, ...]:
    found = []
    for label, generated in _LABELS.items():
        for path in sorted((folder / label).rglob("*")):
            if path.suffix.lower() in _ENDINGS and path.is_file():
                parts = path.relative_to(folder).parts
                found.append(Labelled(path, generated, "/".join(parts[: min(2, len(parts) - 1)])))
    return tuple(found)


async def _looked(pool: Pool, test: _Test) -> list[Looked]:
    """In the order of the pictures, as many side by side as there are workers."""
    limits = limits_of(test.config)

    async def one(picture: Labelled, fold: int | None) -> Looked:
        try:
            return cast(Looked, await pool.call(_LOOK, picture, test.models, limits, test.conditions, fold))
        except WorkFailed as error:
            return Looked(picture.generated, picture.group, None, "cannot-tell", problem=error.reason)

    tasks = [asyncio.create_task(one(*pair)) for pair in zip(test.pictures, test.folds, strict=True)]
    try:
        return [await task for task in progress(tasks, "judging")]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _asked(pool: Pool, target: str, *given: object) -> object:
    try:
        return await pool.call(target, *given)
    except WorkFailed as error:
        raise Problem(f"The figures could not be made: {error.reason}.") from None


async def _draw(pool: Pool, folder: Path, test: _Test, found: Figures) -> None:
    await asyncio.to_thread(lambda: folder.mkdir(parents=True, exist_ok=True))
    bins = [(one.probability, one.generated, one.weight) for one in found.bins]
    title = f"{_label(test)}: calibration error {found.error:.3f}"
    await _asked(pool, _RELIABILITY, folder / "reliability.png", title, bins)
    await _asked(pool, _ROC, folder / "roc.png", f"{_label(test)}: ROC AUC {found.auc.value:.3f}", list(found.curve))


def _write(manifest: Manifest, found: Figures, fitted: Fitted) -> Manifest:
    """The new curve laid over the old one, so that the model's probabilities are what they say on these pictures.

    What its maker measured was measured at other thresholds, and goes.
    """
    measured = {
        "own_auc": round(found.auc.value, 4),
        "own_found_at_1": round(found.at_1.value, 4),
        "own_human": found.human,
        "own_generated": found.generated,
        "note": "Measured with `fediart model test` on pictures of this instance's admins, thresholds set on the same.",
    }
    written = replace(
        manifest,
        slope=manifest.slope * fitted.slope,
        offset=manifest.offset * fitted.slope + fitted.offset,
        thresholds=fitted.thresholds,
        measured=measured,
    )
    write_manifest(written)
    return written


def _label(test: _Test) -> str:
    return " + ".join(manifest.label for manifest in test.manifests)


def _tell(test: _Test, found: Figures) -> None:
    say(f"{_label(test)} on {found.generated} generated and {found.human} human pictures it could judge")
    say(f"abstained on {found.abstained}; {found.broken} could not be read\n")
    lines = [
        ("ROC AUC", *_told(found.auc)),
        ("found at 1 % false alarms on these pictures", *_told(found.at_1)),
        ("found at 0.1 %", *_told(found.at_01)),
    ]
    for name, rate in found.found.items():
        lines.append((f"found at its own threshold for {name}", *_told(rate)))
        lines.append(("    false alarms there", *_told(found.alarms[name])))
    lines.append(("expected calibration error", f"{found.error:.3f}", ""))
    table(lines, ("FIGURE", "VALUE", "95 % INTERVAL"))
    point = "its own thresholds" if found.found else "thresholds of these pictures, as it has none of its own"
    say(f"\nBy source, at {point}: of generated ones what was found, of human ones false alarms")
    rows = [
        (one.group, "generated" if one.generated else "human", str(one.judged), str(one.abstained),
         f"{one.at_1:.1%}", f"{one.at_01:.1%}")
        for one in found.sources
    ]  # fmt: skip
    table(rows, ("SOURCE", "KIND", "JUDGED", "ABSTAINED", "AT 1 %", "AT 0.1 %"))


def _told(rate: Rate) -> tuple[str, str]:
    return f"{rate.value:.3f}", f"{rate.low:.3f} to {rate.high:.3f}"


def _tell_written(written: Manifest | None) -> None:
    if written is None:
        return
    limits = ", ".join(f"{name}: {value:.4f}" for name, value in written.thresholds.items())
    say(f"\nCalibration and thresholds ({limits}) are in {written.folder}/manifest.toml.")
