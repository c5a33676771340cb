"""What `fediart doctor` says of backups: whether there is a fresh one, whether it is whole, and where it lies."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from fediart.actions import backup_manifest
from fediart.actions.backup_manifest import BY_HAND, INCLUDED, SCHEDULED, in_words
from fediart.actions.regular_backups import by_itself
from fediart.clock import HOUR
from fediart.config import Config
from fediart.site import Site
from fediart.store import backups
from fediart.store.backups import Run

Said = tuple[str, Literal["ok", "warning", "error"], str, str]
"""Part, state, what was seen, what to do."""

LITTLE_SPACE = 1 << 30
_LATE = 2  # times the usual wait
_WEEK = 7 * 24  # hours


async def backup_findings(site: Site) -> list[Said]:
    """In the test mode nobody expects any."""
    if site.config.instance.development and not backup_manifest.every(site.config.backups):
        return [("backup", "ok", "none are made by themselves in the test mode", "")]
    async with site.db.reading() as tx:
        runs = await backups.newest(tx)
    return [_newest(site, runs), *_place(site.config)]


def _newest(site: Site, runs: Sequence[Run]) -> Said:
    """By the rows where another machine makes them, by the folder where rows came from a backup themselves."""
    config, now = site.config, site.clock.now()
    do = f"Make one: fediart backup -c {config.path}"
    if runs and runs[0].problem:
        return "backup", "error", f"the last try failed: {runs[0].problem}", do
    here = [one.about.taken for one in backup_manifest.every(config.backups) if one.about.kind in (BY_HAND, SCHEDULED)]
    times = [*here, *(run.began for run in runs if not run.problem and run.kind in (BY_HAND, SCHEDULED))]
    if not times:
        why = "" if by_itself(config) else " and none is made by itself (backup.every_hours is 0)"
        return "backup", "warning", f"there is none{why}", do
    usual = config.backup.every_hours or _WEEK
    seen = f"the newest is of {in_words(max(times))}"
    if now - max(times) > usual * _LATE * HOUR:
        return "backup", "warning", seen, f"{do} and see that `fediart serve` or `fediart worker` runs all the time."
    return "backup", "ok", seen, ""


def _place(config: Config) -> Iterator[Said]:
    place = config.backups
    if not place.is_dir():
        return
    for folder in backup_manifest.damaged(place):
        yield "backup", "error", f"{folder} is no whole backup", "Remove it."
    found = backup_manifest.every(place)
    if found and found[-1].about.missing:
        lost = found[-1].about.missing
        yield (
            "backup", "error", f"{len(lost)} files that works need were missing or damaged, such as {lost[0]}",
            "Take them from an older backup: they lie in its folder `files` under the same name.",
        )  # fmt: skip
    if _same_disk(place, config.folder):
        do = f"Copy {place} to another machine (rsync -a), or name another disk in backup.folder of the config."
        yield "backup", "warning", "backups lie on the disk of the instance: who loses one loses both", do
    free = shutil.disk_usage(place).free
    if free < LITTLE_SPACE:
        yield "backup", "warning", f"{free >> 20} MiB are free for backups", "Make room, or lower backup.keep."
    if found and not any(one.about.media == INCLUDED for one in found):
        yield (
            "backup",
            "warning",
            "no backup has the uploaded files in it",
            "Set backup.media, or copy storage yourself.",
        )


def _same_disk(one: Path, other: Path) -> bool:
    return one.stat().st_dev == other.stat().st_dev
