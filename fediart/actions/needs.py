"""What needs somebody of the staff now: each matter that waits or is wrong, for those whose deeds it is."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fediart.actions import readiness
from fediart.actions.permissions import may
from fediart.actions.regular_backups import by_itself
from fediart.clock import HOUR
from fediart.site import Site
from fediart.store import audits, backups, domain_lists, processes, reports, strikes, waiting
from fediart.store.accounts import Account
from fediart.store.database import Reading

NEARLY_FULL: Final = 0.05
"""Share of a disk that is free at least before staff are told."""


@dataclass(frozen=True, slots=True)
class Need:
    """`kind` is a key of LOOKS, `many` how many there are (counted up to waiting.MOST), `about` words of the machine,
    `alarm` whether something is wrong rather than waiting."""

    kind: str
    many: int
    about: str = ""
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    tx: Reading
    site: Site
    account: Account


async def look(tx: Reading, site: Site, account: Account) -> tuple[Need, ...]:
    """Only what this account's deeds allow; what is wrong comes first."""
    asked = _Asked(tx, site, account)
    found = [await one(asked) for deed, one in LOOKS if may(account, deed)]
    needs = [one for one in found if one is not None and one.many]
    return tuple(sorted(needs, key=lambda one: not one.alarm))


async def _held(asked: _Asked) -> Need:
    return Need("held", await waiting.cases(asked.tx, appeals=False))


async def _verdict_appeals(asked: _Asked) -> Need:
    return Need("verdict-appeals", await waiting.cases(asked.tx, appeals=True))


async def _reports(asked: _Asked) -> Need:
    return Need("reports", await reports.count_open(asked.tx, asked.account.actor_id))


async def _strike_appeals(asked: _Asked) -> Need:
    return Need("strike-appeals", await strikes.count_waiting(asked.tx))


async def _sign_ups(asked: _Asked) -> Need:
    return Need("sign-ups", await waiting.sign_ups(asked.tx))


async def _words(asked: _Asked) -> Need:
    return Need("words", await waiting.held_words(asked.tx))


async def _proposals(asked: _Asked) -> Need:
    return Need("proposals", await domain_lists.count_open(asked.tx))


async def _dead(asked: _Asked) -> Need:
    """Those that died within the last week: whoever is dead for longer is no news."""
    return Need("dead", await waiting.newly_dead(asked.tx, now=asked.site.clock.now()))


async def _backup(asked: _Asked) -> Need | None:
    runs = await backups.newest(asked.tx, limit=1)
    if runs and runs[0].problem:
        return Need("backup-failed", 1, runs[0].problem, alarm=True)
    late = asked.site.clock.now() - 2 * asked.site.config.backup.every_hours * HOUR
    if by_itself(asked.site.config) and runs and runs[0].began < late:
        return Need("backup-late", 1, alarm=True)
    return None


async def _space(asked: _Asked) -> Need | None:
    return await asyncio.to_thread(_room, asked.site.config.files)


def _room(folder: Path) -> Need | None:
    disk = shutil.disk_usage(folder)
    if disk.free >= readiness.LITTLE_SPACE and disk.free >= NEARLY_FULL * disk.total:
        return None
    return Need("space", 1, str(disk.free), alarm=True)


async def _audit(asked: _Asked) -> Need | None:
    """The last run that is over."""
    over = [run for run in await audits.newest(asked.tx, limit=5) if run.state != audits.RUNNING]
    if not over:
        return None
    if over[0].state == audits.FAILED:
        return Need("audit-failed", 1, str(over[0].id), alarm=True)
    return Need("audit", over[0].troubled, str(over[0].id), alarm=True)


async def _worker(asked: _Asked) -> Need | None:
    alive = await processes.alive(asked.tx, since=asked.site.clock.now() - readiness.SILENT)
    return None if any(processes.JOBS in one.does for one in alive) else Need("worker", 1, alarm=True)


_Look = Callable[[_Asked], Awaitable[Need | None]]
LOOKS: Final[tuple[tuple[str, _Look], ...]] = (
    ("see operations", _worker),
    ("see operations", _space),
    ("change instance", _backup),
    ("change instance", _audit),
    ("review", _verdict_appeals),
    ("review", _held),
    ("moderate members", _strike_appeals),
    ("handle reports", _reports),
    ("handle reports", _words),
    ("approve sign-ups", _sign_ups),
    ("block domains", _proposals),
    ("block domains", _dead),
)
"""The deed that each look is for."""
