"""What `fediart doctor` says of running the instance: processes, work that waits, proxies, the log and the figures."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Final, Literal

from fediart.actions.readiness import SILENT
from fediart.clock import MINUTE
from fediart.config import Config
from fediart.site import Site
from fediart.store import backlog, processes, works_waiting

Said = tuple[str, Literal["ok", "warning", "error"], str, str]
"""Part, state, what was seen, what to do."""

_LATE: Final = 10 * MINUTE
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


async def operation_findings(site: Site) -> AsyncIterator[Said]:
    """In the order in which one would look."""
    now = site.clock.now()
    async with site.db.reading() as tx:
        alive = await processes.alive(tx, since=now - SILENT)
        late = await backlog.late(tx, now=now)
        works = await works_waiting.many(tx)
    for said in (_processes([one.does for one in alive]), _late(late), _works(works, site.config)):
        yield said
    for said in of_config(site.config):
        yield said


def _processes(does: list[str]) -> Said:
    if not does:
        do = "Start it: `fediart serve`, or the unit of deploy/fediart.service."
        return "processes", "warning", "none was heard of in the last minute", do
    web, jobs = (sum(word in one.split() for one in does) for word in (processes.WEB, processes.JOBS))
    seen = f"{web} that serve, {jobs} that do the background work"
    if not jobs:
        return "processes", "error", seen, "Start `fediart worker`, or set server.run_jobs = true."
    return "processes", "ok", seen, ""


def _late(late: backlog.Late) -> Said:
    if max(late.jobs, late.deliveries) < _LATE:
        return "backlog", "ok", "background work and deliveries are done as they come", ""
    seen = (
        f"the oldest job waits for {late.jobs // MINUTE} minutes, the oldest delivery for {late.deliveries // MINUTE}"
    )
    return "backlog", "warning", seen, "Start a further `fediart worker`, or see in the log what fails."


def _works(many: int, config: Config) -> Said:
    seen = f"{many} works wait to be looked at, of {config.media.most_waiting} that may"
    if many < config.media.most_waiting // 2:
        return "uploads", "ok", seen, ""
    return "uploads", "warning", seen, "More media.workers look at more at a time, on a machine with more cores."


def of_config(config: Config) -> Iterator[Said]:
    """What can be said without looking at anything else."""
    server, public = config.server, not config.instance.development
    if public and server.listen in _LOOPBACK and not server.trusted_proxies:
        do = 'Name it: server.trusted_proxies = ["127.0.0.1", "::1"], so that brakes count visitors and not the proxy.'
        yield "proxy", "warning", "no proxy is trusted, though only one on this machine can ask", do
    elif "0.0.0.0/0" in server.trusted_proxies or "::/0" in server.trusted_proxies:
        do = "Name only the addresses of your proxies: anybody could write another's address into X-Forwarded-For."
        yield "proxy", "error", "everybody is trusted as a proxy", do
    else:
        yield "proxy", "ok", ", ".join(server.trusted_proxies) or "none", ""
    address = config.metrics.listen.rpartition(":")[0].strip("[]")
    if address and not address.startswith(("127.", "10.", "192.168.", "172.", "::1", "fd", "localhost")):
        do = "Choose a private address in metrics.listen, such as 127.0.0.1:9464."
        yield "metrics", "warning", f"figures are served at {config.metrics.listen} to whoever asks", do
    else:
        yield "metrics", "ok", config.metrics.listen or ("with a token" if config.metrics.token else "off"), ""
