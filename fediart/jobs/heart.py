"""The heartbeat of a process: it says in the database that it lives, and looks how late its event loop is."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import platform
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

from fediart import __version__
from fediart.clock import DAY
from fediart.site import Site
from fediart.store import processes
from fediart.store.processes import JOBS, WEB, Process

EACH: Final = 15  # seconds between two beats
_LOOK: Final = 0.1  # seconds between two looks at the event loop

log = logging.getLogger("fediart.jobs")


@asynccontextmanager
async def beating(site: Site, *, web: bool, jobs: bool) -> AsyncIterator[Process]:
    """Within the block others see that this process lives, and what it does."""
    does = " ".join(word for word, wanted in ((WEB, web), (JOBS, jobs)) if wanted)
    now = site.clock.now()
    process = Process(site.ids.new(), f"{platform.node()}:{os.getpid()}", does, __version__, now, now)
    async with site.db.writing() as tx:
        await processes.put(tx, process)
        await processes.forget(tx, before=now - DAY)
    tasks = [asyncio.create_task(_beat(site, process)), asyncio.create_task(_look(site))]
    try:
        yield process
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(Exception):  # a database that is away by now learns it from the silence
            async with site.db.writing() as tx:
                await processes.leave(tx, process.id)


async def _beat(site: Site, process: Process) -> None:
    while True:
        await asyncio.sleep(EACH)
        try:
            async with site.db.writing() as tx:
                await processes.put(tx, replace(process, beat=site.clock.now()))
        except Exception:
            log.exception("this process could not say that it lives; it says so again in %d seconds", EACH)


async def _look(site: Site) -> None:
    """A single late look says little: what is kept falls slowly."""
    loop = asyncio.get_running_loop()
    while True:
        asked = loop.time()
        await asyncio.sleep(_LOOK)
        late = max(0.0, loop.time() - asked - _LOOK)
        site.figures.late = max(late, site.figures.late * 0.95)
