"""Whether an instance can do its work: the few things that everything hangs on, looked at in a moment."""

from __future__ import annotations

import asyncio
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from fediart.clock import MINUTE
from fediart.media.chosen_storage import ChosenStorage
from fediart.media.errors import StorageAway
from fediart.resources import resource
from fediart.site import Site
from fediart.store import processes
from fediart.store.migrate import pending

State = Literal["ok", "warning", "failing"]
LITTLE_SPACE: Final = 2 << 30
NO_SPACE: Final = 256 << 20
SILENT: Final = MINUTE  # a process that was not heard of for so long is dead
_PATIENCE: Final = 3.0  # seconds for the database


@dataclass(frozen=True, slots=True)
class Check:
    """One of database, migrations, storage, space, work. `failing`: nobody can be served; `warning`: not all is well.

    `words` are for admins; visitors see only the state.
    """

    name: str
    state: State
    words: str


async def look(site: Site) -> tuple[Check, ...]:
    """All checks. Without a database the others that need it are left out."""
    here = await asyncio.to_thread(_storage, site.config.files)
    try:
        async with asyncio.timeout(_PATIENCE):
            rows = await _rows(site)
    except Exception as error:
        why = f"{type(error).__name__}: {error}".rstrip(": ")
        return Check("database", "failing", f"does not answer: {why}"), *here
    return *rows, *here, *await _bucket(site)


async def _rows(site: Site) -> tuple[Check, ...]:
    missing = await pending(site.db, resource("migrations"))
    async with site.db.reading() as tx:
        alive = await processes.alive(tx, since=site.clock.now() - SILENT)
    working = [one.name for one in alive if processes.JOBS in one.does]
    return (
        Check("database", "ok", site.db.engine),
        Check("migrations", "failing", f"lacks {', '.join(missing)}: run `fediart migrate`")
        if missing
        else Check("migrations", "ok", "up to date"),
        Check("work", "ok", ", ".join(working))
        if working
        else Check("work", "warning", "no process does the background work: start `fediart worker`, or set run_jobs"),
    )


async def _bucket(site: Site) -> tuple[Check, ...]:
    """Where files are in one. Without it pages are still shown, and pictures of which there is a copy."""
    storage = site.storage
    if not isinstance(storage, ChosenStorage):
        return ()
    try:
        async with asyncio.timeout(_PATIENCE):
            return (Check("bucket", "ok", "answers"),) if await storage.answers() else ()
    except (StorageAway, TimeoutError) as away:
        return (Check("bucket", "warning", f"does not answer: {away}"),)


def _storage(folder: Path) -> tuple[Check, ...]:
    if not os.access(folder, os.W_OK | os.X_OK):
        return (Check("storage", "failing", f"{folder} cannot be written"),)
    return Check("storage", "ok", str(folder)), space(folder)


def space(folder: Path) -> Check:
    """How much room is left where files are kept."""
    free = shutil.disk_usage(folder).free
    state: State = "ok" if free >= LITTLE_SPACE else "warning" if free >= NO_SPACE else "failing"
    return Check("space", state, f"{free >> 20} MiB are free")
