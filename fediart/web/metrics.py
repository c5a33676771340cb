"""`/metrics`: the figures of this process and the state of the instance, in the text format of Prometheus (0.0.4).

Only with the token of the config, or at an address of its own that is kept private: how busy an instance is, and with
what, is nobody else's business.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from hmac import compare_digest
from pathlib import Path
from typing import Final

from aiohttp import web

from fediart import __version__
from fediart.actions import readiness
from fediart.errors import NotFound
from fediart.figures import BOUNDS, DELIVERIES, JOBS, RECEIVED, REQUESTS, TURNED_AWAY, Spread
from fediart.language import _
from fediart.site import Site
from fediart.store import backlog, processes
from fediart.web.cache import CACHE
from fediart.web.request import site_of

_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_SAID: Final = {
    REQUESTS: "Requests by surface and status, and the seconds until they were answered.",
    JOBS: "Background jobs by kind and outcome, and the seconds they took.",
    DELIVERIES: "Deliveries to other servers by outcome.",
    TURNED_AWAY: "Uploads that were asked to come later, by reason.",
    RECEIVED: "Requests with files that were let in.",
}


async def show(request: web.Request) -> web.Response:
    """The figures, for whoever has the token; for all others there is nothing here."""
    token = site_of(request).config.metrics.token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not compare_digest(given.encode(), token.encode()):
        raise NotFound(_("There is nothing at this address."))
    return await answer(site_of(request), request.app)


async def answer(site: Site, app: web.Application | None) -> web.Response:
    """`app`: the web application, where this process has one."""
    lines = [*_counted(site), *_of_process(site), *_of_pages(site, app), *await _of_instance(site)]
    headers = {"Content-Type": _TYPE, "Cache-Control": "no-store"}
    return web.Response(body="".join(f"{line}\n" for line in lines).encode(), headers=headers)


def _counted(site: Site) -> Iterator[str]:
    for name in dict.fromkeys(name for name, labels in site.figures.spreads):
        yield from _head(name, "histogram", _SAID[name])
        for labels in [labels for one, labels in site.figures.spreads if one == name]:
            yield from _spread(name, labels, site.figures.spreads[name, labels])
    for name in dict.fromkeys(name for name, labels in site.figures.counts):
        yield from _head(name, "counter", _SAID[name])
        yield from (_line(name, labels, many) for (one, labels), many in site.figures.counts.items() if one == name)


def _spread(name: str, labels: str, spread: Spread) -> Iterator[str]:
    sofar = 0
    for bound, many in zip((*BOUNDS, "+Inf"), spread.parts, strict=True):
        sofar += many
        yield _line(f"{name}_bucket", f'{labels},le="{bound}"', sofar)
    yield _line(f"{name}_sum", labels, round(spread.seconds, 6))
    yield _line(f"{name}_count", labels, sofar)


def _head(name: str, kind: str, said: str) -> Iterator[str]:
    yield f"# HELP {name} {said}"
    yield f"# TYPE {name} {kind}"


def _line(name: str, labels: str, value: float) -> str:
    return f"{name}{{{labels}}} {value}" if labels else f"{name} {value}"


def _gauge(name: str, said: str, value: float, labels: str = "") -> Iterator[str]:
    yield from _head(name, "gauge", said)
    yield _line(name, labels, value)


def _of_process(site: Site) -> Iterator[str]:
    version = f'version="{__version__}",db="{site.db.engine}"'
    yield from _gauge("fediart_info", "The version that runs.", 1, version)
    yield from _gauge("fediart_loop_late_seconds", "How late the event loop lately was.", round(site.figures.late, 4))
    yield from _gauge("fediart_image_workers", "Processes that work on pictures now.", len(site.pool.processes))
    yield from _head("process_cpu_seconds_total", "counter", "Processor time of this process, in seconds.")
    yield _line("process_cpu_seconds_total", "", round(time.process_time(), 3))
    memory = _resident()
    if memory:
        yield from _gauge("process_resident_memory_bytes", "Memory of this process.", memory)
    files = Path("/proc/self/fd")
    if files.is_dir():
        many = sum(1 for one in files.iterdir() if one.name)
        yield from _gauge("process_open_fds", "Open files and connections of this process.", many)


def _resident() -> int:
    """Bytes; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def _of_pages(site: Site, app: web.Application | None) -> Iterator[str]:
    if app is not None:
        yield from _head("fediart_pages_from_memory_total", "counter", "Answers that came from memory.")
        yield _line("fediart_pages_from_memory_total", "", app[CACHE].hits)
        yield from _gauge("fediart_pages_kept", "Answers that are kept in memory.", len(app[CACHE]))
        yield from _gauge("fediart_pages_kept_bytes", "How much memory they take.", app[CACHE].bytes)
    free = shutil.disk_usage(site.config.files).free
    yield from _gauge("fediart_space_free_bytes", "Room left where files are kept.", free)


async def _of_instance(site: Site) -> Iterator[str]:
    """What stands in the database, each question bounded however much has piled up."""
    now = site.clock.now()
    async with site.db.reading() as tx:
        waiting = await backlog.jobs(tx)
        late = await backlog.late(tx, now=now)
        deliveries = await backlog.deliveries(tx)
        alive = await processes.alive(tx, since=now - readiness.SILENT)
    return _instance_lines(waiting, late, deliveries, [one.does for one in alive])


def _instance_lines(
    waiting: dict[tuple[str, str], int], late: backlog.Late, deliveries: int, does: list[str]
) -> Iterator[str]:
    yield from _head("fediart_jobs_waiting", "gauge", f"Unfinished jobs by kind, of the first {backlog.MOST} of them.")
    for (kind, state), many in waiting.items():
        yield _line("fediart_jobs_waiting", f'kind="{kind}",state="{state}"', many)
    yield from _gauge("fediart_jobs_late_seconds", "For how long the oldest job is overdue.", late.jobs / 1000)
    yield from _gauge("fediart_deliveries_waiting", f"Deliveries not yet made, up to {backlog.MOST}.", deliveries)
    yield from _gauge("fediart_deliveries_late_seconds", "For how long the oldest is overdue.", late.deliveries / 1000)
    yield from _head("fediart_processes", "gauge", "Processes that were heard of in the last minute, by what they do.")
    for word in (processes.WEB, processes.JOBS):
        yield _line("fediart_processes", f'does="{word}"', sum(word in one.split() for one in does))
